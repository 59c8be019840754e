using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace OpenPayments.Orleans.DynamoDB;

/// <summary>Reads options from declarative configuration. What is not set there, or empty, stays as it is.</summary>
internal static class ConfigurationOptions
{
    public static void Read(DynamoDBTableOptions options, IConfigurationSection section)
    {
        options.AccessKey = Text(section, "AccessKey") ?? options.AccessKey;
        options.SecretKey = Text(section, "SecretKey") ?? options.SecretKey;
        options.Token = Text(section, "Token") ?? options.Token;
        options.ProfileName = Text(section, "ProfileName") ?? options.ProfileName;
        options.Service = Text(section, "Service") ?? Text(section, "Region") ?? options.Service;
        options.TableName = Text(section, "TableName") ?? options.TableName;
        options.ReadCapacityUnits = Parse<int>(section, "ReadCapacityUnits") ?? options.ReadCapacityUnits;
        options.WriteCapacityUnits = Parse<int>(section, "WriteCapacityUnits") ?? options.WriteCapacityUnits;
        options.UseProvisionedThroughput = Parse<bool>(section, "UseProvisionedThroughput") ?? options.UseProvisionedThroughput;
        options.CreateIfNotExists = Parse<bool>(section, "CreateIfNotExists") ?? options.CreateIfNotExists;
        options.UpdateIfExists = Parse<bool>(section, "UpdateIfExists") ?? options.UpdateIfExists;
    }

    public static string? Text(IConfigurationSection section, string name) =>
        section[name] is { Length: > 0 } text ? text : null;

    public static T? Parse<T>(IConfigurationSection section, string name)
        where T : struct, IParsable<T>
    {
        if (Text(section, name) is not { } text) return null;
        return T.TryParse(text, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new DynamoDBException($"The setting {section.Path}:{name} is '{text}', which is no {typeof(T).Name}: correct it and start again.");
    }
}
