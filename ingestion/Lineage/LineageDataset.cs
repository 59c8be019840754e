namespace OpenPayments.Ingestion.Lineage;

/// <summary>A dataset as OpenLineage names it: what holds it, and where it is in there.</summary>
public sealed record LineageDataset(string Namespace, string Name)
{
    private const string S3 = "s3://";

    /// <summary>By OpenLineage's rules for names: a bucket is a namespace, and so is everybody's file system.</summary>
    /// <param name="location">A full path, or <c>s3://bucket/key</c>.</param>
    public static LineageDataset At(string location)
    {
        if (!location.StartsWith(S3, StringComparison.Ordinal)) return new LineageDataset("file", location);
        var slash = location.IndexOf('/', S3.Length);
        return slash < 0 ? new LineageDataset(location, "/") : new LineageDataset(location[..slash], location[(slash + 1)..]);
    }

    public static LineageDataset In(string lake, string key) => At($"{lake.TrimEnd('/')}/{key}");
}
