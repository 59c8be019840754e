// The official packages each have their own class of this name, from which their options derive.
using OpenPayments.Orleans.DynamoDB;

namespace Orleans.Persistence.DynamoDB
{
    /// <summary>Options of the connection, for grain storage.</summary>
    public class DynamoDBClientOptions : DynamoDBTableOptions;
}

namespace Orleans.Clustering.DynamoDB
{
    /// <summary>Options of the connection, for membership and gateways.</summary>
    public class DynamoDBClientOptions : DynamoDBTableOptions;
}

namespace Orleans.Reminders.DynamoDB
{
    /// <summary>Options of the connection, for reminders.</summary>
    public class DynamoDBClientOptions : DynamoDBTableOptions;
}
