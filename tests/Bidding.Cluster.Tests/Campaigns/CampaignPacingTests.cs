using Bidding.Contracts;
using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using Bidding.Core.Pacing.Records;
using Bidding.Testing;
using static Bidding.Cluster.Tests.Campaigns.CampaignCluster;

namespace Bidding.Cluster.Tests.Campaigns;

/// <summary>What pacing has learned outlives the activation that learned it.</summary>
[Collection(CampaignClusterCollection.Name)]
public sealed class CampaignPacingTests(CampaignCluster cluster)
{
    private const double Learned = 0.1;
    private const string Notes = "pacing-notes";

    [Fact]
    public async Task Activation_AfterACrash_GoesOnAtTheLeversOfBefore()
    {
        var campaign = NewPaced();
        await LearnAsync(campaign);

        await CrashAsync();

        Assert.InRange(await ParticipationAsync(campaign), Learned, 1);
    }

    [Fact]
    public async Task Activation_AfterAHandover_GoesOnAtTheLeversOfBefore()
    {
        var campaign = NewPaced();
        await LearnAsync(campaign);

        await cluster.DeactivateAsync();

        Assert.InRange(await ParticipationAsync(campaign), Learned, 1);
    }

    [Fact]
    public async Task Activation_NotesDamaged_StartsAsANewCampaignDoes()
    {
        var campaign = NewPaced();
        await LearnAsync(campaign);
        await CrashAsync();
        cluster.GrainState.Change(Notes, IdOf(campaign), bytes => [.. bytes.Select((b, i) => i == 3 ? (byte)(b ^ 0x40) : b)]);

        Assert.InRange(await ParticipationAsync(campaign), 0.001, 0.05);

        // And it is kept anew.
        await LearnAsync(campaign);
    }

    [Fact]
    public async Task Activation_NotesReadLate_TakesThemThenAndKeepsWhatTheySay()
    {
        var campaign = NewPaced();
        await WinAsync(campaign);
        await CrashAsync();
        var grain = cluster.Grain(campaign);
        var kept = cluster.GrainState.Find(Notes, IdOf(campaign))!;
        var reads = new TaskCompletionSource();
        cluster.GrainState.Reads = reads.Task;
        try
        {
            await Eventually.TrueAsync(
                async () =>
                {
                    await grain.Lease(Ask(campaign) with { WantsLease = false });
                    return (await grain.Delivery()).Quarters.Sum(q => q.Opportunities) > 0;
                },
                Deadline,
                () => "it has seen something of its own");
            Assert.Equal(0, (await grain.Delivery()).Quarters.Sum(q => q.Wins));
        }
        finally
        {
            cluster.GrainState.Reads = Task.CompletedTask;
            reads.SetResult();
        }

        await Eventually.TrueAsync(async () => (await grain.Delivery()).Quarters.Sum(q => q.Wins) == 1, Deadline, () => "late notes are taken");
        await Eventually.TrueAsync(
            async () =>
            {
                await grain.Lease(Ask(campaign) with { WantsLease = false });
                return !cluster.GrainState.Find(Notes, IdOf(campaign))!.SequenceEqual(kept);
            },
            Deadline,
            () => "what it sees is kept");
        var record = new DeliveryRecord();
        Read(cluster.GrainState.Find(Notes, IdOf(campaign))!, record);
        Assert.Equal(1, record.Read().Sum(q => q.Wins));
    }

    [Fact]
    public async Task Activation_WhileItsPredecessorsLastNotesAreNotWritten_DoesNotWait()
    {
        var campaign = NewPaced();
        await LearnAsync(campaign);
        var writes = new TaskCompletionSource();
        cluster.GrainState.Writes = writes.Task;
        try
        {
            await cluster.Grain(campaign).Lease(Ask(campaign));
            await cluster.DeactivateAsync().WaitAsync(Deadline);

            Assert.InRange(await ParticipationAsync(campaign).WaitAsync(Deadline), Learned, 1);
        }
        finally
        {
            writes.SetResult();
            cluster.GrainState.Writes = Task.CompletedTask;
        }

        // And what it learns is kept, whoever wrote last.
        var kept = cluster.GrainState.Find(Notes, IdOf(campaign));
        await Eventually.TrueAsync(
            async () =>
            {
                await ParticipationAsync(campaign);
                return !cluster.GrainState.Find(Notes, IdOf(campaign))!.SequenceEqual(kept!);
            },
            Deadline,
            () => "its successor keeps what it learns");
    }

