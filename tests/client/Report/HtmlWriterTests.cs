using OpenPayments.Client.Report.Page;

namespace OpenPayments.Client.Tests.Report;

public sealed class HtmlWriterTests
{
    [Fact]
    public void Values_AreEscaped_AndMarkupIsNot()
    {
        const string hostile = "<script>alert('1')</script> & \"x\"";

        Assert.Equal("<p title=\"&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; &quot;x&quot;\">1,234</p>", new HtmlWriter().Write($"<p title=\"{hostile}\">{1234:N0}</p>").ToString());
    }

    [Fact]
    public void ControlAndDirectionCharacters_AreShownAsWhatTheyAre_AndWhatIsNoTextToo() =>
        Assert.Equal("a\uFFFDb\uFFFDc\uFFFDd\ne", new HtmlWriter().Write($"{"a\0b\u202Ec\uD800d\ne"}").ToString());

    [Theory]
    [InlineData("aaaaaaaaaaaaaaaaaaaa", "aaaaaaa…")]
    [InlineData("<<<<<<<<", "&lt;…")]
    [InlineData("éééééééé", "ééé…")]
    [InlineData("aaaaaaa", "aaaaaaa")]
    public void Bound_IsOnBytesOfHtml(string text, string expected) => Assert.Equal(expected, new HtmlWriter().Write($"{text:10}").ToString());

    [Fact]
    public void Names_MayBreakWhereWordsDoNot() =>
        Assert.Equal("date_<wbr>of_<wbr>payment <b>0123456789abcdef0123456789abcdef<wbr>0</b>", new HtmlWriter()
            .Write($"{new BoundText("date_of_payment", 100, MayBreak: true)} <b>{new BoundText("0123456789abcdef0123456789abcdef0", 100, MayBreak: true)}</b>").ToString());
}
