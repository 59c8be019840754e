using System.Globalization;

namespace OpenPayments.Client.Output;

/// <summary>How figures read for people. The same figure is spelled the same way in every command.</summary>
public static class Figures
{
    private static readonly string[] Units = ["B", "kB", "MB", "GB", "TB"];

    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>US dollars with cents, without the sign: the column's head or the sentence names the currency.</summary>
    public static string Dollars(long cents) => (cents / 100m).ToString("N2", CultureInfo.InvariantCulture);

    /// <summary>Decimal units, as disks and CMS's own pages count.</summary>
    public static string Bytes(long bytes)
    {
        var value = (double)bytes;
        var unit = 0;
        while (value >= 999.5 && unit < Units.Length - 1)
        {
            value /= 1000;
            unit++;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{(unit == 0 || value >= 99.95 ? value.ToString("F0", CultureInfo.InvariantCulture) : value.ToString("F1", CultureInfo.InvariantCulture))} {Units[unit]}");
    }

    /// <summary>MB/s with 1 MB = 1,000,000 bytes; a dash when nothing was moved or no time has passed.</summary>
    public static string Speed(long bytes, TimeSpan time) =>
        bytes == 0 || time < TimeSpan.FromMilliseconds(1) ? "-" : (bytes / 1e6 / time.TotalSeconds).ToString("F1", CultureInfo.InvariantCulture);

    public static string Time(TimeSpan time)
    {
        if (time.TotalSeconds < 59.95) return string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:F1} s");
        var whole = TimeSpan.FromSeconds(Math.Round(time.TotalSeconds));
        return whole.TotalHours < 1
            ? string.Create(CultureInfo.InvariantCulture, $"{whole.Minutes} min {whole.Seconds:D2} s")
            : string.Create(CultureInfo.InvariantCulture, $"{(int)whole.TotalHours} h {whole.Minutes:D2} min");
    }

    public static string Percent(long part, long whole) =>
        whole == 0 ? "-" : Math.Floor(100.0 * part / whole).ToString("F0", CultureInfo.InvariantCulture) + "%";

    /// <summary>A noun with its count: "1 file", "2 files".</summary>
    public static string Number(long count, string one, string? many = null) => $"{Count(count)} {(count == 1 ? one : many ?? one + "s")}";
}
