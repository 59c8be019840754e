using System.Reflection;

namespace OpenPayments.Ingestion;

/// <summary>The version of this program, for documents that say by what they were made.</summary>
public static class ProductVersion
{
    public static string Current { get; } = typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
}
