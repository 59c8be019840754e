using OpenPayments.Ingestion;

namespace OpenPayments.Client.Replay;

/// <summary>Where runs are done again: a folder of its own below the one that the user named, or below the machine's temporary one. Removed afterwards unless it is to stay.</summary>
public sealed class ScratchFolder : IDisposable
{
    private readonly bool _isKept;

    public ScratchFolder(string? parent, bool isKept)
    {
        _isKept = isKept;
        try
        {
            Path = Directory.CreateDirectory(System.IO.Path.Combine(parent ?? System.IO.Path.GetTempPath(), $"openpayments-replay-{Guid.NewGuid():N}")).FullName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"There can be no scratch lake below {parent ?? System.IO.Path.GetTempPath()}: {e.Message} Name another folder with --scratch.", e);
        }
    }

    public string Path { get; }

    public void Dispose()
    {
        if (!_isKept) Directory.Delete(Path, recursive: true);
    }
}
