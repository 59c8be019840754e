using System.CommandLine;
using DuckDB.NET.Data;
using OpenPayments.Benchmarks.Generate;

namespace OpenPayments.Benchmarks.DuckDb;

/// <summary><c>duckdb</c>: one run of DuckDB over a generated file, alone in its process so that time and memory are its own.</summary>
public static class DuckDbCommand
{
    public static Command Create()
    {
        var mode = new Argument<DuckDbMode>("MODE");
        var input = new Argument<FileInfo>("CSV");
        var output = new Argument<DirectoryInfo>("OUT");
        var threads = new Option<int>("--threads") { DefaultValueFactory = _ => 2 };
        var fileOptions = new GeneratedFileOptions();
        var command = new Command("duckdb", "Convert a generated general file with DuckDB.") { mode, input, output, threads };
        fileOptions.AddTo(command);
        command.SetAction(result =>
        {
            var file = fileOptions.Read(result);
            var folder = result.GetRequiredValue(output).FullName;
            Directory.CreateDirectory(folder);
            var sql = new CopySql(file.Layout, file.ProgramYear, file.Publication, result.GetRequiredValue(input).FullName, folder);
            Run(sql.Statements(result.GetValue(mode)), result.GetValue(threads));
        });
        return command;
    }

    internal static void Run(IEnumerable<string> statements, int threads)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        foreach (var statement in (IEnumerable<string>)[$"SET threads = {threads}", "SET preserve_insertion_order = false", .. statements])
        {
            using var command = connection.CreateCommand();
            command.CommandText = statement;
            command.ExecuteNonQuery();
        }
    }
}
