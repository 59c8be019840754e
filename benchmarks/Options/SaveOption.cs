using System.CommandLine;
using System.Text.Json;
using OpenPayments.Ingestion;

namespace OpenPayments.Benchmarks.Options;

/// <summary><c>--save NAME</c>: every result is printed, and kept in the clone when it has a name.</summary>
internal sealed class SaveOption : Option<string?>
{
    public SaveOption() : base("--save") => Description = "Also write the result to benchmarks/results under this name.";

    /// <param name="figures">The same for programs; null where nobody reads them.</param>
    public void Publish<T>(ParseResult result, string markdown, T? figures)
    {
        Console.WriteLine(markdown);
        if (result.GetValue(this) is not { } name) return;
        Repository.SaveResult(name + ".md", markdown);
        if (figures is not null) Repository.SaveResult(name + ".json", JsonSerializer.Serialize(figures, LakeJson.Indented) + "\n");
    }

    public void Publish(ParseResult result, string markdown) => Publish<object>(result, markdown, null);
}
