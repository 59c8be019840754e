using System.CommandLine;
using OpenPayments.Silo.Settings;

namespace OpenPayments.Client.Settings;

/// <summary>Settings as options of a command.</summary>
/// <param name="shown">Those that help shows; all when null. The others work all the same.</param>
public sealed class SettingOptions(IEnumerable<Setting> settings, IReadOnlyCollection<Setting>? shown = null)
{
    private readonly Dictionary<Setting, Option<string?>> _options = settings.ToDictionary(setting => setting, setting => new Option<string?>(setting.Option)
    {
        Description = $"{setting.Description} (${setting.Variable})",
        HelpName = setting.ValueName,
        Hidden = shown?.Contains(setting) == false,
    });

    public void AddTo(Command command)
    {
        foreach (var option in _options.Values) command.Add(option);
    }

    public string? Find(ParseResult result, Setting setting) => _options.TryGetValue(setting, out var option) ? result.GetValue(option) : null;
}
