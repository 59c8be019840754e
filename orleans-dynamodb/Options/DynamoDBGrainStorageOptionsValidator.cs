using Orleans.Runtime;

namespace Orleans.Configuration;

/// <summary>Refuses <see cref="DynamoDBStorageOptions"/> that cannot work, when the silo starts.</summary>
public class DynamoDBGrainStorageOptionsValidator(DynamoDBStorageOptions options, string name) : IConfigurationValidator
{
    public void ValidateConfiguration()
    {
        if (string.IsNullOrWhiteSpace(options.TableName))
            throw Invalid(nameof(options.TableName), "is empty");
        if (options.UseProvisionedThroughput && options.ReadCapacityUnits <= 0)
            throw Invalid(nameof(options.ReadCapacityUnits), "must be at least 1 with provisioned throughput");
        if (options.UseProvisionedThroughput && options.WriteCapacityUnits <= 0)
            throw Invalid(nameof(options.WriteCapacityUnits), "must be at least 1 with provisioned throughput");
    }

    private OrleansConfigurationException Invalid(string option, string fault) =>
        new($"{option} of the DynamoDB grain storage '{name}' {fault}: correct it in Orleans:GrainStorage:{name}, or where the storage is added.");
}
