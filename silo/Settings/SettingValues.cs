using System.Globalization;
using System.Net;
using OpenPayments.Ingestion;

namespace OpenPayments.Silo.Settings;

/// <summary>
/// What the settings are set to: by the command line, else by our variable, else by one of Orleans or AWS, else by the
/// configuration file. A value that cannot be used is complained about by the name under which it was given.
/// </summary>
public sealed class SettingValues(Func<Setting, string?> option, Func<string, string?> variable, Func<Setting, string?> config)
{
    public static SettingValues Of(Func<Setting, string?> option, Func<Setting, string?> config) =>
        new(option, Environment.GetEnvironmentVariable, config);

    public string? Find(Setting setting) => Look(setting)?.Value;

    public string Text(Setting setting, string fallback) => Find(setting) ?? fallback;

    public int Port(Setting setting, int fallback) => Number(setting, fallback, 1, 65535, "a port");

    public int Number(Setting setting, int fallback, int least, int most, string what)
    {
        if (Look(setting) is not var (text, origin)) return fallback;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new InputException($"{origin} is '{text}', which is not {what}: write a number from {least} to {most}.");
    }

    public bool Flag(Setting setting, bool fallback) => Look(setting) is not var (text, origin) ? fallback : text.ToUpperInvariant() switch
    {
        "YES" or "TRUE" or "1" => true,
        "NO" or "FALSE" or "0" => false,
        _ => throw new InputException($"{origin} is '{text}': write yes or no."),
    };

    public Uri? Url(Setting setting)
    {
        if (Look(setting) is not var (text, origin)) return null;
        return Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? url
            : throw new InputException($"{origin} is '{text}', which is no URL: write one such as http://127.0.0.1:8000.");
    }

    public IPAddress? Address(Setting setting)
    {
        if (Look(setting) is not var (text, origin)) return null;
        return IPAddress.TryParse(text, out var address)
            ? address
            : throw new InputException($"{origin} is '{text}', which is no IP address: write one such as 127.0.0.1.");
    }

    private (string Value, string Origin)? Look(Setting setting)
    {
        if (Given(option(setting)) is { } optionValue) return (optionValue, setting.Option);
        foreach (var name in (string[])[setting.Variable, .. setting.OtherVariables])
            if (Given(variable(name)) is { } variableValue)
                return (variableValue, $"The variable {name}");
        return Given(config(setting)) is { } configValue ? (configValue, $"{setting.Key} of the configuration file") : null;
    }

    // A variable that is set to nothing, as compose files and task definitions do, is one that is not set.
    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
