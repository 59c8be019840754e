using System.Text;
using OpenPayments.Ingestion.Landing;

namespace OpenPayments.Ingestion.Tests.Landing;

public sealed class EncodingEvidenceTests
{
    [Theory]
    [InlineData("plain ascii", TextEncoding.Utf8)]
    [InlineData("Jos\xE9 Pe\xF1a, \x80 10", TextEncoding.Windows1252)]
    [InlineData("\xE9", TextEncoding.Windows1252)]
    [InlineData("Jos\xC3\xA9", TextEncoding.Utf8)]
    [InlineData("Jos\xE9 and Jos\xC3\xA9", TextEncoding.Utf8)]
    [InlineData("two in a row: \xE9\xE8", TextEncoding.Utf8)]
    [InlineData("no such character: \x81", TextEncoding.Utf8)]
    [InlineData("Jos\xE9 but \x9D", TextEncoding.Utf8)]
    public void Encoding_IsWindows1252_OnlyWhenPlainlySo(string text, TextEncoding expected)
    {
        for (var piece = 1; piece < 9; piece++)
        {
            var evidence = new EncodingEvidence();
            foreach (var bytes in Encoding.Latin1.GetBytes(text).Chunk(piece)) evidence.Append(bytes);
            Assert.Equal(expected, evidence.Encoding);
        }
    }
}
