using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Bidding.LoadTest.Nodes;
using Bidding.SystemTests.Processes;

namespace Bidding.SystemTests.Cluster;

/// <summary>Three equal nodes with the demo's catalog, shared by the tests of a class, each of which leaves all of them running.</summary>
public sealed partial class ThreeNodes : IAsyncLifetime
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromMinutes(2);

    /// <summary>Null where PostgreSQL or Redis is not installed.</summary>
    private LocalCluster? _cluster;

    public static TimeSpan Deadline { get; } = TimeSpan.FromSeconds(60);

    internal LocalCluster Cluster => _cluster!;

    internal IReadOnlyList<ClusterNode> Nodes => Cluster.Nodes;

    public async Task InitializeAsync()
    {
        if (LocalCluster.FindWhatIsMissing() is not null)
        {
            return;
        }

        _ = BuiltExecutables.Node;
        using var deadline = new CancellationTokenSource(StartDeadline);
        _cluster = await LocalCluster.StartAsync(
            new()
            {
                // Pacing shares the money out: with so many, no few of them win all of the traffic.
                Demo = ["--demo-campaigns", "120", "--demo-seconds", "86400"],
                Settings = new Dictionary<string, string> { ["Drain:AnnounceMs"] = "1500" },
            },
            deadline.Token);
        await ClusterTraffic.WarmUpAsync(Nodes);
    }

    public async Task DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }
    }

    /// <summary>Whatever the test before left behind: returns when every node runs and is ready.</summary>
    internal async Task ReviveAsync()
    {
        foreach (var node in _cluster?.Nodes ?? [])
        {
            if (node.IsRunning)
            {
                node.Thaw();
            }

            await Eventually.TrueAsync(
                async () =>
                {
                    if (!node.IsRunning)
                    {
                        await node.StartAsync(CancellationToken.None);
                    }

                    return await IsReadyAsync(node);
                },
                Deadline,
                () => $"node {node.Number} is ready: {node.Output}");
        }
    }

    private static async Task<bool> IsReadyAsync(ClusterNode node)
    {
        using var http = new HttpClient { BaseAddress = node.HttpAddress, Timeout = TimeSpan.FromSeconds(2) };
        try
        {
            using var answer = await http.GetAsync(new Uri("/health/ready", UriKind.Relative));
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    public void SkipIfMissing() => Skip.If(_cluster is null, LocalCluster.FindWhatIsMissing() ?? "");

    /// <summary>The ledger balances, and holds at least what was acknowledged, for no campaign twice.</summary>
    internal async Task AssertBooksHoldAsync(ClusterTraffic traffic, Dictionary<string, decimal> before)
    {
        var books = await PostedAsync();
        foreach (var (campaign, (owed, count)) in traffic.Billed)
        {
            var booked = books[campaign] - before.GetValueOrDefault(campaign);
            Assert.True(booked == owed, string.Create(CultureInfo.InvariantCulture, $"{campaign}: {count} notices of {owed} were acknowledged, and {booked} is booked"));
        }
    }

    /// <summary>By campaign, from <c>ledger verify</c>, which must be clean.</summary>
    internal async Task<Dictionary<string, decimal>> PostedAsync()
    {
        var (code, output, error) = await Cluster.VerifyAsync(CancellationToken.None);
        Assert.True(code == 0, output + error);
        using var json = JsonDocument.Parse(output.Split('\n').First(line => line.StartsWith('{')));
        return json.RootElement.GetProperty("campaigns").EnumerateArray().ToDictionary(
            campaign => campaign.GetProperty("campaign").GetString()!,
            campaign => decimal.Parse(campaign.GetProperty("posted").GetString()!, CultureInfo.InvariantCulture));
    }

    /// <summary>Campaigns whose grain a node holds.</summary>
    internal static async Task<HashSet<string>> HostedAsync(ClusterNode node)
    {
        using var http = new HttpClient { BaseAddress = node.HttpAddress };
        var metrics = await http.GetStringAsync(new Uri("/metrics", UriKind.Relative));
        return [.. Hosted().Matches(metrics).Select(match => match.Groups[1].Value)];
    }

    [GeneratedRegex("^bidding_campaign_posted\\{campaign=\"([^\"]+)", RegexOptions.Multiline)]
    private static partial Regex Hosted();
}
