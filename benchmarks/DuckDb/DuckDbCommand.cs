using System.CommandLine;
using DuckDB.NET.Data;
using OpenPayments.Benchmarks.Compare;
using OpenPayments.Benchmarks.Generate;

namespace OpenPayments.Benchmarks.DuckDb;

/// <summary><c>duckdb</c>: DuckDB over a generated file, alone in its process so that time and memory are its own.</summary>
public static class DuckDbCommand
{
    public static Command Create()
    {
        var mode = new Argument<DuckDbMode>("MODE");
        var input = new Argument<FileInfo>("CSV");
        var output = new Argument<DirectoryInfo>("OUT");
        var threads = new Option<int>("--threads") { DefaultValueFactory = _ => 2 };
        var warm = new Option<bool>("--warm") { Description = "Do it several times; prints seconds and CPU seconds of the last." };
        var fileOptions = new GeneratedFileOptions();
        var command = new Command("duckdb", "Convert a generated general file with DuckDB.") { mode, input, output, threads, warm };
        fileOptions.AddTo(command);
        command.SetAction(async (result, _) =>
        {
            var file = fileOptions.Read(result);
            var folder = result.GetRequiredValue(output).FullName;
            using var connection = Open(result.GetValue(threads));
            if (result.GetValue(warm))
                await WarmWork.MeasureAsync(() => Task.Run(WarmUp), () => Task.Run(() => Copy(folder)));
            else
                Copy(folder);

            void WarmUp()
            {
                var other = Path.Combine(folder, "warm-up");
                Copy(other);
                Directory.Delete(other, recursive: true);
            }

            void Copy(string target)
            {
                Directory.CreateDirectory(target);
                var sql = new CopySql(file.Layout, file.ProgramYear, file.Publication, result.GetRequiredValue(input).FullName, target);
                Execute(connection, sql.Statements(result.GetValue(mode)));
            }
        });
        return command;
    }

    internal static DuckDBConnection Open(int threads)
    {
        var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        Execute(connection, [$"SET threads = {threads}", "SET preserve_insertion_order = false"]);
        return connection;
    }

    internal static void Execute(DuckDBConnection connection, IEnumerable<string> statements)
    {
        foreach (var statement in statements)
        {
            using var command = connection.CreateCommand();
            command.CommandText = statement;
            command.ExecuteNonQuery();
        }
    }
}
