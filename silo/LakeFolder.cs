namespace OpenPayments.Silo;

/// <summary>Where a local lake keeps what is not data.</summary>
public static class LakeFolder
{
    public const string PrivateName = ".openpayments";

    /// <summary>Grain state and reminders of the embedded mode.</summary>
    public static string StatePath(string lakePath) => Path.Combine(Path.GetFullPath(lakePath), PrivateName, "state.db");

    public static string LockPath(string lakePath) => Path.Combine(Path.GetFullPath(lakePath), PrivateName, "writer.lock");

    /// <summary>Who holds the lock; beside it, because nobody can open a locked file to read it.</summary>
    public static string WriterPath(string lakePath) => Path.Combine(Path.GetFullPath(lakePath), PrivateName, "writer.json");
}
