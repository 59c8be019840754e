global using Item = System.Collections.Generic.Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue>;

using System.Globalization;
using System.Text;
using Amazon.DynamoDBv2.Model;

namespace OpenPayments.Orleans.DynamoDB;

/// <summary>Attributes of a row: made, read, and weighed.</summary>
internal static class Items
{
    /// <summary>DynamoDB takes no larger row, names of attributes included.</summary>
    public const int MaxBytes = 400 * 1024;

    public static AttributeValue Text(string value) => new() { S = value };

    public static AttributeValue Number(long value) => new() { N = value.ToString(CultureInfo.InvariantCulture) };

    public static AttributeValue Bytes(ReadOnlyMemory<byte> value) => new() { B = new MemoryStream(value.ToArray(), writable: false) };

    public static AttributeValue Nothing() => new() { NULL = true };

    public static string? TextOf(this Item item, string name) => item.TryGetValue(name, out var value) ? value.S : null;

    /// <summary>Null when there is no such attribute or it is no number.</summary>
    public static long? NumberOf(this Item item, string name) =>
        item.TryGetValue(name, out var value) && long.TryParse(value.N, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>What DynamoDB counts against <see cref="MaxBytes"/>; for numbers it says only "about one byte for two digits".</summary>
    public static long SizeBytes(Item item) => item.Sum(attribute => Encoding.UTF8.GetByteCount(attribute.Key) + SizeBytes(attribute.Value));

    private static long SizeBytes(AttributeValue value) => value switch
    {
        { S: { } text } => Encoding.UTF8.GetByteCount(text),
        { B: { } bytes } => bytes.Length,
        { N: { } number } => (number.Length / 2) + 2,
        _ => 1,
    };
}
