using Orleans.Storage;

namespace OpenPayments.Orleans.Sqlite;

/// <summary>Options of <see cref="SqliteGrainStorage"/>.</summary>
public sealed class SqliteGrainStorageOptions : IStorageProviderSerializerOptions
{
    /// <summary>Path of the state database; created when it does not exist.</summary>
    public string DatabasePath { get; set; } = "";

    /// <summary>Defaults to the silo's own grain storage serializer.</summary>
    public IGrainStorageSerializer GrainStorageSerializer { get; set; } = null!;
}

/// <summary>Options of <see cref="SqliteReminderTable"/>.</summary>
public sealed class SqliteReminderOptions
{
    /// <summary>Path of the state database; created when it does not exist.</summary>
    public string DatabasePath { get; set; } = "";
}
