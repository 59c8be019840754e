using System.Globalization;
using OpenPayments.Orleans.DynamoDB;

namespace OpenPayments.Orleans.DynamoDB
{
    /// <summary>Connection strings such as <c>Service=us-east-1;AccessKey=…;SecretKey=…</c>, which the official packages read too.</summary>
    internal static class ConnectionStrings
    {
        public static void Read(DynamoDBTableOptions options, string connectionString)
        {
            foreach (var part in connectionString.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                // Keys may end with "=", so only the first one separates.
                if (part.IndexOf('=', StringComparison.Ordinal) is not (> 0 and var split)) continue;
                Set(options, part[..split].Trim(), part[(split + 1)..].Trim());
            }
        }

        private static void Set(DynamoDBTableOptions options, string name, string value)
        {
            if (value.Length == 0) return;
            switch (name)
            {
                case "Service": options.Service = value; break;
                case "AccessKey": options.AccessKey = value; break;
                case "SecretKey": options.SecretKey = value; break;
                case "TableName": options.TableName = value; break;
                case "ReadCapacityUnits": options.ReadCapacityUnits = int.Parse(value, CultureInfo.InvariantCulture); break;
                case "WriteCapacityUnits": options.WriteCapacityUnits = int.Parse(value, CultureInfo.InvariantCulture); break;
                case "UseProvisionedThroughput": options.UseProvisionedThroughput = bool.Parse(value); break;
                case "CreateIfNotExists": options.CreateIfNotExists = bool.Parse(value); break;
                case "UpdateIfExists": options.UpdateIfExists = bool.Parse(value); break;
                default: break;
            }
        }
    }
}

namespace Orleans.Configuration
{
    /// <summary>Connection strings of the reminder table.</summary>
    public static class DynamoDBReminderStorageOptionsExtensions
    {
        public static void ParseConnectionString(this DynamoDBReminderStorageOptions options, string connectionString) =>
            ConnectionStrings.Read(options, connectionString);
    }

    /// <summary>Holds a connection string of the reminder table.</summary>
    public class DynamoDBReminderTableOptions
    {
        [RedactConnectionString]
        public string ConnectionString { get; set; } = null!;
    }

    /// <summary>Holds a connection string of the membership table.</summary>
    public class DynamoDBClusteringSiloOptions
    {
        [RedactConnectionString]
        public string ConnectionString { get; set; } = null!;
    }
}

namespace Orleans.Clustering.DynamoDB
{
    /// <summary>Connection strings of the membership table.</summary>
    public static class DynamoDBMembershipHelper
    {
        public static void ParseDataConnectionString(string dataConnectionString, Configuration.DynamoDBClusteringOptions options) =>
            ConnectionStrings.Read(options, dataConnectionString);
    }
}
