using OpenPayments.Ingestion;
using OpenPayments.Storage.Local;

namespace OpenPayments.Client;

/// <summary>Opens a lake for reading. A lake that is not there is a mistake in the path, not an empty lake.</summary>
public static class ExistingLake
{
    public static LocalObjectStore Open(string path) => Directory.Exists(path)
        ? new LocalObjectStore(path)
        : throw new InputException($"There is no lake at {path}. Name its folder with --lake, or make one with `openpayments ingest SOURCE --lake {path}`.");
}
