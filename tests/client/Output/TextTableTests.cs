using OpenPayments.Client.Output;

namespace OpenPayments.Client.Tests.Output;

public sealed class TextTableTests
{
    [Fact]
    public void ToString_TextAndFigures_AreAlignedWithoutTrailingBlanks()
    {
        var table = new TextTable(TextColumn.Left("kind"), TextColumn.Right("rows"), TextColumn.Left("note"));
        table.Add("general", "1,000", "");
        table.Add("ownership", "7", "small");

        Assert.Equal(
            """
            kind        rows  note
            ---------  -----  -----
            general    1,000
            ownership      7  small

            """,
            table.ToString());
    }
}
