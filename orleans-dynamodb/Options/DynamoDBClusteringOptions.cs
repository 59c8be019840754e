using Orleans.Clustering.DynamoDB;

namespace Orleans.Configuration;

/// <summary>Options of the membership table of silos.</summary>
public class DynamoDBClusteringOptions : DynamoDBClientOptions
{
    public DynamoDBClusteringOptions() => TableName = "OrleansSilos";
}
