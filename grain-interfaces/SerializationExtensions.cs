using OpenPayments.GrainInterfaces.States;
using OpenPayments.Ingestion;
using Orleans.Serialization;

namespace OpenPayments.GrainInterfaces;

public static class SerializationExtensions
{
    /// <summary>
    /// Lets grain calls carry the core's own records: they cross the wire as the same JSON that the lake keeps of them, and
    /// the core stays free of Orleans. Silo and client both need it. Exceptions are not carried: a failure travels as text.
    /// </summary>
    public static ISerializerBuilder AddOpenPaymentsMessages(this ISerializerBuilder serializer)
    {
        LakeJson.Add(StateContracts.Default);
        return serializer.AddJsonSerializer(
            type => type.Assembly == typeof(IngestionSettings).Assembly && !type.IsAssignableTo(typeof(Exception)),
            LakeJson.Options);
    }
}
