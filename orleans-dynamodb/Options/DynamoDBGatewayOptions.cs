using Orleans.Clustering.DynamoDB;

namespace Orleans.Configuration;

/// <summary>
/// Options of the gateway list of clients. A client neither creates nor changes the table unless told to, unlike in the official
/// package, so that it needs no right but <c>dynamodb:Query</c>.
/// </summary>
public class DynamoDBGatewayOptions : DynamoDBClientOptions
{
    public DynamoDBGatewayOptions()
    {
        TableName = "OrleansSilos";
        CreateIfNotExists = false;
        UpdateIfExists = false;
    }
}
