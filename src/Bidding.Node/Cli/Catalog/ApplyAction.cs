using System.Text.Json.Nodes;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace Bidding.Node.Cli.Catalog;

/// <summary>Makes the catalog hold what a file says: creates what is missing, replaces what differs, leaves the rest. Applying twice changes nothing.</summary>
internal static class ApplyAction
{
    private const string StatusField = "status";

    public static async Task<int> RunAsync(
        GrpcChannel channel, IReadOnlyList<FileResource> resources, string format, TextWriter output, TextWriter error, CancellationToken cancel)
    {
        var applied = new JsonArray();
        var code = ExitCodes.Done;
        foreach (var resource in resources)
        {
            try
            {
                var (result, stored) = await ApplyAsync(channel, resource, cancel);
                var line = new JsonObject { ["kind"] = resource.Type.Kind, ["id"] = resource.Id, ["result"] = result, ["version"] = ResourceType.VersionOf(stored) };
                applied.Add(line);
                if (format == ResourceOutput.Table)
                {
                    await output.WriteLineAsync($"{resource.Type.Kind} {resource.Id} {result}");
                }
            }
            catch (RpcException problem) when (problem.StatusCode is not (StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.Cancelled or StatusCode.Internal))
            {
                // What stands before is applied and stays; a child of a refused parent could only fail too.
                await error.WriteLineAsync($"bidding: {resource.Source} was refused:{Environment.NewLine}  {NodeCalls.Explain(problem)}");
                code = ExitCodes.Failed;
                break;
            }
        }

        if (format == ResourceOutput.Json)
        {
            await output.WriteLineAsync(ResourceOutput.Text(applied));
        }

        return code;
    }

    private static async Task<(string Result, IMessage Stored)> ApplyAsync(GrpcChannel channel, FileResource resource, CancellationToken cancel)
    {
        var type = resource.Type;
        IMessage current;
        try
        {
            current = await type.GetAsync(channel, resource.Id, cancel);
        }
        catch (RpcException missing) when (missing.StatusCode == StatusCode.NotFound)
        {
            return ("created", await type.CreateAsync(channel, resource.Message, cancel));
        }

        var wantedStatus = ResourceType.TextOf(resource.Message, StatusField);
        var was = ResourceType.TextOf(current, StatusField);
        if (was == "archived" && wantedStatus == was)
        {
            return ("unchanged", current);
        }

        resource.Message.Descriptor.FindFieldByName(StatusField).Accessor.Clear(resource.Message);
        var stored = await type.ReplaceAsync(channel, resource.Message, ResourceType.VersionOf(current), cancel);
        if (wantedStatus.Length > 0 && wantedStatus != was)
        {
            var verb = wantedStatus switch { "paused" => StatusVerb.Pause, "archived" => StatusVerb.Archive, _ => StatusVerb.Resume };
            stored = await type.ChangeAsync(channel, verb, resource.Id, cancel);
        }

        return (ResourceType.VersionOf(stored) == ResourceType.VersionOf(current) ? "unchanged" : "updated", stored);
    }
}
