namespace OpenPayments.Client.Progress;

/// <summary>Shows a run while it goes on. Called a few times a second; disposing leaves the terminal ready for the summary.</summary>
public interface IProgressDisplay : IDisposable
{
    void Show(IReadOnlyList<FileView> files);

    /// <summary>A sentence for the user that must not be overdrawn.</summary>
    void Say(string message);
}
