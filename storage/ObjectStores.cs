using OpenPayments.Ingestion.Stores;
using OpenPayments.Storage.Local;
using OpenPayments.Storage.S3;

namespace OpenPayments.Storage;

/// <summary>Opens a lake from the text that names it: a folder, or <c>s3://bucket/prefix</c>. Nothing is asked of the store yet.</summary>
public static class ObjectStores
{
    public static bool IsRemote(string location) => S3Location.IsOne(location);

    /// <param name="options">For S3; null takes them from the environment.</param>
    public static IObjectStore Open(string location, S3StoreOptions? options = null) =>
        IsRemote(location) ? new S3ObjectStore(S3Location.Parse(location), options ?? S3StoreOptions.FromEnvironment()) : new LocalObjectStore(location);
}
