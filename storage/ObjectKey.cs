namespace OpenPayments.Storage;

/// <summary>The rules every store holds its keys to, so that no key means one object here and another there, or leaves the lake.</summary>
public static class ObjectKey
{
    /// <summary>Our own files beside the data (state, temporary files); never objects of the lake.</summary>
    public const string PrivateFolder = ".openpayments";

    /// <summary>Throws when a key is not relative, has an empty, <c>.</c> or <c>..</c> part, or reaches into the private folder.</summary>
    public static void Validate(string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        var rest = key.AsSpan();
        for (var isFirst = true; ; isFirst = false)
        {
            var slash = rest.IndexOf('/');
            var part = slash < 0 ? rest : rest[..slash];
            if (part is "" or "." or ".." || part.ContainsAny('\\', '\0') || (isFirst && part is PrivateFolder))
                throw new ArgumentException($"'{key}' is no key of a lake: keys are relative, with '/' between parts that are not empty, '.' or '..', and do not start with '{PrivateFolder}'.", nameof(key));
            if (slash < 0) return;
            rest = rest[(slash + 1)..];
        }
    }
}
