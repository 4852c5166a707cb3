using Bidding.Core.Activations;
using Bidding.Core.Attribution;
using Bidding.Core.Campaigns;
using Bidding.Core.Escrow;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using Bidding.Core.Portfolios;
using Bidding.Core.Tokens;
using Bidding.Simulator.Auditing;

namespace Bidding.Simulator.Faults;

/// <summary>Everything there is in one run, and what its parts do to one another. Made, run and dropped on one thread.</summary>
internal sealed class SimWorld
{
    private readonly Dictionary<int, SimNode> _nodes = [];
    private readonly Dictionary<SimNode, SimGateway> _gateways = [];
    private readonly TraceWriter _trace;
    private bool _isCalm;

    public SimWorld(Scenario scenario, Parts parts, Action<TraceEvent> see)
    {
        Scenario = scenario;
        Parts = parts;
        Loop = new();
        Random = new(scenario.Seed);
        Network = new(Loop, Random, scenario.Weather);
        Catalog = new(Loop, scenario);
        _trace = new(Loop, scenario.Start, Tally, see);
        Ledger = new(_trace.Row, _trace.Head);
        Directory = new(this);
        Portfolios = new(this);
        Exchange = new(this);
        Trouble = new(this);
        Activations = new SimActivationSettings(parts.Escrow(scenario.Escrow));
        var keys = new TokenKeyRing(new TokenKey(1, "the secret of a simulated cluster"u8));
        Tokens = new(keys);
        ClickIds = new(keys);
    }

    public Scenario Scenario { get; }
    public Parts Parts { get; }
    public SimLoop Loop { get; }
    public Random Random { get; }
    public SimNetwork Network { get; }
    public SimCatalog Catalog { get; }
    public SimLedger Ledger { get; }
    public SimDirectory Directory { get; }
    public SimPortfolios Portfolios { get; }
    public SimExchange Exchange { get; }
    public Trouble Trouble { get; }
    public IActivationSettings Activations { get; }
    public BidTokenCodec Tokens { get; }
    public ClickIdCodec ClickIds { get; }
    public Tally Tally { get; } = new();

    /// <summary>Something that no fault may cause; ends the run. Null: all is well.</summary>
    public string? Failure { get; private set; }

    public IEnumerable<SimNode> Live => _nodes.Values.Where(n => !n.IsDead);

    public SimGateway GatewayOf(SimNode node) => _gateways[node];

    public void Begin()
    {
        for (var id = 1; id <= Scenario.Nodes; id++)
        {
            StartNode(id);
        }

        Trouble.Begin();
        Portfolios.Begin();
    }

    public void StartNode(int id)
    {
        var error = Scenario.ClockErrorMax * ((2 * Random.NextDouble()) - 1);
        var node = new SimNode(Loop, id, Random.NextInt64(1, 1L << 55), Scenario.Start, error);
        _nodes[id] = node;
        _gateways[node] = new(this, node);
        if (_isCalm)
        {
            GatewayOf(node).Stop();
        }
    }

    public void Crash(SimNode node)
    {
        Tally.Count(Deed.NodeCrashes);
        Note(default, $"node {node.Id} crashes");
        node.Crash();
        _gateways.Remove(node);
        Portfolios.Crashed(node);
        foreach (var host in Catalog.Campaigns.SelectMany(Directory.Of).Where(h => h.Node == node).ToList())
        {
            host.Leave();
        }
    }

    /// <summary>No more trouble and no more bids: what is under way comes to its end.</summary>
    public void Calm()
    {
        _isCalm = true;
        Network.LedgerDownUntil = Loop.Now;
        foreach (var node in Live)
        {
            (node.LedgerCutUntil, node.PeersCutUntil) = (Loop.Now, Loop.Now);
            node.Freeze(TimeSpan.Zero);
            GatewayOf(node).Stop();
        }
    }

    public void Move(CampaignNumber campaign)
    {
        if (Directory.Of(campaign).FirstOrDefault(h => !h.Node.IsDead && h.Ready.IsCompletedSuccessfully) is { } host)
        {
            Note(campaign, $"moves away from node {host.Node.Id}");
            host.Node.Deliver(TimeSpan.Zero, () => _ = host.HandOverAsync());
        }
    }

