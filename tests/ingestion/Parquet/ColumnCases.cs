using OpenPayments.Ingestion.Columns;
using OpenPayments.Ingestion.Tests.TestSupport;

namespace OpenPayments.Ingestion.Tests.Parquet;

/// <summary>Tables that a part writer must get right, by name, so that every writer and every reader runs them all.</summary>
public static class ColumnCases
{
    private static readonly Dictionary<string, Func<IReadOnlyList<ColumnData>>> ByName = new()
    {
        ["one row of every type"] = () =>
        [
            TestColumns.Text("text", "MAPLE"), TestColumns.PlainText("plain", "1000000001"), TestColumns.Date("date", new DateOnly(2023, 12, 31)),
            TestColumns.Cents("cents", 12.34m), TestColumns.Int32("int32", 3), TestColumns.Int64("int64", 5_000_000_000),
        ],
        ["one row, all NULL"] = () =>
        [
            TestColumns.Text("text", [null]), TestColumns.PlainText("plain", [null]), TestColumns.Date("date", [null]),
            TestColumns.Cents("cents", [null]), TestColumns.Int32("int32", [null]), TestColumns.Int64("int64", [null]),
        ],
        ["all NULL over many rows"] = () =>
        [
            TestColumns.Text("text", new string?[1000]), TestColumns.PlainText("plain", new string?[1000]), TestColumns.Date("date", new DateOnly?[1000]),
            TestColumns.Cents("cents", new decimal?[1000]), TestColumns.Int32("int32", new int?[1000]), TestColumns.Int64("int64", new long?[1000]),
        ],
        ["no NULL over many rows"] = () => RandomColumns.Make(seed: 1, rowCount: 5000, nullShare: 0),
        ["few values among NULL"] = () => RandomColumns.Make(seed: 2, rowCount: 5000, nullShare: 0.99),
        ["rows that end within a validity word"] = () => RandomColumns.Make(seed: 3, rowCount: 64 * 7 + 1, nullShare: 0.3),
        ["rows that end with a validity word"] = () => RandomColumns.Make(seed: 4, rowCount: 64 * 7, nullShare: 0.3),
        ["empty text is not NULL"] = () => [TestColumns.Text("text", "", null, "a", "", null), TestColumns.PlainText("plain", null, "", "", "b", null)],
        ["long texts"] = () =>
        [
            TestColumns.Text("text", new string('x', 2083), null, new string('y', 5000) + "é", new string('x', 2083)),
            TestColumns.PlainText("plain", new string('z', 2_000_000), "short", null, string.Concat(Enumerable.Repeat("díaz ", 500))),
        ],
        ["no ASCII"] = () =>
        [
            TestColumns.Text("text", "Díaz", "東京", "𝔘𝔫𝔦", "naïve", null, "Zoë"),
            TestColumns.PlainText("plain", "Ωμέγα", null, "שלום", "🩺", "\u0001\t", "a\nb\"c,d"),
        ],
        ["texts that UTF-16 orders otherwise than UTF-8"] = () =>
        [
            TestColumns.Text("text", "\uFFFD", "🩺", "\uFFFD", null, "\uE000"), TestColumns.PlainText("plain", "🩺", "\uFFFD", null, "a", "z"),
        ],
        ["extreme amounts"] = () =>
        [
            TestColumns.Cents("cents", 9_999_999_999_999_999.99m, -9_999_999_999_999_999.99m, 0m, 0.01m, -0.01m, null, 9_999_999_999_999_999.99m),
        ],
        ["extreme dates"] = () => [TestColumns.Date("date", DateOnly.MinValue, DateOnly.MaxValue, new DateOnly(1970, 1, 1), new DateOnly(1969, 12, 31), null, new DateOnly(2, 3, 4))],
        ["extreme integers"] = () =>
        [
            TestColumns.Int32("int32", int.MaxValue, int.MinValue, 0, -1, null, int.MinValue, int.MaxValue),
            TestColumns.Int64("int64", 1L << 62, -(1L << 62), 0, 1, null, long.MaxValue, 1),
        ],
        ["one value again and again"] = () =>
        [
            TestColumns.Text("text", [.. Enumerable.Repeat("No", 3000)]), TestColumns.Int32("int32", [.. Enumerable.Repeat<int?>(2023, 3000)]),
            TestColumns.Date("date", [.. Enumerable.Repeat<DateOnly?>(new DateOnly(2025, 1, 30), 3000)]), TestColumns.Cents("cents", [.. Enumerable.Repeat<decimal?>(0m, 3000)]),
        ],
        ["differences that wrap around"] = () =>
        [
            TestColumns.Int64("int64", [.. Enumerable.Range(0, 6000).Select(i => (long?)(i < 5000 ? i * 3L : i % 2 == 0 ? long.MinValue : long.MaxValue))]),
        ],
        ["dictionaries of every bit width"] = () =>
            [.. Enumerable.Range(0, 15).Select(power => TestColumns.Text($"width_{power}", DictionaryOf((1 << power) + 1, rowCount: 40_000, new Random(power))))],
        ["several pages"] = () =>
        [
            TestColumns.PlainText("plain", [.. Enumerable.Range(0, 50_000).Select(i => i % 3 == 0 ? null : $"{i * 7919L % 1_000_003} {new string('x', i % 90)}")]),
            TestColumns.PlainText("ascending", [.. Enumerable.Range(0, 50_000).Select(i => i % 11 == 0 ? null : $"{new string('0', 40)}{i:D9}")]),
            TestColumns.PlainText("late", [.. Enumerable.Range(0, 50_000).Select(i => i < 45_000 ? null : new string('y', 500))]),
            TestColumns.Int64("position", [.. Enumerable.Range(0, 50_000).Select(i => i % 5 == 0 ? null : (long?)i * 744)]),
            TestColumns.Cents("cents", [.. Enumerable.Range(0, 50_000).Select(i => (decimal?)(i * 7919L % 50_021) / 100)]),
        ],
        ["dictionary entries that no row uses"] = () =>
        [
            TestColumns.TextWithUnused("text", [[0xFF, 0xFE], "aaa"u8.ToArray(), "zzz"u8.ToArray()], [.. Enumerable.Range(0, 300).Select(i => i % 7 == 0 ? null : $"b{i % 5}")]),
        ],
        ["all values differ"] = () =>
        [
            TestColumns.Text("text", [.. Enumerable.Range(0, 70_000).Select(i => $"value {i * 7919 % 70_000}")]),
            TestColumns.PlainText("plain", [.. Enumerable.Range(0, 70_000).Select(i => $"{1_000_000_000L + i}")]),
            TestColumns.Int64("int64", [.. Enumerable.Range(0, 70_000).Select(i => (long?)i * 744)]),
        ],
    };

    private static string[] DictionaryOf(int entryCount, int rowCount, Random random) =>
        [.. Enumerable.Range(0, rowCount).Select(row => $"entry {(row < entryCount ? row : random.Next(4) == 0 ? random.Next(entryCount) : row / 100 % entryCount)}")];

    public static IReadOnlyList<ColumnData> Columns(string name) => ByName[name]();

    public static IEnumerable<string> Names => ByName.Keys;
}
