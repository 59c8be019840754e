using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace OpenPayments.Orleans.DynamoDB;

/// <summary>The keys and indexes of a table.</summary>
internal sealed record TableSchema(KeyPart Hash, KeyPart Range)
{
    public IReadOnlyList<TableIndex> Indexes { get; init; } = [];

    /// <summary>The attribute that says when a row expires; null for rows that stay.</summary>
    public string? TimeToLiveAttribute { get; init; }

    public List<KeySchemaElement> Keys => KeysOf(Hash, Range);

    public List<AttributeDefinition> Attributes =>
        [.. Indexes.SelectMany(index => new[] { index.Hash, index.Range }).Concat([Hash, Range]).Distinct().Select(part => new AttributeDefinition(part.Name, part.Type))];

    public static List<KeySchemaElement> KeysOf(KeyPart hash, KeyPart range) => [new(hash.Name, KeyType.HASH), new(range.Name, KeyType.RANGE)];
}

internal readonly record struct KeyPart(string Name, ScalarAttributeType Type)
{
    public static KeyPart Text(string name) => new(name, ScalarAttributeType.S);

    public static KeyPart Number(string name) => new(name, ScalarAttributeType.N);
}

/// <summary>A global secondary index over all attributes.</summary>
internal sealed record TableIndex(string Name, KeyPart Hash, KeyPart Range);
