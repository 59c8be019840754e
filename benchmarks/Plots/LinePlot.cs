using System.Globalization;
using System.Text;

namespace OpenPayments.Benchmarks.Plots;

/// <summary>Lines over named places as a small SVG that reads on light and dark pages.</summary>
/// <param name="Places">The names below the axis, evenly apart.</param>
internal sealed record LinePlot(string Title, string Unit, IReadOnlyList<string> Places, IReadOnlyList<PlotLine> Lines)
{
    private const int Width = 640, Height = 300, Left = 64, Right = 130, Top = 44, Bottom = 40, TickCount = 4;

    private static readonly string[] Colours = ["#3b7dd8", "#d8743b", "#4f9d69", "#8a63b8"];

    public string ToSvg()
    {
        var step = RoundUp(Lines.SelectMany(line => line.Values).Max() / TickCount);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Height}" role="img" font-family="system-ui, sans-serif" font-size="12" fill="#808080">{"\n"}""");
        svg.Append(CultureInfo.InvariantCulture, $"""<title>{Title}</title>{"\n"}<text x="{Left}" y="20" font-size="14" font-weight="600">{Title}</text>{"\n"}""");
        for (var tick = 0; tick <= TickCount; tick++)
        {
            var y = Y(tick * step, step);
            svg.Append(CultureInfo.InvariantCulture, $"""<line x1="{Left}" y1="{y:F1}" x2="{Width - Right}" y2="{y:F1}" stroke="#808080" stroke-opacity="0.3"/><text x="{Left - 8}" y="{y + 4:F1}" text-anchor="end">{tick * step:N0}</text>{"\n"}""");
        }

        svg.Append(CultureInfo.InvariantCulture, $"""<text x="{Left - 8}" y="{Top - 10}" text-anchor="end">{Unit}</text>{"\n"}""");
        for (var place = 0; place < Places.Count; place++)
            svg.Append(CultureInfo.InvariantCulture, $"""<text x="{X(place):F1}" y="{Height - Bottom + 20}" text-anchor="middle">{Places[place]}</text>{"\n"}""");
        for (var index = 0; index < Lines.Count; index++) Draw(svg, Lines[index], Colours[index % Colours.Length], step);
        return svg.Append("</svg>\n").ToString();
    }

    private void Draw(StringBuilder svg, PlotLine line, string colour, double step)
    {
        var points = line.Values.Select((value, place) => (X: X(place), Y: Y(value, step))).ToList();
        var path = string.Join(' ', points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{point.X:F1},{point.Y:F1}")));
        svg.Append(CultureInfo.InvariantCulture, $"""<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>{"\n"}""");
        foreach (var (x, y) in points) svg.Append(CultureInfo.InvariantCulture, $"""<circle cx="{x:F1}" cy="{y:F1}" r="3.5" fill="{colour}"/>""");
        svg.Append(CultureInfo.InvariantCulture, $"""<text x="{points[^1].X + 10:F1}" y="{points[^1].Y + 4:F1}" fill="{colour}">{line.Name}</text>{"\n"}""");
    }

    private double X(int place) => Places.Count == 1 ? Left : Left + 24 + (double)place * (Width - Right - Left - 48) / (Places.Count - 1);

    private static double Y(double value, double step) => Height - Bottom - value / (step * TickCount) * (Height - Bottom - Top);

    /// <summary>To 1, 2, 2.5 or 5 times a power of ten.</summary>
    private static double RoundUp(double value)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(value)));
        return new[] { 1, 2, 2.5, 5, 10 }.First(factor => factor * power >= value) * power;
    }
}

internal sealed record PlotLine(string Name, IReadOnlyList<double> Values);
