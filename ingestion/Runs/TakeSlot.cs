namespace OpenPayments.Ingestion.Runs;

/// <summary>Waits for a slot, the right to keep a core busy; disposing it gives it back.</summary>
public delegate Task<IDisposable> TakeSlot(CancellationToken cancellation);
