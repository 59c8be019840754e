using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace OpenPayments.Orleans.DynamoDB;

/// <summary>One table: the few operations that the providers need, with errors that say what to do.</summary>
/// <remarks>
/// A reply can be lost, and the SDK then sends the request again: a conditional write that has landed fails its own condition at the
/// second attempt. So every conditional write leaves a token of its own in the row (<see cref="WriterToken"/>, which the official
/// packages ignore), and a failed condition over a row with that very token is a success.
/// </remarks>
internal sealed class DynamoDBTable(DynamoDBTableOptions options)
{
    public const string WriterToken = "WriterToken";

    /// <summary>How long anything may take that must work before the first request can: credentials, region, name, connection.</summary>
    /// <remarks>Tests on busy machines set a longer one.</remarks>
    internal static TimeSpan FirstContactLimit { get; set; } = TimeSpan.FromSeconds(10);

    private const int MaxDeletesPerBatch = 25;
    private const int MaxAttempts = 10;

    private IAmazonDynamoDB? _client;

    public string Name => options.TableName;

    /// <summary>The region or endpoint, for messages.</summary>
    public string Place => _client?.Config is { } config
        ? (config.ServiceURL ?? config.RegionEndpoint?.SystemName ?? "default region").TrimEnd('/')
        : options.Service ?? "default region";

    /// <summary>Connects, and creates or completes the table as far as the options allow.</summary>
    public async Task OpenAsync(TableSchema schema, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (string.IsNullOrWhiteSpace(Name)) throw new DynamoDBException("The name of a DynamoDB table is empty: set TableName.");
        var setup = new TableSetup(this, schema, options);
        await CallAsync(
            async () =>
            {
                // In the background, because the SDK looks for a region and for credentials in the foreground, and takes its time over it.
                var contact = Task.Run(
                    async () =>
                    {
                        _client ??= DynamoDBClients.Create(options);
                        if (setup.IsWanted) await FindAsync(cancellation);
                    },
                    cancellation);
                try
                {
                    await contact.WaitAsync(FirstContactLimit, cancellation);
                }
                catch (TimeoutException e) when (_client is null)
                {
                    // To make a client takes nothing but its region, for which the SDK asks the instance that it may run on.
                    throw DynamoDBErrors.NoRegion(Name, e);
                }
            },
            cancellation);
        if (setup.IsWanted) await setup.RunAsync(cancellation);
    }

    /// <summary>Null when there is none.</summary>
    public Task<Item?> GetAsync(Item key, CancellationToken cancellation) => CallAsync(
        async client =>
        {
            var response = await client.GetItemAsync(new GetItemRequest { TableName = Name, Key = key, ConsistentRead = true }, cancellation);
            return response.Item is { Count: > 0 } item ? item : null;
        },
        cancellation);

