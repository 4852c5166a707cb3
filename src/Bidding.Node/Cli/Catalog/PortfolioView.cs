using System.CommandLine;
using System.Text.Json.Nodes;
using Bidding.Protocol.V1;
using Grpc.Core;
using Grpc.Net.Client;

namespace Bidding.Node.Cli.Catalog;

/// <summary>A portfolio with what its campaigns hold and have spent: fields and a table for people, JSON for programs.</summary>
internal static class PortfolioView
{
    private static readonly string[] Columns =
        ["campaign_id", "status", "allotted", "posted", "outstanding", "billed", "allotted_today", "posted_today", "billed_today", "denial"];

    public static async Task<int> ShowAsync(JsonObject portfolio, GrpcChannel channel, bool asJson, InvocationConfiguration io, CancellationToken cancel)
    {
        var figures = await FiguresAsync((string)portfolio["id"]!, channel, io.Error, cancel);
        if (asJson)
        {
            if (figures is not null)
            {
                portfolio[ResourceFile.FiguresKey] = figures;
            }

            await io.Output.WriteLineAsync(ResourceOutput.Text(portfolio));
            return ExitCodes.Done;
        }

        var campaigns = figures?["campaigns"] as JsonArray ?? [];
        figures?.Remove("campaigns");
        foreach (var (name, value) in figures ?? [])
        {
            portfolio[$"figures.{name}"] = value?.DeepClone();
        }

        await io.Output.WriteLineAsync(ResourceOutput.Fields(portfolio).TrimEnd());
        if (campaigns.Count > 0)
        {
            await io.Output.WriteLineAsync();
            await io.Output.WriteLineAsync(ResourceOutput.TableOf(Columns, campaigns.OfType<JsonObject>()).TrimEnd());
        }

        return ExitCodes.Done;
    }

    private static async Task<JsonObject?> FiguresAsync(string id, GrpcChannel channel, TextWriter error, CancellationToken cancel)
    {
        try
        {
            return ResourceOutput.ToJson(await new Portfolios.PortfoliosClient(channel).GetPortfolioFiguresAsync(new() { PortfolioId = id }, cancellationToken: cancel));
        }
        catch (RpcException problem)
        {
            // The definition is worth showing while the portfolio cannot tell what is spent.
            await error.WriteLineAsync($"bidding: no figures now: {problem.Status.Detail}");
            return null;
        }
    }
}
