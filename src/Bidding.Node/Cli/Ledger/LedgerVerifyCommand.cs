using System.CommandLine;
using Bidding.Core.Ids;
using Bidding.Core.Ledger.Verification;
using Bidding.Node.Cli.Catalog;
using Bidding.Storage;

namespace Bidding.Node.Cli.Ledger;

/// <summary>
/// <c>ledger verify</c>: recomputes every balance and every campaign's figures from the entries. Exit code 1 on any difference, each named by
/// campaign and entry.
/// </summary>
internal static class LedgerVerifyCommand
{
    public static Command Create()
    {
        var (data, config, node, json) = (LedgerCommand.DataOption(), NodeCommand.ConfigOption(), NodeCalls.NodeOption(), LedgerCommand.JsonOption());
        node.Description = "gRPC address of the node that runs on this ledger: its live figures are checked too. Default: offline.";
        node.DefaultValueFactory = null;
        var command = new Command("verify", "Recompute every balance from the entries; exit 1 on any difference.") { data, config, node, json };
        command.SetAction((parsed, cancel) => LedgerCommand.RunAsync(parsed.InvocationConfiguration.Error, () => RunAsync(
            () => LedgerSource.Open(parsed.GetValue(config)?.FullName, new DataFolder(parsed.GetValue(data)!.FullName)), parsed.GetValue(node), NodeCalls.KeyOf(parsed), parsed.GetValue(json), parsed.InvocationConfiguration, cancel)));
        return command;
    }

    private static async Task<int> RunAsync(Func<LedgerSource> open, Uri? node, string key, bool json, InvocationConfiguration streams, CancellationToken cancel)
    {
        await using var source = open();
        var names = await CatalogNames.ReadAsync(source.Catalog, cancel);
        var figures = new Dictionary<CampaignNumber, LiveFigures>();
        if (node is not null)
        {
            var code = await NodeCalls.RunAsync(node, key, streams.Error, async (channel, limit) =>
            {
                await NodeFigures.ReadAsync(channel, names, figures, limit);
                return ExitCodes.Done;
            }, cancel);
            if (code != ExitCodes.Done) return code;
        }

        var report = await LedgerVerifier.VerifyAsync(source.Ledger, figures, cancel);
        if (json) VerifyOutput.WriteJson(report, names, figures.Count, streams.Output);
        else VerifyOutput.WriteTables(report, names, figures.Count, streams.Output);
        return report.IsClean ? ExitCodes.Done : ExitCodes.Failed;
    }
}
