using Amazon.DynamoDBv2.Model;

namespace OpenPayments.Orleans.DynamoDB.Tests;

/// <summary>Rows as texts that compare.</summary>
internal static class Rows
{
    public static string Text(Dictionary<string, AttributeValue> row) =>
        string.Join('\n', row.OrderBy(attribute => attribute.Key, StringComparer.Ordinal).Select(attribute => $"{attribute.Key} = {Text(attribute.Value)}"));

    private static string Text(AttributeValue value) => value switch
    {
        { S: { } text } => $"S {text}",
        { N: { } number } => $"N {number}",
        { B: { } bytes } => $"B {Convert.ToHexString(bytes.ToArray())}",
        { NULL: true } => "NULL",
        _ => "?",
    };
}
