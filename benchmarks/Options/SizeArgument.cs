using System.CommandLine.Parsing;
using OpenPayments.Client.Settings;

namespace OpenPayments.Benchmarks.Options;

/// <summary>Reads sizes such as 1GiB, and says what is wrong with the others.</summary>
internal static class SizeArgument
{
    public static long? ParseOne(ArgumentResult result) => ParseAll(result).FirstOrDefault();

    public static long[] ParseAll(ArgumentResult result)
    {
        var sizes = new List<long>();
        foreach (var token in result.Tokens)
        {
            if (ByteSize.TryParse(token.Value, out var bytes)) sizes.Add(bytes);
            else result.AddError($"'{token.Value}' is not a size: write {ByteSize.Form}.");
        }

        return [.. sizes];
    }
}
