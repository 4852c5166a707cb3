using System.CommandLine;
using Bidding.Node.Hosting;

namespace Bidding.Node.Cli;

/// <summary><c>node</c>: runs a silo, the gateway and the console in this process until SIGTERM or Ctrl+C.</summary>
internal static class NodeCommand
{
    public static Command Create()
    {
        var data = new Option<DirectoryInfo>("--data")
        {
            Description = "Folder of the embedded storage and the keys; made when missing.",
            DefaultValueFactory = _ => new DirectoryInfo("data"),
        };
        var grpcPort = Port("--grpc-port", 5000, "Port of gRPC (HTTP/2 without TLS); 0: a free one.");
        var httpPort = Port("--http-port", 8080, "Port of HTTP: bids as JSON, notices, management, metrics; 0: a free one.");
        var config = new Option<FileInfo>("--config") { Description = "Settings as JSON." }.AcceptExistingOnly();
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

        var command = new Command("node", "Run a node until SIGTERM.") { data, grpcPort, httpPort, config, publicUrl, demo };
        command.SetAction((parsed, cancel) => NodeRunner.RunAsync(
            new NodeSettings
            {
                DataFolder = parsed.GetValue(data)!.FullName,
                GrpcPort = parsed.GetValue(grpcPort),
                HttpPort = parsed.GetValue(httpPort),
                ConfigFile = parsed.GetValue(config)?.FullName,
                PublicUrl = parsed.GetValue(publicUrl),
                Demo = parsed.GetValue(demo),
            },
            cancel));
        return command;
    }

    private static Option<int> Port(string name, int port, string description)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => port };
        option.Validators.Add(result =>
        {
            if (result.Errors.Any())
            {
                return;
            }

            if (result.GetValueOrDefault<int>() is < 0 or > ushort.MaxValue)
            {
                result.AddError($"{name} must be from 0 to {ushort.MaxValue}.");
            }
        });
        return option;
    }
}
