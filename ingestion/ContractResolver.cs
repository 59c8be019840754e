using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace OpenPayments.Ingestion;

/// <summary>Contracts as the compiler wrote them, and reflection for every other type.</summary>
internal sealed class ContractResolver(JsonSerializerContext core) : IJsonTypeInfoResolver
{
    private readonly DefaultJsonTypeInfoResolver _reflection = new();
    private ImmutableArray<IJsonTypeInfoResolver> _written = [core];

    public void Add(JsonSerializerContext contracts) => ImmutableInterlocked.Update(ref _written, all => all.Contains(contracts) ? all : all.Add(contracts));

    public JsonTypeInfo? GetTypeInfo(Type type, JsonSerializerOptions options)
    {
        foreach (var contracts in _written)
            if (contracts.GetTypeInfo(type, options) is { } contract && KeepsInitializers(contract))
                return contract;
        return _reflection.GetTypeInfo(type, options);
    }

    /// <summary>The compiler's contracts give init-only properties a value always, so that what an old document lacks would not have its own default.</summary>
    private static bool KeepsInitializers(JsonTypeInfo contract) =>
        contract.Kind != JsonTypeInfoKind.Object || contract.Type.IsValueType || !contract.Properties.Any(property => property.AssociatedParameter is { IsMemberInitializer: true });
}