    /// <summary>Rows as they are at one moment; null for each that is not there.</summary>
    public async Task<IReadOnlyList<Item?>> GetTogetherAsync(IEnumerable<Item> keys, CancellationToken cancellation)
    {
        var request = new TransactGetItemsRequest { TransactItems = [.. keys.Select(key => new TransactGetItem { Get = new Get { TableName = Name, Key = key } })] };
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var response = await CallAsync(client => client.TransactGetItemsAsync(request, cancellation), cancellation);
                return [.. response.Responses.Select(row => row.Item is { Count: > 0 } item ? item : null)];
            }
            catch (TransactionCanceledException e)
            {
                if (!IsOutOfTurn(e) || attempt == MaxAttempts) throw DynamoDBErrors.Cancelled(e, Name, Place);
                await PauseAsync(attempt, cancellation);
            }
        }
    }

    /// <summary>All rows that a query finds, page by page.</summary>
    public async Task<List<Item>> QueryAsync(QueryRequest query, CancellationToken cancellation)
    {
        query.TableName = Name;
        List<Item> rows = [];
        do
        {
            var page = await CallAsync(client => client.QueryAsync(query, cancellation), cancellation);
            rows.AddRange(page.Items ?? []);
            query.ExclusiveStartKey = page.LastEvaluatedKey;
        }
        while (query.ExclusiveStartKey is { Count: > 0 });
        return rows;
    }

    public Task PutAsync(Item item, CancellationToken cancellation) =>
        CallAsync(client => client.PutItemAsync(new PutItemRequest { TableName = Name, Item = item }, cancellation), cancellation);

    /// <summary>Puts a row where there is none.</summary>
    public Task<WriteOutcome> InsertAsync(Item item, string keyAttribute, CancellationToken cancellation)
    {
        var token = NewToken();
        var request = new PutItemRequest
        {
            TableName = Name,
            Item = new(item) { [WriterToken] = Items.Text(token) },
            ConditionExpression = $"attribute_not_exists({keyAttribute})",
            ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure.ALL_OLD,
        };
        return WriteAsync(token, client => client.PutItemAsync(request, cancellation), cancellation);
    }

    /// <summary>Sets attributes of the row whose <paramref name="name"/> is <paramref name="expected"/>.</summary>
    public Task<WriteOutcome> UpdateAsync(Item key, Item changes, string name, AttributeValue expected, CancellationToken cancellation)
    {
        var token = NewToken();
        var update = UpdateOf(new(changes) { [WriterToken] = Items.Text(token) });
        var request = new UpdateItemRequest
        {
            TableName = Name,
            Key = key,
            UpdateExpression = update.Expression,
            ConditionExpression = $"{name} = :expected",
            ExpressionAttributeValues = new(update.Values) { [":expected"] = expected },
            ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure.ALL_OLD,
        };
        return WriteAsync(token, client => client.UpdateItemAsync(request, cancellation), cancellation);
    }

    /// <summary>Sets attributes of a row that is there, and leaves no token; false when it is not there.</summary>
    public async Task<bool> TouchAsync(Item key, Item changes, string keyAttribute, CancellationToken cancellation)
    {
        var update = UpdateOf(changes);
        var request = new UpdateItemRequest
        {
            TableName = Name,
            Key = key,
            UpdateExpression = update.Expression,
            ConditionExpression = $"attribute_exists({keyAttribute})",
            ExpressionAttributeValues = update.Values,
        };
        try
        {
            await CallAsync(client => client.UpdateItemAsync(request, cancellation), cancellation);
            return true;
        }
        catch (ConditionalCheckFailedException)
        {
            return false;
        }
    }

    /// <summary>Deletes the row whose <paramref name="name"/> is <paramref name="expected"/>, or, with null, which has none or is not there.</summary>
    public async Task<WriteOutcome> DeleteAsync(Item key, string name, AttributeValue? expected, CancellationToken cancellation)
    {
        var request = new DeleteItemRequest
        {
            TableName = Name,
            Key = key,
            ConditionExpression = expected is null ? $"attribute_not_exists({name})" : $"{name} = :expected",
            ExpressionAttributeValues = expected is null ? null : new() { [":expected"] = expected },
            ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure.ALL_OLD,
        };
        var attempts = DynamoDBHttp.CountAttempts();
        try
        {
            await CallAsync(client => client.DeleteItemAsync(request, cancellation), cancellation);
            return WriteOutcome.Done;
        }
        catch (ConditionalCheckFailedException e)
        {
            // A deleted row keeps no token. Gone at a second attempt, it went by the first.
            return new(Landed: e.Item is not { Count: > 0 } && attempts.Value > 1, e.Item);
        }
    }

    public async Task DeleteAllAsync(IEnumerable<Item> keys, CancellationToken cancellation)
    {
        foreach (var batch in keys.Chunk(MaxDeletesPerBatch))
        {
            var request = new BatchWriteItemRequest(new Dictionary<string, List<WriteRequest>> { [Name] = [.. batch.Select(key => new WriteRequest(new DeleteRequest(key)))] });
            for (var attempt = 1; request.RequestItems is { Count: > 0 }; attempt++)
            {
                if (attempt > MaxAttempts) throw new DynamoDBException($"DynamoDB throttles the table '{Name}' ({Place}): raise its capacity units or switch it to on-demand.");
                if (attempt > 1) await PauseAsync(attempt, cancellation);
                request.RequestItems = (await CallAsync(client => client.BatchWriteItemAsync(request, cancellation), cancellation)).UnprocessedItems;
            }
        }
    }

    /// <summary>Does all writes or, when a condition does not hold or another transaction is at the same rows, none.</summary>
    public async Task<bool> WriteTogetherAsync(Func<string, List<TransactWriteItem>> writes, CancellationToken cancellation)
    {
        var token = NewToken();
        // With this, DynamoDB itself recognizes a second attempt, for ten minutes.
        var request = new TransactWriteItemsRequest { TransactItems = writes(token), ClientRequestToken = token };
        try
        {
            await CallAsync(client => client.TransactWriteItemsAsync(request, cancellation), cancellation);
            return true;
        }
        catch (TransactionCanceledException e)
        {
            return IsOutOfTurn(e) ? e.CancellationReasons.Any(reason => HasToken(reason.Item, token)) : throw DynamoDBErrors.Cancelled(e, Name, Place);
        }
    }

    /// <summary>The put of a transaction; with <paramref name="expected"/> null, where there is no row.</summary>
    public Put PutOf(Item item, string token, string name, AttributeValue? expected) => new()
    {
        TableName = Name,
        Item = new(item) { [WriterToken] = Items.Text(token) },
        ConditionExpression = expected is null ? $"attribute_not_exists({name})" : $"{name} = :expected",
        ExpressionAttributeValues = expected is null ? null : new() { [":expected"] = expected },
        ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure.ALL_OLD,
    };

    /// <summary>The update of a transaction.</summary>
    public Update UpdateOf(Item key, Item changes, string token, string name, AttributeValue expected)
    {
        var update = UpdateOf(new(changes) { [WriterToken] = Items.Text(token) });
        return new Update
        {
            TableName = Name,
            Key = key,
            UpdateExpression = update.Expression,
            ConditionExpression = $"{name} = :expected",
            ExpressionAttributeValues = new(update.Values) { [":expected"] = expected },
            ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure.ALL_OLD,
        };
    }

    /// <summary>Null when there is no such table.</summary>
    public async Task<TableDescription?> FindAsync(CancellationToken cancellation)
    {
        try
        {
            return (await Client.DescribeTableAsync(Name, cancellation)).Table;
        }
        catch (ResourceNotFoundException)
        {
            return null;
        }
    }

    public async Task<T> CallAsync<T>(Func<IAmazonDynamoDB, Task<T>> call, CancellationToken cancellation)
    {
        T result = default!;
        await CallAsync(async () => result = await call(Client), cancellation);
        return result;
    }

    private IAmazonDynamoDB Client => _client ?? throw new InvalidOperationException($"The DynamoDB table '{Name}' is used before it was opened.");

    private async Task<WriteOutcome> WriteAsync<T>(string token, Func<IAmazonDynamoDB, Task<T>> write, CancellationToken cancellation)
    {
        try
        {
            await CallAsync(write, cancellation);
            return WriteOutcome.Done;
        }
        catch (ConditionalCheckFailedException e)
        {
            return new(HasToken(e.Item, token), e.Item);
        }
    }

    private async Task CallAsync(Func<Task> call, CancellationToken cancellation)
    {
        try
        {
            await call();
        }
        catch (Exception e) when (DynamoDBErrors.Translate(e, Name, Place, cancellation) is { } translated)
        {
            throw translated;
        }
    }

    private static Task PauseAsync(int attempt, CancellationToken cancellation) =>
        Task.Delay(Random.Shared.Next(10, 50 << Math.Min(attempt, 6)), cancellation);

    private static string NewToken() => Guid.NewGuid().ToString("N");

    private static bool HasToken(Item? row, string token) => row?.TextOf(WriterToken) == token;

    /// <summary>Nothing is wrong but the moment: another writer was faster.</summary>
    private static bool IsOutOfTurn(TransactionCanceledException e) =>
        e.CancellationReasons is { Count: > 0 } reasons && reasons.TrueForAll(reason => reason.Code is null or "None" or "ConditionalCheckFailed" or "TransactionConflict");

    private static (string Expression, Item Values) UpdateOf(Item changes) => (
        $"SET {string.Join(", ", changes.Keys.Select(name => $"{name} = :{name}"))}",
        changes.ToDictionary(change => $":{change.Key}", change => change.Value));
}

/// <summary>Whether a conditional write is in the table and, when not, the row that was found there.</summary>
internal readonly record struct WriteOutcome(bool Landed, Item? Found)
{
    public static WriteOutcome Done { get; } = new(true, null);
}
