using System.Runtime.ExceptionServices;
using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Stores;
using Orleans.Storage;

namespace OpenPayments.Grains;

internal static class PersistentStateExtensions
{
    /// <summary>
    /// Writes a new state in the place of the current one. When that fails the current one stays, and what the storage said
    /// is thrown as it was, without the runtime's wrapping. A conflict escapes to the runtime, which drops the activation.
    /// </summary>
    public static async Task ReplaceAsync<T>(this IPersistentState<T> state, T next)
    {
        var previous = state.State;
        state.State = next;
        try
        {
            await state.WriteStateAsync();
        }
        catch (Exception e) when (e is not InconsistentStateException)
        {
            state.State = previous;
            if (e.InnerException is StoreException or InputException) ExceptionDispatchInfo.Throw(e.InnerException);
            throw;
        }
    }
}