    /// <summary>An operator's edit: stored, and pushed to the campaign; a push that is lost is made good by the campaign's own poll.</summary>
    public void Edit(CampaignNumber campaign, Func<Campaign, Campaign> change)
    {
        Catalog.Store(campaign, change);
        foreach (var host in Directory.Of(campaign).ToList())
        {
            if (!Network.Chance(0.2))
            {
                host.Node.Deliver(Network.Latency(), () => _ = Quietly(host.DefineAsync()));
            }
        }
    }

    /// <summary>Calls a campaign from a gateway. Null comes back when the call failed; nothing does when question or answer is lost.</summary>
    public void Call<T>(SimNode from, CampaignNumber campaign, Func<SimHost, Task<T>> handler, Action<T?> onReply)
        where T : class
    {
        if (Directory.Find(from, campaign) is not { } host)
        {
            from.Deliver(Network.Latency(), () => onReply(null));
            return;
        }

        async Task ServeAsync()
        {
            T? reply = null;
            try
            {
                await host.Ready;
                reply = host.IsEnded ? null : await handler(host);
            }
            catch (Exception fault) when (fault is LedgerUnavailableException or InvalidOperationException or OperationCanceledException)
            {
                Note(campaign, $"a call to node {host.Node.Id} failed: {fault.Message}");
            }

            if (Network.LosesCall(host.Node, from))
            {
                Tally.Count(Deed.CallsLost);
                return;
            }

            from.Deliver(from == host.Node ? TimeSpan.Zero : Network.Latency(), () => onReply(reply));
        }

        if (Network.LosesCall(from, host.Node))
        {
            Tally.Count(Deed.CallsLost);
            return;
        }

        host.Node.Deliver(from == host.Node ? TimeSpan.Zero : Network.Latency(), () => _ = ServeAsync());
    }

    public void Bid(SimNode node, BidToken token) => _trace.Bid(node.Id, token);

    public long Accepted(Notice notice, long? pricePerMille) => _trace.Accepted(notice, pricePerMille);

    public void Answered(CampaignNumber campaign, long number, NoticeResult result) => _trace.Answered(campaign, number, result);

    public void EditAcknowledged(CampaignNumber campaign) => _trace.EditAcknowledged(campaign);

    public void Show(SimHost host) => _trace.Figures(host.Campaign, host.Activation.Stream.Books);

    public void Note(CampaignNumber campaign, string what) => _trace.Note(campaign, what);

    public void Quiet(CampaignNumber campaign, long outstanding) => _trace.Quiet(campaign, outstanding);

    public void ReportRefused(CampaignNumber campaign, WindowId window)
    {
        Tally.Count(Deed.ReportsRefused);
        Note(campaign, $"window {window} was reported above its lease");
    }

    /// <summary>A campaign or a portfolio could not reach the other: as calls go, unless it is a fault of ours.</summary>
    public void AllotmentCallFailed(CampaignNumber stream, Exception fault)
    {
        if (fault is TimeoutException or LedgerUnavailableException or InvalidOperationException or OperationCanceledException)
        {
            Note(stream, $"a call about allotments failed: {fault.Message}");
        }
        else
        {
            Fail(stream, $"allotments threw: {fault}");
        }
    }

    public void Fail(CampaignNumber campaign, string what)
    {
        Failure ??= $"campaign {campaign.Value}: {what}";
        Note(campaign, what);
    }

    private async Task Quietly(Task task)
    {
        try
        {
            await task;
        }
        catch (Exception fault) when (fault is LedgerUnavailableException or InvalidOperationException or OperationCanceledException)
        {
            Note(default, $"an edit was not taken: {fault.Message}");
        }
    }
}

/// <summary>Production's own settings but for the escrow's.</summary>
internal sealed record SimActivationSettings(EscrowSettings Escrow) : IActivationSettings
{
    public int NoticeBatchMax => 2_000;
    public int NoticeQueueMax => 20_000;
    public int MarkWaitMs => 250;
    public int TakeoverDeadlineMs => 8_000;
    public int LedgerRetryMs => 250;

    /// <summary>Runs are short: a few seconds ahead are much of a budget.</summary>
    public AllotmentSettings Allotments { get; } = new() { Ahead = TimeSpan.FromSeconds(3), ReportEvery = TimeSpan.FromSeconds(1), Believed = TimeSpan.FromSeconds(4) };
}
