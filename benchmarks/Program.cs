using System.CommandLine;
using OpenPayments.Benchmarks.Generate;

return await new RootCommand("Makes realistic Open Payments files, and measures ingestion beside DuckDB on them.")
{
    GenerateCommand.Create(),
}.Parse(args).InvokeAsync();
