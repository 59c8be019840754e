using OpenPayments.Ingestion;

namespace OpenPayments.Storage.S3;

/// <summary>A place in S3 as a user writes it: <c>s3://bucket</c>, <c>s3://bucket/prefix</c> or <c>s3://bucket/key</c>.</summary>
/// <param name="Path">Prefix or key, without slashes at its ends; may be empty.</param>
public sealed record S3Location(string Bucket, string Path)
{
    public const string Scheme = "s3://";

    public static bool IsOne(string text) => text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);

    public static S3Location Parse(string text)
    {
        var rest = IsOne(text) ? text[Scheme.Length..] : "";
        var slash = rest.IndexOf('/');
        var bucket = slash < 0 ? rest : rest[..slash];
        var path = slash < 0 ? "" : rest[(slash + 1)..].Trim('/');
        if (bucket.Length is < 3 or > 63 || !bucket.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.' or '_'))
            throw new InputException($"'{text}' names no S3 bucket: write s3://bucket or s3://bucket/prefix, with a bucket's name of 3 to 63 small letters, digits, dots and hyphens.");
        if (path.Split('/') is { Length: > 1 } parts && parts.Any(part => part is "" or "." or ".."))
            throw new InputException($"'{text}' has an empty, '.' or '..' part: write the prefix as S3 shows it.");
        return new S3Location(bucket, path);
    }

    public override string ToString() => Path.Length == 0 ? $"{Scheme}{Bucket}" : $"{Scheme}{Bucket}/{Path}";
}
