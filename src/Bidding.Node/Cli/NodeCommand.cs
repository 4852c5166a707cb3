using System.CommandLine;
using System.CommandLine.Parsing;
using Bidding.Node.Demo;
using Bidding.Node.Hosting;
using NodaTime;

namespace Bidding.Node.Cli;

/// <summary><c>node</c>: runs a silo, the gateway and the console in this process until SIGTERM or Ctrl+C.</summary>
internal static class NodeCommand
{
    private const int DemoCampaigns = 12;
    private const int DemoCampaignsMax = 100_000;

    public static Command Create()
    {
        var data = new Option<DirectoryInfo>("--data")
        {
            Description = "Folder of the embedded storage and the keys; made when missing.",
            DefaultValueFactory = _ => new DirectoryInfo("data"),
        };
        var grpcPort = Port("--grpc-port", 5000, "Port of gRPC (HTTP/2 without TLS); 0: a free one.");
        var httpPort = Port("--http-port", 8080, "Port of HTTP: bids as JSON, notices, management, metrics; 0: a free one.");
        var config = ConfigOption();
        var publicUrl = new Option<Uri?>("--public-url")
        {
            Description = "Prefixes every URL given out. Default: the node's HTTP address.",
            CustomParser = result =>
            {
                var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
                if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
                {
                    return url;
                }

                result.AddError($"'{text}' is not an absolute http or https URL.");
                return null;
            },
        };
        var demo = new Option<bool>("--demo") { Description = "Load the demo's advertisers, campaigns, ads and an exchange named demo." };

        var demoCampaigns = new Option<int>("--demo-campaigns") { Description = "How many campaigns the demo has.", DefaultValueFactory = _ => DemoCampaigns };
        demoCampaigns.Validators.Add(RangeOf("--demo-campaigns", 1, DemoCampaignsMax));
        var demoSeconds = new Option<int?>("--demo-seconds") { Description = "How long the demo's flights are; without it they are open-ended with daily budgets." };

        var command = new Command("node", "Run a node until SIGTERM.") { data, grpcPort, httpPort, config, publicUrl, demo, demoCampaigns, demoSeconds };
        command.SetAction((parsed, cancel) => NodeRunner.RunAsync(
            new NodeSettings
            {
                DataFolder = parsed.GetValue(data)!.FullName,
                GrpcPort = parsed.GetValue(grpcPort),
                HttpPort = parsed.GetValue(httpPort),
                ConfigFile = parsed.GetValue(config)?.FullName,
                PublicUrl = parsed.GetValue(publicUrl),
                Demo = parsed.GetValue(demo)
                    ? new DemoOptions(parsed.GetValue(demoCampaigns), parsed.GetValue(demoSeconds) is { } seconds ? Duration.FromSeconds(seconds) : null)
                    : null,
            },
            cancel));
        return command;
    }

    /// <summary>For every verb that reads a node's settings.</summary>
    public static Option<FileInfo> ConfigOption() => new Option<FileInfo>("--config") { Description = "Settings as JSON." }.AcceptExistingOnly();

    private static Option<int> Port(string name, int port, string description)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => port };
        option.Validators.Add(RangeOf(name, 0, ushort.MaxValue));
        return option;
    }

    private static Action<OptionResult> RangeOf(string name, int from, int to) => result =>
    {
        if (!result.Errors.Any() && (result.GetValueOrDefault<int>() < from || result.GetValueOrDefault<int>() > to))
        {
            result.AddError($"{name} must be from {from} to {to}.");
        }
    };
}
