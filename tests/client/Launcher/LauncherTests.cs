using System.Diagnostics;
using OpenPayments.Client.Tests.Processes;

namespace OpenPayments.Client.Tests.Launcher;

/// <summary>The launcher itself, in a tree of its own with a stand-in for <c>dotnet</c> that writes down how it was called.</summary>
public sealed class LauncherTests : IDisposable
{
    private static readonly UnixFileMode Executable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly TemporaryFolder _folder = new();

    public LauncherTests()
    {
        foreach (var source in (string[])["client", "silo", "grains", "grain-interfaces", "ingestion", "storage", "orleans-dynamodb", "orleans-sqlite"])
            _folder.Write($"tree/{source}/Source.cs", "// source");
        foreach (var file in (string[])["Directory.Build.props", "Directory.Packages.props", "global.json"])
            _folder.Write($"tree/{file}", "");
        File.Copy(Repository.Launcher, _folder["tree", "openpayments"]);
        WriteDotnet("10.0.100 [/usr/share/dotnet/sdk]", buildCode: 0);
    }

    private string Calls => File.Exists(_folder["calls"]) ? File.ReadAllText(_folder["calls"]) : "";

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task FirstStart_Builds_AndTheSecondDoesNot()
    {
        (await LaunchAsync("version")).Expect(7);
        (await LaunchAsync("version")).Expect(7);

        Assert.Equal(1, Count("publish "));
        Assert.Equal(2, Count("openpayments.dll version"));
    }

    [Theory]
    [InlineData("ingestion/Source.cs")]
    [InlineData("Directory.Packages.props")]
    public async Task ChangedSource_BuildsAgain(string source)
    {
        await LaunchAsync("version");
        File.AppendAllText(_folder["tree", source], "// changed");
        await LaunchAsync("version");

        Assert.Equal(2, Count("publish "));
    }