    [Fact]
    public async Task Delivery_AfterACrash_HoldsWhatWasSeenAndBooked()
    {
        var campaign = NewPaced();
        var grain = cluster.Grain(campaign);
        await WinAsync(campaign);
        await CrashAsync();

        var delivery = await grain.Delivery();

        Assert.Equal(("USD", "UTC"), (delivery.Currency.ToString(), delivery.TimeZone));
        Assert.Equal((2L, Units(0.02m), 1L, Units(0.008m)), (Sum(q => q.Bids), Money(q => q.Placed), Sum(q => q.Wins), Money(q => q.Cost)));
        Assert.InRange(Sum(q => q.Opportunities), 20, 10_000);

        long Sum(Func<DeliveryQuarter, long> of) => delivery.Quarters.Sum(of);
        Money Money(Func<DeliveryQuarter, Money> of) => delivery.Quarters.Aggregate(Core.Amounts.Money.Zero, (sum, quarter) => sum + of(quarter));
    }

    private CampaignNumber NewPaced() => cluster.NewCampaign(c => c with { Pacing = new() { Strategy = PacingStrategy.TrafficShaped } });

    /// <summary>Shows it traffic until its pacing has moved, and that is kept.</summary>
    private Task LearnAsync(CampaignNumber campaign) => Eventually.TrueAsync(
        async () =>
        {
            await cluster.Grain(campaign).Lease(Ask(campaign) with { WantsLease = false, Refused = Core.Amounts.Money.Zero });
            return cluster.GrainState.Find(Notes, IdOf(campaign)) is { } bytes && Read(bytes) is { } kept && kept >= Learned;
        },
        Deadline,
        () => "levers rise and are kept");

    /// <summary>Has it win once, and that kept.</summary>
    private async Task WinAsync(CampaignNumber campaign)
    {
        var grain = cluster.Grain(campaign);
        var grant = (await grain.Lease(Ask(campaign))).Grant!;
        await grain.Lease(Ask(campaign, reports: new Core.Escrow.WindowReport(grant.Window, [new(new(1), Units(0.02m), 2)])));
        await grain.Record([Notice(NoticeKind.Billing, cluster.Bid(campaign, grant, 0.01m), 0.008m)]);
        await Eventually.TrueAsync(
            async () =>
            {
                await grain.Lease(Ask(campaign) with { WantsLease = false });
                var record = new DeliveryRecord();
                return cluster.GrainState.Find(Notes, IdOf(campaign)) is { } bytes && Read(bytes, record) is not null && record.Read() is var quarters && (quarters.Sum(q => q.Wins), quarters.Sum(q => q.Bids)) == (1, 2);
            },
            Deadline,
            () => "what was seen is kept");
    }

    private static double? Read(byte[] bytes, DeliveryRecord? record = null)
    {
        try
        {
            return PacingNotes.Read(bytes, record ?? new()).Memory.Participation;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>A crash says no last word.</summary>
    private async Task CrashAsync()
    {
        cluster.GrainState.IsReadOnly = true;
        await cluster.CrashAsync();
        cluster.GrainState.IsReadOnly = false;
    }

    private async Task<double> ParticipationAsync(CampaignNumber campaign) => (await cluster.Grain(campaign).Lease(Ask(campaign))).Levers.Participation.ToDouble();

    private Orleans.Runtime.GrainId IdOf(CampaignNumber campaign) => ((IAddressable)cluster.Grain(campaign)).GetGrainId();
}
