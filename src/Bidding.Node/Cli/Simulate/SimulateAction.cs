using System.Diagnostics;
using System.Globalization;
using Bidding.Core.Campaigns;
using Bidding.Core.Campaigns.Definitions;
using Bidding.Core.Campaigns.Rules;
using Bidding.Core.Pacing;
using Bidding.Core.Replay.Campaigns;
using Bidding.Core.Replay.Logs;
using Bidding.Core.Replay.Runs;
using Bidding.Gateway.Management.Json;
using Bidding.Node.Cli.Catalog;

namespace Bidding.Node.Cli.Simulate;

/// <summary>Reads the files and runs the replay.</summary>
internal static class SimulateAction
{
    private static readonly TimeSpan ProgressEvery = TimeSpan.FromSeconds(5);

    public static ReplayReport Run(SimulateOptions options, TextWriter error)
    {
        if (options.Campaigns is null == options.Budget is null)
        {
            throw new SimulateException("give either --campaigns FILE or --budget AMOUNT");
        }

        return Named(options.Auctions, log =>
        {
            var kind = KindOf(options, log, error);
            var definitions = options.Campaigns is { } file ? ReadCampaigns(file) : [];
            var histories = ReadHistory(options.History, options.Budget is null ? definitions.Select(CampaignReplay.ValueOf) : [ReplayValue.Of(kind)]);
            IReadOnlyList<ReplayCampaign> campaigns = options.Budget is { } budget
                ? [CampaignReplay.OfBudget(budget, kind, options.Policy ?? PacingPolicies.Default, histories.GetValueOrDefault(ReplayValue.Of(kind)))]
                : [.. definitions.Select(campaign => CampaignReplay.Of(campaign, options.Policy, histories.GetValueOrDefault(CampaignReplay.ValueOf(campaign))))];
            var run = new ReplayRun(campaigns, options.Run);
            var started = Stopwatch.GetTimestamp();
            var shown = started;
            LogPlayback.Play(log, (in AuctionRow row, long untilMs) =>
            {
                run.Take(row, untilMs);
                if ((log.Rows & 0xFFFF) == 0 && Stopwatch.GetElapsedTime(shown) > ProgressEvery)
                {
                    shown = Stopwatch.GetTimestamp();
                    error.WriteLine(string.Create(
                        CultureInfo.InvariantCulture, $"bidding: {TimeSpan.FromMilliseconds(row.TimeMs):hh\\:mm} of the day, {run.Auctions:N0} auctions, {run.Auctions / Stopwatch.GetElapsedTime(started).TotalSeconds:N0}/s"));
                }
            });
            return run.End(Stopwatch.GetElapsedTime(started));
        });
    }

    private static ValueKind KindOf(SimulateOptions options, AuctionLogReader log, TextWriter error)
    {
        if (options.Value is { } kind)
        {
            return (kind, log.HasPctr, log.HasPcvr) switch
            {
                (ValueKind.Pctr, false, _) => throw new AuctionLogException(1, "pctr", 0, "is missing, and --value pctr needs it"),
                (ValueKind.Pcvr, _, false) => throw new AuctionLogException(1, "pcvr", 0, "is missing, and --value pcvr needs it"),
                _ => kind,
            };
        }

        if (!log.HasPctr && options.Budget is not null)
        {
            error.WriteLine("bidding: the log has no column pctr: every impression counts alike (--value constant)");
        }

        return log.HasPctr ? ValueKind.Pctr : ValueKind.Constant;
    }

    private static Dictionary<ReplayValue, ReplayHistory> ReadHistory(string? file, IEnumerable<ReplayValue> values)
    {
        var histories = values.Distinct().ToDictionary(value => value, value => new ReplayHistory(value));
        if (file is null)
        {
            return [];
        }

        var all = histories.Values.ToArray();
        Named(file, log =>
        {
            LogPlayback.Play(log, (in AuctionRow row, long untilMs) =>
            {
                foreach (var history in all)
                {
                    history.See(row, untilMs);
                }
            });
            return 0;
        });
        return histories;
    }

    // Opens a log, and names it in what is wrong with it.
    private static T Named<T>(string file, Func<AuctionLogReader, T> use)
    {
        try
        {
            using var log = new AuctionLogReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan));
            return use(log);
        }
        catch (AuctionLogException problem)
        {
            throw new SimulateException($"{file}, {problem.Message}");
        }
    }

    private static List<Campaign> ReadCampaigns(string file)
    {
        var problems = new List<string>();
        var campaigns = new List<Campaign>();
        foreach (var resource in ResourceFile.Read(file, File.ReadAllText(file)).Where(resource => resource.Type == ResourceType.Campaign))
        {
            if (!CatalogJson.TryReadCampaign(ProtoJsonWriter.Write(resource.Message), out var campaign, out var errors))
            {
                problems.AddRange(errors.Select(error => $"{resource.Source}: {error}"));
                continue;
            }

            problems.AddRange(CatalogRules.Check(campaign).Select(error => $"{resource.Source}: {error}"));
            if (campaign.Status == Status.Active)
            {
                campaigns.Add(campaign);
            }
        }

        if (problems.Count == 0 && campaigns.Count == 0)
        {
            problems.Add($"{file}: holds no active campaign");
        }

        return problems.Count == 0 ? campaigns : throw new ResourceFileException(problems);
    }
}
