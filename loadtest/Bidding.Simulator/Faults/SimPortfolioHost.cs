using Bidding.Core.Activations;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using Bidding.Core.Ledger.Decisions;
using Bidding.Core.Portfolios;

namespace Bidding.Simulator.Faults;

/// <summary>What hosts one activation of a portfolio on one node: what the grain is in production.</summary>
internal sealed class SimPortfolioHost : IActivationWatch
{
    private static readonly TimeSpan TickEvery = TimeSpan.FromSeconds(1);
    private readonly SimWorld _world;
    private readonly Task _starting;
    private int _ticks;

    public SimPortfolioHost(SimWorld world, SimNode node, PortfolioNumber portfolio)
    {
        _world = world;
        Node = node;
        Portfolio = portfolio;
        Activation = new(
            portfolio, world.Parts.Ledger(new LedgerLink(world, node)), new SimAllottedCampaigns(world, node), world.Activations, world.Activations.Allotments, world.Parts.Allotments, node, this);
        _starting = StartAsync();
    }

    public SimNode Node { get; }
    public PortfolioNumber Portfolio { get; }
    public PortfolioActivation Activation { get; }

    /// <summary>Nothing is sent here any more.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>Completes once it may be called; throws when it could not start.</summary>
    public Task Ready => _starting;

    private CampaignNumber Stream => PortfolioStreams.Of(Portfolio);

    public async Task DefineAsync()
    {
        try
        {
            await Ready;
            await Activation.DefineAsync(_world.Portfolios.Newest(Portfolio));
        }
        catch (Exception fault) when (fault is LedgerUnavailableException or InvalidOperationException or OperationCanceledException)
        {
            AfterTheEnd(fault);
        }
    }

    public void Leave()
    {
        IsEnded = true;
        _world.Portfolios.Forget(this);
    }

    public void Written(NoticeDecision? decision)
    {
    }

    public void Lost()
    {
        Leave();
        Activation.Close();
    }

    public void AppendInDoubt(Exception fault, long seq) => _world.Tally.Count(Deed.AppendsInDoubt);

    public void AppendRefused(long seq, AppendOutcome outcome) => _world.Tally.Count(Deed.AppendsRefused);

    public void ProofFailed(Exception fault) => AfterTheEnd(fault);

    public void AfterTheEnd(Exception fault) => _world.Note(Stream, $"node {Node.Id}: {fault.Message}");

    public void SnapshotUnreadable(Exception fault) => throw new InvalidOperationException("A snapshot of our own could not be read.", fault);

    public void DecidingFailed(Exception fault) => _world.Fail(Stream, $"deciding threw: {fault}");

    public void AllotmentCallFailed(Exception fault) => _world.AllotmentCallFailed(Stream, fault);

    public void ReportExceeds(long gateway, WindowId window)
    {
    }

    private async Task StartAsync()
    {
        try
        {
            await Activation.StartAsync(_world.Portfolios.Newest(Portfolio), CancellationToken.None);
        }
        catch (Exception)
        {
            Leave();
            Activation.Close();
            throw;
        }

        _world.Tally.Count(Deed.PortfolioTakeovers);
        Node.Deliver(TickEvery, Tick);
    }

    private void Tick()
    {
        if (IsEnded || !Activation.Tick())
        {
            Lost();
            return;
        }

        if (++_ticks % 5 == 0)
        {
            _ = DefineAsync();
        }

        Node.Deliver(TickEvery, Tick);
    }
}
