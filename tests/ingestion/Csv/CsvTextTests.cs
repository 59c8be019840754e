using System.Text;
using OpenPayments.Ingestion.Csv;

namespace OpenPayments.Ingestion.Tests.Csv;

public sealed class CsvTextTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("a", "a")]
    [InlineData("a\"b", "a\"b")]
    [InlineData("\"\"", "")]
    [InlineData("\"a b\"", "a b")]
    [InlineData("\"a\"\"b\"", "a\"b")]
    [InlineData("\"\"\"\"", "\"")]
    [InlineData("\"a\"b\"", "a\"b")]
    [InlineData("\"", "")]
    [InlineData("\"a", "a")]
    [InlineData("\"a\"\"", "a\"")]
    public void Decode_StripsAndUndoublesQuotes(string cell, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(cell);
        Assert.Equal(text, Encoding.UTF8.GetString(CsvText.Decode(bytes, new byte[bytes.Length])));
    }

    [Theory]
    [InlineData("a,b\n1,2\n", new[] { "a", "b" })]
    [InlineData("\uFEFFa,b\r\n1,2\r\n", new[] { "a", "b" })]
    [InlineData("\uFEFF\"a\",\"b\"\n", new[] { "a", "b" })]
    [InlineData("\n\r\n\"a \"\"1\"\"\",é", new[] { "a \"1\"", "é" })]
    [InlineData("\n\n", new string[0])]
    [InlineData("", new string[0])]
    public void ReadHeader_ReturnsTheNamesOfTheFirstRecord(string file, string[] names) =>
        Assert.Equal(names, CsvText.ReadHeader(Encoding.UTF8.GetBytes(file)));
}
