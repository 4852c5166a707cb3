using Bidding.Core.Activations;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using Bidding.Core.Ledger.Decisions;

namespace Bidding.Simulator.Faults;

/// <summary>What hosts one activation of a campaign on one node: what the grain is in production.</summary>
internal sealed class SimHost : IActivationWatch
{
    private static readonly TimeSpan TickEvery = TimeSpan.FromSeconds(1);
    private readonly SimWorld _world;
    private readonly Task _starting;
    private int _ticks;

    public SimHost(SimWorld world, SimNode node, CampaignNumber campaign)
    {
        _world = world;
        Node = node;
        Campaign = campaign;
        Activation = new(campaign, world.Parts.Ledger(new LedgerLink(world, node)), world.Catalog, world.Activations, world.Parts.Rules, node, this, new SimPortfolioDoor(world, node), world.Parts.Allotments);
        _starting = StartAsync();
    }

    public SimNode Node { get; }
    public CampaignNumber Campaign { get; }
    public CampaignActivation Activation { get; }

    /// <summary>Nothing is sent here any more.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>Completes once it may be called; throws when it could not start.</summary>
    public Task Ready => _starting;

    /// <summary>Told of a change: completes when its terms are in the stream.</summary>
    public async Task DefineAsync()
    {
        await Ready;
        var lag = _world.Network.Chance(0.3) ? _world.Network.Between(0, 2_000) : TimeSpan.Zero;
        var known = _world.Catalog.Known(Campaign, lag);
        await Activation.DefineAsync(known);
        if (known.Version == _world.Catalog.Newest(Campaign).Version)
        {
            _world.EditAcknowledged(Campaign);
        }
    }

    /// <summary>A graceful end: the successor gets what is out.</summary>
    public async Task HandOverAsync()
    {
        Leave();
        try
        {
            await Activation.HandOverAsync(CancellationToken.None);
            _world.Tally.Count(Deed.Handovers);
        }
        catch (Exception fault) when (fault is LedgerUnavailableException or OperationCanceledException)
        {
            _world.Note(Campaign, "no handover: the successor inherits");
        }

        Activation.Close();
    }

    public void Written(NoticeDecision? decision) => _world.Show(this);

    public void Lost()
    {
        if (!IsEnded)
        {
            _world.Note(Campaign, $"the activation on node {Node.Id} has lost its stream");
        }

        Leave();
        Activation.Close();
    }

    public void AppendInDoubt(Exception fault, long seq) => _world.Tally.Count(Deed.AppendsInDoubt);

    public void AppendRefused(long seq, AppendOutcome outcome)
    {
        _world.Tally.Count(Deed.AppendsRefused);
        _world.Note(Campaign, $"node {Node.Id}: its append at {seq} was refused: {outcome}");
    }

    public void ProofFailed(Exception fault) => _world.Note(Campaign, $"node {Node.Id}: could not prove that the stream is its own");

    public void AfterTheEnd(Exception fault) => _world.Note(Campaign, $"node {Node.Id}: {fault.Message}");

    public void SnapshotUnreadable(Exception fault) => throw new InvalidOperationException("A snapshot of our own could not be read.", fault);

    public void DecidingFailed(Exception fault) => _world.Fail(Campaign, $"deciding threw: {fault}");

    public void AllotmentCallFailed(Exception fault) => _world.AllotmentCallFailed(Campaign, fault);

    public void ReportExceeds(long gateway, WindowId window) => _world.ReportRefused(Campaign, window);

    public void Leave()
    {
        IsEnded = true;
        _world.Directory.Forget(this);
    }

    private async Task StartAsync()
    {
        try
        {
            // A silo may be some seconds behind the catalog.
            var lag = _world.Network.Chance(0.3) ? _world.Network.Between(0, 2_000) : TimeSpan.Zero;
            await Activation.StartAsync(_world.Catalog.Known(Campaign, lag), CancellationToken.None);
        }
        catch (Exception)
        {
            Leave();
            Activation.Close();
            throw;
        }

        _world.Note(Campaign, $"activated on node {Node.Id}, takeover {Activation.Stream.Head.Takeover}, inherits {Activation.Stream.Escrow.Inherited.Media.Nanos}");
        Node.Deliver(TickEvery, Tick);
    }

    private void Tick()
    {
        if (Activation.Stream.IsLost || !Activation.Tick())
        {
            Lost();
            return;
        }

        _ = Activation.ProveAsync();
        if (++_ticks % 5 == 0)
        {
            _ = PollAsync();
        }

        Node.Deliver(TickEvery, Tick);
    }

    private async Task PollAsync()
    {
        try
        {
            await DefineAsync();
        }
        catch (InvalidOperationException fault)
        {
            AfterTheEnd(fault);
        }
    }
}
