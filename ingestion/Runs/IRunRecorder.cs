namespace OpenPayments.Ingestion.Runs;

/// <summary>Writes down what a run did, once it has ended.</summary>
public interface IRunRecorder
{
    /// <summary>Safe to repeat: a run that is recorded already stays recorded as it is.</summary>
    /// <param name="run">As far as the coordinators know it; what the lake knows is looked up there.</param>
    Task RecordAsync(RunRecord run, CancellationToken cancellation = default);
}
