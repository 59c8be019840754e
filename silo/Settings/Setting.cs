namespace OpenPayments.Silo.Settings;

/// <summary>
/// One thing that can be configured. Its name gives all its spellings: <c>--silo-port</c> on the command line,
/// <c>OPENPAYMENTS_SILO_PORT</c> in the environment, <c>silo_port</c> in a configuration file.
/// </summary>
/// <param name="ValueName">What stands for the value in help.</param>
/// <param name="OtherVariables">Variables of Orleans or AWS that say the same; they come after ours.</param>
public sealed record Setting(string Name, string ValueName, string Description, params string[] OtherVariables)
{
    public string Option => $"--{Name}";

    public string Variable => $"OPENPAYMENTS_{Name.Replace('-', '_').ToUpperInvariant()}";

    public string Key => Name.Replace('-', '_');
}
