using System.Collections.Immutable;
using OpenPayments.GrainInterfaces;
using OpenPayments.GrainInterfaces.States;

namespace OpenPayments.Grains;

[GrainType(CatalogState.Name)]
internal sealed class CatalogGrain(
    [PersistentState(CatalogState.Name, CoordinatorOptions.StorageName)] IPersistentState<CatalogState> state) : Grain, ICatalogGrain
{
    public async Task RecordRunAsync(YearRun run)
    {
        var years = state.State.Years;
        if (years.TryGetValue(run.ProgramYear, out var last) && (last == run || last.StartedAt > run.StartedAt)) return;
        await state.ReplaceAsync(new CatalogState { Years = years.SetItem(run.ProgramYear, run) });
    }

    public Task<ImmutableArray<YearRun>> GetYearsAsync() => Task.FromResult(state.State.Years.Values.ToImmutableArray());

    public Task<CatalogState> GetState() => Task.FromResult(state.State);
}
