using System.Globalization;
using Bidding.LoadTest.Nodes;
using Bidding.Protocol.V1;
using Bidding.Simulator.Market;
using Bidding.Simulator.Users;
using Grpc.Core;
using Grpc.Net.Client;
using Spectre.Console;

namespace Bidding.LoadTest.Demo;

/// <summary>One run of the demo: start a node, trade, let what is under way arrive, stop the node, audit its books, sum up.</summary>
internal sealed class DemoRun(DemoOptions options)
{
    private const string Exchange = "demo";
    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan DrainDeadline = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LineEvery = TimeSpan.FromSeconds(5);

    // The flight outlasts the traffic a little, so that the last second still trades.
    private const int FlightSlackSeconds = 5;
    private readonly Tally _tally = new();
    private readonly Followups _followups = new(TimeProvider.System);

    public async Task<int> RunAsync(CancellationToken cancel)
    {
        var requests = RequestSource.From(options);
        var data = options.Data ?? Directory.CreateTempSubdirectory("bidding-demo-");
        data.Create();
        try
        {
            var summary = await TradeAndAuditAsync(requests, data.FullName, cancel);
            if (options.Json)
            {
                Console.WriteLine(summary.ToJson());
            }
            else
            {
                SummaryView.Print(summary);
            }

            return summary.AuditPassed ? ExitCodes.Done : ExitCodes.CheckFailed;
        }
        finally
        {
            if (options.Data is null)
            {
                data.Delete(recursive: true);
            }
        }
    }

    private async Task<DemoSummary> TradeAndAuditAsync(RequestSource requests, string data, CancellationToken cancel)
    {
        Say("starting a node on embedded storage, with the demo's advertisers, campaigns and ads");
        IReadOnlyList<CampaignFigures> figures;
        await using (var node = await StartNodeAsync(data, cancel))
        {
            Say($"the node answers gRPC at {node.GrpcAddress.Authority} and HTTP at {node.HttpAddress.Authority}; the exchange opens");
            figures = await TradeAsync(node, requests, cancel);
            if (_tally.Errors > 0)
            {
                Say($"there were errors; the node's last words:{Environment.NewLine}{node.Output}");
            }

            Say("the exchange is closed; stopping the node");
            if (!await node.StopAsync())
            {
                throw new NodeFailedException($"The node did not stop when asked:{Environment.NewLine}{node.Output}");
            }
        }

        Say("auditing: recomputing every balance from the ledger's entries and comparing with what the exchange counted");
        var verdict = await LedgerVerdict.ReadAsync(data, cancel);
        return Summaries.Make(options, _tally, figures, verdict, Audit.Check(_tally, verdict));
    }

    private Task<LocalNode> StartNodeAsync(string data, CancellationToken cancel) => LocalNode.StartAsync(
        data,
        ["--demo", "--demo-campaigns", $"{options.Campaigns}", "--demo-seconds", $"{options.Seconds + FlightSlackSeconds}"],
        cancel);

    private async Task<IReadOnlyList<CampaignFigures>> TradeAsync(LocalNode node, RequestSource requests, CancellationToken cancel)
    {
        using var channel = GrpcChannel.ForAddress(node.GrpcAddress, new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler { EnableMultipleHttp2Connections = true },
        });
        var feed = new FiguresFeed(new Reports.ReportsClient(channel));
        using var browser = new Browser(node.HttpAddress);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var sender = new NoticeSender(new Notices.NoticesClient(channel), Exchange);
        sender.Start();
        var random = new Random(options.Seed);
        var lifecycle = new BidLifecycle(random, new CompetingPrices(random), new Audience(options.Seed), _followups, sender, browser, _tally);
        var driver = new ExchangeDriver(new Bidder.BidderClient(channel), Exchange, requests, lifecycle, _tally, TimeProvider.System);

        var following = _followups.RunAsync(fault => _tally.CountFault($"{fault.GetType().Name}: {fault.Message}"), stop.Token);
        var trading = TradeAndDrainAsync(driver, cancel);
        await ShowUntilAsync(trading, feed, cancel);
        await trading;
        await stop.CancelAsync();
        await following;
        await sender.DisposeAsync();
        await feed.RefreshAsync(cancel);
        return feed.Latest;
    }

    private async Task TradeAndDrainAsync(ExchangeDriver driver, CancellationToken cancel)
    {
        await driver.RunAsync(options.Rate, TimeSpan.FromSeconds(options.Seconds), cancel);
        var closed = TimeProvider.System.GetTimestamp();
        while ((_followups.Pending > 0 || driver.InFlight > 0) && TimeProvider.System.GetElapsedTime(closed) < DrainDeadline)
        {
            await Task.Delay(50, cancel);
        }
    }

    private async Task ShowUntilAsync(Task trading, FiguresFeed feed, CancellationToken cancel)
    {
        var view = new LiveView(options, _tally, feed, _followups);
        var started = TimeProvider.System.GetTimestamp();
        TimeSpan Elapsed() => TimeProvider.System.GetElapsedTime(started);
        string Phase() => Elapsed().TotalSeconds < options.Seconds ? "trading" : "closing";
        if (options.Json || !AnsiConsole.Profile.Out.IsTerminal)
        {
            await WatchQuietlyAsync(trading, feed, Elapsed, cancel);
            return;
        }

        await AnsiConsole.Live(view.Render(TimeSpan.Zero, "trading")).AutoClear(false).StartAsync(async live =>
        {
            while (!trading.IsCompleted)
            {
                await feed.RefreshAsync(cancel);
                live.UpdateTarget(view.Render(Elapsed(), Phase()));
                await Task.WhenAny(trading, Task.Delay(Refresh, cancel));
            }

            await feed.RefreshAsync(cancel);
            live.UpdateTarget(view.Render(Elapsed(), "closed"));
        });
    }

    // Without a terminal, or for a program: a line now and then on standard error, so that nobody wonders whether it hangs.
    private async Task WatchQuietlyAsync(Task trading, FiguresFeed feed, Func<TimeSpan> elapsed, CancellationToken cancel)
    {
        while (!trading.IsCompleted)
        {
            await Task.WhenAny(trading, Task.Delay(LineEvery, cancel));
            await feed.RefreshAsync(cancel);
            Say(string.Create(
                CultureInfo.InvariantCulture,
                $"{Math.Min(elapsed().TotalSeconds, options.Seconds):0} of {options.Seconds} s: {_tally.Answered} answered, {_tally.Bids} bids, {_tally.Wins} wins, {_tally.Clicks} clicks, {_tally.Conversions} conversions, {feed.ShiftCount} shifts, p99 {_tally.LatencyMs(99):0.00} ms, {_tally.Errors} errors"));
        }
    }

    private static void Say(string what) => Console.Error.WriteLine($"demo: {what}");
}
