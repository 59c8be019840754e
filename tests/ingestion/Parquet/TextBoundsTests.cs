using System.Text;
using OpenPayments.Ingestion.Parquet.Pages;

namespace OpenPayments.Ingestion.Tests.Parquet;

public sealed class TextBoundsTests
{
    [Fact]
    public void Bounds_FollowTheOrderOfBytes_HoweverAlikeTextsStart()
    {
        var random = new Random(1);
        for (var round = 0; round < 2000; round++)
        {
            var texts = Enumerable.Range(0, 8).Select(_ => Encoding.ASCII.GetBytes("12345678"[random.Next(2)..] + Suffix(random))).ToList();
            var bounds = new TextBounds();
            foreach (var text in texts) bounds.Add(text);

            texts.Sort((left, right) => left.AsSpan().SequenceCompareTo(right));
            Assert.Equal(texts[0], bounds.Min.ToArray());
            Assert.Equal(texts[^1], bounds.Max.ToArray());
        }
    }

    private static string Suffix(Random random) => string.Concat(Enumerable.Range(0, random.Next(11)).Select(_ => "\u000012"[random.Next(3)]));
}
