using System.Collections.Concurrent;
using System.Text.Json;
using Bidding.SystemTests.Processes;

namespace Bidding.SystemTests.Crashes;

/// <summary>Promise 2: what was acknowledged before <c>kill -9</c> is in the ledger after it, once.</summary>
public sealed class KilledNodeTests : IDisposable
{
    private const int Bids = 400;
    private const int AcknowledgedBeforeTheKill = 250;
    private const int Senders = 8;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);
    private NodeStorage? _storage;

    private NodeStorage Storage => _storage!;

    public void Dispose() => _storage?.Dispose();

    [SkippableTheory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task Node_KilledAmidNotices_LosesNoAcknowledgedEventAndCountsNoneTwice(string provider)
    {
        _storage = await NodeStorage.OpenAsync(provider);
        List<Bidden> bids;
        var acknowledged = new ConcurrentDictionary<string, bool>();
        await using (var node = await StartAsync())
        {
            using var http = Client(node);
            bids = await CollectBidsAsync(http);
            var sending = SendAllAsync(http, Events(bids), acknowledged);
            await Eventually.TrueAsync(() => acknowledged.Count >= AcknowledgedBeforeTheKill, Deadline, "enough is acknowledged");
            await node.KillAsync();
            await sending;
        }

        await AssertNothingLostOrDoubledAsync(bids, acknowledged);
    }

    [SkippableFact]
    public async Task Postgres_KilledAmidNotices_LosesNoAcknowledgedEventAndCountsNoneTwice()
    {
        _storage = await NodeStorage.OpenAsync("postgres");
        List<Bidden> bids;
        var acknowledged = new ConcurrentDictionary<string, bool>();
        await using (var node = await StartAsync())
        {
            using var http = Client(node);
            bids = await CollectBidsAsync(http);
            var sending = SendAllAsync(http, Events(bids), acknowledged);
            await Eventually.TrueAsync(() => acknowledged.Count >= AcknowledgedBeforeTheKill, Deadline, "enough is acknowledged");
            Storage.Postgres!.Kill();
            await sending;

            // The node lives on and bids on; it just takes no notice for as long as the ledger is away.
            await Eventually.TrueAsync(async () => await Bidden.AskAsync(http) is not null, Deadline, () => "the node bids without its ledger");
            Storage.Postgres.StartServer();
            var after = new ConcurrentDictionary<string, bool>();
            await Eventually.TrueAsync(
                async () =>
                {
                    await SendAllAsync(http, Events(bids).Skip(acknowledged.Count).Take(1), after);
                    return !after.IsEmpty;
                },
                Deadline,
                () => "notices are taken again");
            await node.KillAsync();
        }

        await AssertNothingLostOrDoubledAsync(bids, acknowledged);
    }

    private async Task AssertNothingLostOrDoubledAsync(List<Bidden> bids, ConcurrentDictionary<string, bool> acknowledged)
    {
        var all = Events(bids).ToList();
        Assert.InRange(acknowledged.Count, AcknowledgedBeforeTheKill, all.Count - 1);

        // What was acknowledged must be there without our help; the rest is repeated, as exchanges do, and with it some of what was acknowledged.
        var lost = await LostAsync(bids, acknowledged);
        Assert.True(lost.Count == 0, string.Join('\n', lost));
        await using (var again = await StartAsync())
        {
            var repeated = all.Where(path => !acknowledged.ContainsKey(path)).Concat(acknowledged.Keys.Take(100)).ToList();
            var second = new ConcurrentDictionary<string, bool>();
            using var http = Client(again);
            await SendAllAsync(http, repeated, second);
            Assert.Equal(repeated.Count, second.Count);
            Assert.Equal(0, await again.StopAsync());
        }

        var books = await BooksAsync();
        foreach (var campaign in bids.GroupBy(bid => bid.Campaign))
        {
            var booked = books[campaign.Key];
            Assert.Equal(campaign.Sum(bid => bid.Owed), booked.Posted);
            Assert.Equal(campaign.Count(), booked.Impressions);
            Assert.Equal(campaign.Count(), booked.Clicks);
        }
    }

    private Task<NodeProcess> StartAsync() => NodeProcess.StartAsync(Storage.DataFolder, ["--demo", "--demo-campaigns", "8", "--demo-seconds", "86400", .. Storage.Arguments]);

    // A click's landing page is nowhere: its redirect is the answer.
    private static HttpClient Client(NodeProcess node) => new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = node.HttpAddress };

    private static IEnumerable<string> Events(IEnumerable<Bidden> bids) => bids.SelectMany(bid => (string[])[bid.BillingPath, bid.ImpressionPath, bid.ClickPath]);

    private static async Task<List<Bidden>> CollectBidsAsync(HttpClient node)
    {
        var bids = new List<Bidden>();
        await Eventually.TrueAsync(
            async () =>
            {
                if (await Bidden.AskAsync(node) is { } bid)
                {
                    bids.Add(bid);
                }

                return bids.Count >= Bids;
            },
            Deadline,
            () => $"the node makes {Bids} bids; it made {bids.Count}");
        return bids;
    }

    private static async Task SendAllAsync(HttpClient node, IEnumerable<string> paths, ConcurrentDictionary<string, bool> acknowledged)
    {
        var waiting = new ConcurrentQueue<string>(paths);
        await Task.WhenAll(Enumerable.Range(0, Senders).Select(_ => Task.Run(async () =>
        {
            while (waiting.TryDequeue(out var path))
            {
                try
                {
                    using var answer = await node.GetAsync(new Uri(path, UriKind.Relative));
                    if ((int)answer.StatusCode < 400)
                    {
                        acknowledged[path] = true;
                    }
                }
                catch (HttpRequestException)
                {
                    // The node is dead: everything from here on is unacknowledged.
                    return;
                }
            }
        })));
    }

    /// <summary>Acknowledged events that the killed node's ledger does not hold, per campaign, read from the storage as it was left.</summary>
    private async Task<List<string>> LostAsync(List<Bidden> bids, ConcurrentDictionary<string, bool> acknowledged)
    {
        var books = await BooksAsync();
        var lost = new List<string>();
        foreach (var campaign in bids.GroupBy(bid => bid.Campaign))
        {
            var booked = books[campaign.Key];
            var owed = campaign.Where(bid => acknowledged.ContainsKey(bid.BillingPath) || acknowledged.ContainsKey(bid.ImpressionPath)).Sum(bid => bid.Owed);
            var shown = campaign.Count(bid => acknowledged.ContainsKey(bid.ImpressionPath));
            var clicked = campaign.Count(bid => acknowledged.ContainsKey(bid.ClickPath));
            if (booked.Posted < owed || booked.Impressions < shown || booked.Clicks < clicked)
            {
                lost.Add($"{campaign.Key}: acknowledged {owed}, {shown}, {clicked}; the ledger holds {booked.Posted}, {booked.Impressions}, {booked.Clicks}");
            }
        }

        return lost;
    }

    private async Task<Dictionary<string, Booked>> BooksAsync()
    {
        await using var verify = ServerProcess.Start("dotnet", [BuiltExecutables.Node, "ledger", "verify", "--data", Storage.DataFolder, "--json", .. Storage.Arguments]);
        Assert.True(await verify.WaitForExitAsync(Deadline) == 0, verify.Output);
        using var json = JsonDocument.Parse(verify.Output.Split('\n').First(line => line.StartsWith('{')));
        return json.RootElement.GetProperty("campaigns").EnumerateArray().ToDictionary(
            campaign => campaign.GetProperty("campaign").GetString()!,
            campaign => new Booked(
                decimal.Parse(campaign.GetProperty("posted").GetString()!, System.Globalization.CultureInfo.InvariantCulture),
                campaign.GetProperty("impressions").GetInt64(),
                campaign.GetProperty("clicks").GetInt64()));
    }

    private sealed record Booked(decimal Posted, long Impressions, long Clicks);
}
