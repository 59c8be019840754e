using System.Net;
using OpenPayments.Ingestion;
using OpenPayments.Silo.Settings;

namespace OpenPayments.Silo.Tests.Settings;

public sealed class SiloOptionsTests
{
    private readonly Dictionary<string, string> _options = new() { ["cluster"] = "c", ["lake"] = "s3://bucket/lake/" };
    private readonly Dictionary<string, string> _variables = [];
    private readonly Dictionary<string, string> _config = [];

    private SettingValues Values => new(setting => _options.GetValueOrDefault(setting.Name), name => _variables.GetValueOrDefault(name), setting => _config.GetValueOrDefault(setting.Key));

    private string Refusal => Assert.Throws<InputException>(() => SiloOptions.Read(Values)).Message;

    [Fact]
    public void Defaults_AreThoseOfOrleans_AndTheDashboardIsOnLoopback()
    {
        var options = SiloOptions.Read(Values);

        Assert.Equal((11111, 30000, 8080), (options.SiloPort, options.GatewayPort, options.WebPort));
        Assert.Equal((IPAddress.Loopback, null, Environment.ProcessorCount), (options.WebAddress, options.DashboardToken, options.Slots));
        Assert.Equal(("c", "c", "s3://bucket/lake"), (options.Connection.ClusterId, options.Connection.ServiceId, options.Lake));
        Assert.Equal(("OrleansSilos", "OrleansGrainState", "OrleansReminders"), (options.Connection.SilosTable, options.Connection.GrainStateTable, options.Connection.RemindersTable));
        Assert.Null(options.AdvertisedAddress);
    }

    [Fact]
    public void OptionWinsOverOurVariable_OverOrleansVariable_OverConfiguration()
    {
        _config["silo_port"] = "1001";
        Assert.Equal(1001, SiloOptions.Read(Values).SiloPort);
        _variables["Orleans__Endpoints__SiloPort"] = "1002";
        Assert.Equal(1002, SiloOptions.Read(Values).SiloPort);
        _variables["OPENPAYMENTS_SILO_PORT"] = "1003";
        Assert.Equal(1003, SiloOptions.Read(Values).SiloPort);
        _options["silo-port"] = "1004";
        Assert.Equal(1004, SiloOptions.Read(Values).SiloPort);
    }

    [Fact]
    public void EmptyVariable_IsNone()
    {
        _variables["OPENPAYMENTS_SILO_PORT"] = "";
        Assert.Equal(11111, SiloOptions.Read(Values).SiloPort);
    }

    [Theory]
    [InlineData("Orleans__ClusterId", "OPENPAYMENTS_CLUSTER")]
    [InlineData("Orleans__ServiceId", "OPENPAYMENTS_SERVICE")]
    public void OrleansNames_AreUnderstood(string theirs, string ours)
    {
        _options.Remove("cluster");
        _variables["OPENPAYMENTS_CLUSTER"] = "other";
        _variables[theirs] = "x";
        _variables.Remove(ours);
        Assert.Contains("x", ((string[])[SiloOptions.Read(Values).Connection.ClusterId, SiloOptions.Read(Values).Connection.ServiceId]));
    }

    [Theory]
    [InlineData("silo-port", "0", "--silo-port is '0'")]
    [InlineData("silo-port", "70000", "from 1 to 65535")]
    [InlineData("slots", "none", "--slots is 'none'")]
    [InlineData("slots", "2000", "from 1 to 1024")]
    [InlineData("web-address", "everywhere", "no IP address")]
    [InlineData("advertised-address", "me", "no IP address")]
    [InlineData("dynamodb-endpoint", "localhost", "no URL")]
    [InlineData("create-tables", "perhaps", "write yes or no")]
    [InlineData("s3-dialect", "klingon", "klingon")]
    [InlineData("web-port", "11111", "not all different")]
    public void BadValue_IsNamed(string name, string value, string complaint)
    {
        _options[name] = value;
        Assert.Contains(complaint, Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void BadVariable_IsNamedAsSuch()
    {
        _variables["OPENPAYMENTS_SLOTS"] = "many";
        Assert.StartsWith("The variable OPENPAYMENTS_SLOTS is 'many'", Refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cluster", "--cluster")]
    [InlineData("lake", "--lake")]
    public void MissingSetting_IsAskedFor(string name, string complaint)
    {
        _options.Remove(name);
        Assert.Contains(complaint, Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Dashboard_IsOpenToOthersOnlyWithALongToken()
    {
        _options["web-address"] = "0.0.0.0";
        Assert.Contains("OPENPAYMENTS_DASHBOARD_TOKEN", Refusal, StringComparison.Ordinal);
        _variables["OPENPAYMENTS_DASHBOARD_TOKEN"] = "short";
        Assert.Contains("too short", Refusal, StringComparison.Ordinal);
        _variables["OPENPAYMENTS_DASHBOARD_TOKEN"] = "long-enough-token";
        Assert.Equal("long-enough-token", SiloOptions.Read(Values).DashboardToken);
    }

    [Fact]
    public void Loopback_MayBeSaidInAWord()
    {
        _options["advertised-address"] = "loopback";
        Assert.Equal(IPAddress.Loopback, SiloOptions.Read(Values).AdvertisedAddress);
    }

    [Fact]
    public void AwsVariables_SayWhereTheServersAre()
    {
        _variables["AWS_REGION"] = "eu-west-1";
        _variables["AWS_ENDPOINT_URL"] = "http://127.0.0.1:4566";
        _variables["AWS_ENDPOINT_URL_S3"] = "http://127.0.0.1:9000";

        var connection = SiloOptions.Read(Values).Connection;

        Assert.Equal(("eu-west-1", "http://127.0.0.1:4566/", "http://127.0.0.1:9000/"), (connection.Region, connection.DynamoDbEndpoint!.ToString(), connection.S3.Endpoint!.ToString()));
        Assert.True(connection.S3.IsPathStyle);
    }
}
