using System.CommandLine;
using OpenPayments.Benchmarks.Chunks;
using OpenPayments.Benchmarks.Cluster;
using OpenPayments.Benchmarks.Compare;
using OpenPayments.Benchmarks.Coordinator;
using OpenPayments.Benchmarks.Crashes;
using OpenPayments.Benchmarks.DuckDb;
using OpenPayments.Benchmarks.Generate;
using OpenPayments.Benchmarks.Limits;
using OpenPayments.Benchmarks.Plots;
using OpenPayments.Benchmarks.Profiles;
using OpenPayments.Benchmarks.S3;
using OpenPayments.Benchmarks.Scaling;

return await new RootCommand("Makes realistic Open Payments files, and measures ingestion beside DuckDB and Polars on them.")
{
    GenerateCommand.Create(),
    CompareCommand.Create(),
    ChunksCommand.Create(),
    CoordinatorCommand.Create(),
    ClusterCommand.Create(),
    CrashesCommand.Create(),
    DuckDbCommand.Create(),
    ProfileCostCommand.Create(),
    S3Command.Create(),
    ScalingCommand.Create(),
    LimitsCommand.Create(),
    PlotsCommand.Create(),
}.Parse(args).InvokeAsync();