    [Fact]
    public async Task AddedOrRemovedSource_BuildsAgain()
    {
        await LaunchAsync("version");
        var added = _folder.Write("tree/client/Added.cs", "");
        File.SetLastWriteTimeUtc(added, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        await LaunchAsync("version");
        File.Delete(added);
        await LaunchAsync("version");

        Assert.Equal(3, Count("publish "));
    }

    [Fact]
    public async Task BuildOutput_IsNoSource()
    {
        await LaunchAsync("version");
        _folder.Write("tree/client/obj/project.assets.json", "{}");
        _folder.Write("tree/ingestion/bin/Release/x.dll", "");
        await LaunchAsync("version");

        Assert.Equal(1, Count("publish "));
    }

    [Fact]
    public async Task ThroughALinkFromAnotherFolder_FindsItsOwnTree_AndPassesArgumentsAndExitCode()
    {
        Directory.CreateDirectory(_folder["elsewhere"]);
        File.CreateSymbolicLink(_folder["elsewhere", "op"], "../tree/openpayments");

        var result = await LaunchAsync(_folder["elsewhere", "op"], ["ingest", "a b", "*"], start => start.WorkingDirectory = _folder["elsewhere"]);

        result.Expect(7);
        Assert.Contains($"{_folder["tree"]}/artifacts/launcher/app/openpayments.dll ingest a b *", Calls, StringComparison.Ordinal);
        Assert.Equal($"ran in {_folder["elsewhere"]}\n", result.Out);
    }

    [Theory]
    [InlineData(null, "0")]
    [InlineData("1", "1")]
    public async Task CompiledCode_StaysWritable_UnlessAskedOtherwise(string? asked, string given)
    {
        (await LaunchAsync(_folder["tree", "openpayments"], ["version"], start => start.Environment["DOTNET_EnableWriteXorExecute"] = asked)).Expect(7);

        Assert.Equal(1, Count($"W^X {given}"));
    }

    [Fact]
    public async Task FailedBuild_ShowsItsErrors_AndDoesNotRun()
    {
        WriteDotnet("10.0.100 [/usr/share/dotnet/sdk]", buildCode: 1);
        var result = (await LaunchAsync("version")).Expect(1);

        Assert.Contains("Source.cs(1,1): error CS0000: broken", result.Error, StringComparison.Ordinal);
        Assert.Equal(0, Count("openpayments.dll"));
    }

    [Fact]
    public async Task WithoutACompilerForThisMachine_BuildsWithoutNativeCode()
    {
        WriteDotnet("10.0.100 [/usr/share/dotnet/sdk]", buildCode: 0, nativeCode: 1);
        (await LaunchAsync("version")).Expect(7);

        Assert.Equal((2, 1), (Count("publish "), Count("PublishReadyToRun")));
        Assert.Equal(1, Count("openpayments.dll version"));
    }

    [Fact]
    public async Task NoDotnet_SaysWhereToGetIt()
    {
        File.Delete(_folder["bin", "dotnet"]);
        foreach (var tool in (string[])["bash", "env", "readlink", "find", "cat", "mkdir"])
            File.CreateSymbolicLink(_folder["bin", tool], FindTool(tool));
        var result = await LaunchAsync(_folder["tree", "openpayments"], ["version"], start => start.Environment["PATH"] = _folder["bin"]);

        result.Expect(1);
        Assert.Contains("https://dotnet.microsoft.com/download", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NoSdkOfVersion10_SaysWhereToGetIt()
    {
        WriteDotnet("9.0.100 [/usr/share/dotnet/sdk]", buildCode: 0);
        var result = (await LaunchAsync("version")).Expect(1);

        Assert.Contains("https://dotnet.microsoft.com/download", result.Error, StringComparison.Ordinal);
        Assert.Equal(0, Count("publish "));
    }

    [Fact]
    public async Task TwoStartsAtOnce_BuildOnce()
    {
        var both = await Task.WhenAll(LaunchAsync("one"), LaunchAsync("two"));

        Assert.All(both, result => result.Expect(7));
        Assert.Equal(1, Count("publish "));
    }

    private Task<ProgramResult> LaunchAsync(string argument) => LaunchAsync(_folder["tree", "openpayments"], [argument], null);

    private async Task<ProgramResult> LaunchAsync(string launcher, string[] arguments, Action<ProcessStartInfo>? configure)
    {
        using var run = ProgramRun.StartOther(launcher, arguments, start =>
        {
            start.Environment["PATH"] = $"{_folder["bin"]}:{Environment.GetEnvironmentVariable("PATH")}";
            start.Environment["HOME"] = _folder.Path;
            start.Environment.Remove("DOTNET_ROOT");
            configure?.Invoke(start);
        });
        return await run.EndAsync();
    }

    private int Count(string call) => Calls.Split('\n').Count(line => line.Contains(call, StringComparison.Ordinal));

    private void WriteDotnet(string sdks, int buildCode, int nativeCode = 0)
    {
        var path = _folder.Write("bin/dotnet", $$"""
            #!/usr/bin/env bash
            echo "$@" >>{{_folder["calls"]}}
            case $1 in
              --list-sdks) echo '{{sdks}}' ;;
              publish)
                sleep 0.2
                if [[ "$*" == *ReadyToRun* && {{nativeCode}} != 0 ]]; then exit {{nativeCode}}; fi
                if [ {{buildCode}} != 0 ]; then echo 'Source.cs(1,1): error CS0000: broken'; exit {{buildCode}}; fi
                mkdir -p {{_folder["tree"]}}/artifacts/launcher/app
                touch {{_folder["tree"]}}/artifacts/launcher/app/openpayments.dll ;;
              *) echo "W^X $DOTNET_EnableWriteXorExecute" >>{{_folder["calls"]}}; echo "ran in $PWD"; exit 7 ;;
            esac
            """);
        File.SetUnixFileMode(path, Executable);
    }

    private static string FindTool(string name) =>
        Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(folder => Path.Combine(folder, name)).First(File.Exists);
}
