using System.CommandLine;

namespace OpenPayments.Benchmarks.Options;

/// <summary><c>--work FOLDER</c>: where a generated file and all output go.</summary>
internal sealed class WorkOption : Option<DirectoryInfo>
{
    public WorkOption() : base("--work")
    {
        Description = "Folder for generated files and all output.";
        DefaultValueFactory = _ => new DirectoryInfo(Path.Combine(Path.GetTempPath(), "openpayments-benchmarks"));
    }

    public string FolderOf(ParseResult result) => result.GetRequiredValue(this).FullName;
}
