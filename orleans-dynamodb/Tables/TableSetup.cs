using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace OpenPayments.Orleans.DynamoDB;

/// <summary>
/// Brings a table to its schema one step at a time, looking again after each: several silos may do this at once, and each then sees
/// what the others have done already.
/// </summary>
internal sealed class TableSetup(DynamoDBTable table, TableSchema schema, DynamoDBTableOptions options)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>With neither option on, the table is used as it is and never even described.</summary>
    public bool IsWanted => options.CreateIfNotExists || options.UpdateIfExists;

    public async Task RunAsync(CancellationToken cancellation)
    {
        var deadline = Environment.TickCount64 + (long)Limit.TotalMilliseconds;
        var created = false;
        while (true)
        {
            var found = await table.CallAsync(_ => table.FindAsync(cancellation), cancellation);
            if (found is null)
            {
                if (!options.CreateIfNotExists) throw DynamoDBErrors.Missing(table.Name, table.Place);
                created |= await TryAsync(client => client.CreateTableAsync(Creation(), cancellation), cancellation);
            }
            else if (IsReady(found))
            {
                if (!options.UpdateIfExists || NextChange(found) is not { } change) break;
                await TryAsync(client => client.UpdateTableAsync(change, cancellation), cancellation);
            }
            else
            {
                if (Environment.TickCount64 > deadline) throw DynamoDBErrors.NotReady(table.Name, table.Place, found.TableStatus?.Value);
                await Task.Delay(Pause, cancellation);
            }
        }

        if (schema.TimeToLiveAttribute is { } attribute && (created || options.UpdateIfExists)) await ExpireByAsync(attribute, cancellation);
    }

    private CreateTableRequest Creation() => new()
    {
        TableName = table.Name,
        KeySchema = schema.Keys,
        AttributeDefinitions = schema.Attributes,
        BillingMode = options.UseProvisionedThroughput ? BillingMode.PROVISIONED : BillingMode.PAY_PER_REQUEST,
        ProvisionedThroughput = options.UseProvisionedThroughput ? Throughput : null,
        GlobalSecondaryIndexes = schema.Indexes.Count == 0
            ? null
            : [.. schema.Indexes.Select(index => new GlobalSecondaryIndex
            {
                IndexName = index.Name,
                KeySchema = TableSchema.KeysOf(index.Hash, index.Range),
                Projection = new Projection { ProjectionType = ProjectionType.ALL },
                ProvisionedThroughput = options.UseProvisionedThroughput ? Throughput : null,
            })],
    };

    /// <summary>What the table lacks; DynamoDB makes one index at a time. Null when it lacks nothing.</summary>
    private UpdateTableRequest? NextChange(TableDescription found)
    {
        var isProvisioned = found.BillingModeSummary?.BillingMode != BillingMode.PAY_PER_REQUEST;
        if (isProvisioned && options.UseProvisionedThroughput && (found.ProvisionedThroughput.ReadCapacityUnits, found.ProvisionedThroughput.WriteCapacityUnits) != (options.ReadCapacityUnits, options.WriteCapacityUnits))
            return new UpdateTableRequest { TableName = table.Name, ProvisionedThroughput = Throughput };

        var existing = found.GlobalSecondaryIndexes?.Select(index => index.IndexName).ToHashSet() ?? [];
        if (schema.Indexes.FirstOrDefault(index => !existing.Contains(index.Name)) is not { } missing) return null;
        return new UpdateTableRequest
        {
            TableName = table.Name,
            AttributeDefinitions = schema.Attributes,
            GlobalSecondaryIndexUpdates =
            [
                new GlobalSecondaryIndexUpdate
                {
                    Create = new CreateGlobalSecondaryIndexAction
                    {
                        IndexName = missing.Name,
                        KeySchema = TableSchema.KeysOf(missing.Hash, missing.Range),
                        Projection = new Projection { ProjectionType = ProjectionType.ALL },
                        ProvisionedThroughput = isProvisioned ? Throughput : null,
                    },
                },
            ],
        };
    }

    private ProvisionedThroughput Throughput => new(options.ReadCapacityUnits, options.WriteCapacityUnits);

    private static bool IsReady(TableDescription found) =>
        found.TableStatus == TableStatus.ACTIVE && (found.GlobalSecondaryIndexes is null || found.GlobalSecondaryIndexes.TrueForAll(index => index.IndexStatus == IndexStatus.ACTIVE));

    private async Task ExpireByAsync(string attribute, CancellationToken cancellation)
    {
        var found = await table.CallAsync(client => client.DescribeTimeToLiveAsync(table.Name, cancellation), cancellation);
        var status = found.TimeToLiveDescription?.TimeToLiveStatus;
        if (status == TimeToLiveStatus.ENABLED || status == TimeToLiveStatus.ENABLING) return;
        try
        {
            var change = new UpdateTimeToLiveRequest { TableName = table.Name, TimeToLiveSpecification = new TimeToLiveSpecification { AttributeName = attribute, Enabled = true } };
            await TryAsync(client => client.UpdateTimeToLiveAsync(change, cancellation), cancellation);
        }
        catch (DynamoDBException e) when (e.Cause is AmazonDynamoDBException { ErrorCode: "ValidationException" } refusal && refusal.Message.Contains("already enabled", StringComparison.OrdinalIgnoreCase))
        {
            // Another silo was faster.
        }
    }

    /// <summary>False when another is at it: what it does, or a free moment, is waited for.</summary>
    private async Task<bool> TryAsync<T>(Func<IAmazonDynamoDB, Task<T>> change, CancellationToken cancellation)
    {
        try
        {
            await table.CallAsync(change, cancellation);
            return true;
        }
        catch (DynamoDBException e) when (e.Cause is ResourceInUseException)
        {
            await Task.Delay(Pause, cancellation);
            return false;
        }
    }
}
