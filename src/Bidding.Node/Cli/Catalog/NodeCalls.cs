using System.CommandLine;
using Bidding.Gateway.Management;
using Grpc.Core;
using Grpc.Net.Client;

namespace Bidding.Node.Cli.Catalog;

/// <summary>Runs a verb against a node and turns what goes wrong into a message and an exit code.</summary>
internal static class NodeCalls
{
    private static readonly TimeSpan CallDeadline = TimeSpan.FromSeconds(30);

    private const string KeyName = "--key";
    private const string KeyVariable = "BIDDING_API_KEY";

    /// <summary>Of the root command: every verb that calls a node sends it.</summary>
    public static Option<string> KeyOption() => new(KeyName)
    {
        Description = $"Your key, for verbs that call a node. Better in the environment: {KeyVariable}.",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable(KeyVariable) ?? "",
        Recursive = true,
    };

    public static string KeyOf(ParseResult parsed) =>
        parsed.RootCommandResult.Command.Options.FirstOrDefault(option => option.Name == KeyName) is Option<string> key ? parsed.GetValue(key) ?? "" : "";

    public static Task<int> RunAsync(ParseResult parsed, Option<Uri> node, Func<GrpcChannel, CancellationToken, Task<int>> work, CancellationToken cancel) =>
        RunAsync(parsed.GetValue(node)!, KeyOf(parsed), parsed.InvocationConfiguration.Error, work, cancel);

    public static async Task<int> RunAsync(Uri node, string key, TextWriter error, Func<GrpcChannel, CancellationToken, Task<int>> work, CancellationToken cancel)
    {
        using var handler = new CallDeadlineHandler(CallDeadline, key, new SocketsHttpHandler());
        try
        {
            using var channel = GrpcChannel.ForAddress(node, new GrpcChannelOptions { HttpHandler = handler });
            return await work(channel, cancel);
        }
        catch (RpcException problem) when (problem.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.Cancelled || problem.InnerException is HttpRequestException)
        {
            await error.WriteLineAsync($"bidding: no answer from a node at {node}: {problem.Status.Detail}");
            await error.WriteLineAsync("Start one with ./bidding node, or name another's gRPC address with --node.");
            return ExitCodes.Unreachable;
        }
        catch (RpcException problem)
        {
            await error.WriteLineAsync($"bidding: {Explain(problem)}");
            return ExitCodes.Failed;
        }
    }

    /// <summary>Every field that the node refused; else its message.</summary>
    public static string Explain(RpcException problem)
    {
        var fields = ManagementErrors.FieldsOf(problem);
        return fields.Count == 0 ? $"{problem.StatusCode}: {problem.Status.Detail}" : string.Join(Environment.NewLine + "  ", fields);
    }

    public static Option<Uri> NodeOption() => new("--node")
    {
        Description = "The node's gRPC address.",
        DefaultValueFactory = _ => new Uri("http://127.0.0.1:5000"),
        CustomParser = result =>
        {
            var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            // host:port is what people type.
            if (Uri.TryCreate(text.Contains("://", StringComparison.Ordinal) ? text : $"http://{text}", UriKind.Absolute, out var node) && node.Scheme is "http" or "https")
            {
                return node;
            }

            result.AddError($"'{text}' is not the address of a node, such as http://127.0.0.1:5000.");
            return null;
        },
    };
}
