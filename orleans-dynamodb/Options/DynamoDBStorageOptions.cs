using Orleans.Persistence.DynamoDB;
using Orleans.Runtime;
using Orleans.Storage;

namespace Orleans.Configuration;

/// <summary>Options of <see cref="DynamoDBGrainStorage"/>.</summary>
public class DynamoDBStorageOptions : DynamoDBClientOptions, IStorageProviderSerializerOptions
{
#pragma warning disable CA1707 // the official package's name
    public const int DEFAULT_INIT_STAGE = ServiceLifecycleStage.ApplicationServices;
#pragma warning restore CA1707

    public DynamoDBStorageOptions() => TableName = "OrleansGrainState";

    /// <summary>
    /// What the keys of all rows begin with; <see cref="ClusterOptions.ServiceId"/> unless set. The official package leaves it empty
    /// unless set: set it to "" to go on with a table that was written so.
    /// </summary>
    public string ServiceId { get; set; } = null!;

    /// <summary>Whether clearing a state deletes its row, rather than leaving one without a state that goes on counting etags.</summary>
    public bool DeleteStateOnClear { get; set; }

    public int InitStage { get; set; } = DEFAULT_INIT_STAGE;

    /// <summary>After this time without a write a row expires.</summary>
    public TimeSpan? TimeToLive { get; set; }

    /// <summary>Defaults to the silo's own grain storage serializer.</summary>
    public IGrainStorageSerializer GrainStorageSerializer { get; set; } = null!;
}
