using OpenPayments.Ingestion.Columns;
using OpenPayments.Ingestion.Tests.TestSupport;

namespace OpenPayments.Ingestion.Tests.Parquet;

/// <summary>Columns of every type with skewed random values: runs, repeats, few or many distinct values.</summary>
public static class RandomColumns
{
    private static readonly string[] Letters = [.. "abcdefghijklmnopqrstuvwxyz ABCDEF'-,\"0123456789éñß東🩺".EnumerateRunes().Select(rune => rune.ToString())];

    public static IReadOnlyList<ColumnData> Make(int seed, int rowCount, double nullShare)
    {
        var random = new Random(seed);
        return
        [
            TestColumns.Text("few", Rows(rowCount, nullShare, random, Repeating(random, 4, _ => Text(random, 20)))),
            TestColumns.Text("many", Rows(rowCount, nullShare, random, Repeating(random, 1000, _ => Text(random, 40)))),
            TestColumns.Text("distinct", Rows(rowCount, nullShare, random, () => Text(random, 60))),
            TestColumns.PlainText("plain", Rows(rowCount, nullShare, random, () => Text(random, 200))),
            TestColumns.Date("date", Nullable(rowCount, nullShare, random, () => new DateOnly(2023, 1, 1).AddDays(random.Next(365)))),
            TestColumns.Date("wide_date", Nullable(rowCount, nullShare, random, () => DateOnly.FromDayNumber(random.Next(DateOnly.MaxValue.DayNumber)))),
            TestColumns.Cents("cents", Nullable(rowCount, nullShare, random, () => Math.Round((decimal)Math.Exp(random.NextDouble() * 12), 2))),
            TestColumns.Int32("count", Nullable(rowCount, nullShare, random, () => random.Next(10) == 0 ? random.Next() : 1)),
            TestColumns.Int64("position", Nullable(rowCount, nullShare, random, () => random.NextInt64(1L << 40))),
        ];
    }

    private static string?[] Rows(int rowCount, double nullShare, Random random, Func<string> next)
    {
        var rows = new string?[rowCount];
        foreach (var row in PresentRows(rowCount, nullShare, random))
            rows[row] = next();
        return rows;
    }

    private static T?[] Nullable<T>(int rowCount, double nullShare, Random random, Func<T> next) where T : struct
    {
        var rows = new T?[rowCount];
        foreach (var row in PresentRows(rowCount, nullShare, random))
            rows[row] = next();
        return rows;
    }

    /// <summary>NULLs come in runs, as they do in the files: a run may cover whole validity words.</summary>
    private static IEnumerable<int> PresentRows(int rowCount, double nullShare, Random random)
    {
        for (var row = 0; row < rowCount;)
        {
            var run = random.Next(random.Next(10) == 0 ? 300 : 4) + 1;
            var isNull = random.NextDouble() < nullShare;
            for (var end = Math.Min(rowCount, row + run); row < end; row++)
                if (!isNull)
                    yield return row;
        }
    }

    private static Func<string> Repeating(Random random, int distinctCount, Func<int, string> make)
    {
        var pool = Enumerable.Range(0, distinctCount).Select(make).ToArray();
        var current = pool[0];
        return () => current = random.Next(3) == 0 ? pool[(int)(distinctCount * Math.Pow(random.NextDouble(), 3))] : current;
    }

    private static string Text(Random random, int maxLength) =>
        string.Concat(Enumerable.Range(0, random.Next(maxLength)).Select(_ => Letters[random.Next(Letters.Length)]));
}
