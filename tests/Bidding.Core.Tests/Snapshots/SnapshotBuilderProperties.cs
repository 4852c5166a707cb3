using System.Text.Json;
using Bidding.Core.Auction;
using Bidding.Core.Snapshots;
using Bidding.Core.Tests.Auction;
using FsCheck.Xunit;

namespace Bidding.Core.Tests.Snapshots;

/// <summary>A snapshot made from the one before answers as one that was built from nothing.</summary>
public sealed class SnapshotBuilderProperties
{
    private const int Rounds = 6;

    /// <summary>Hardly ever built anew.</summary>
    [Property(MaxTest = 60)]
    public void Next_AfterRandomEdits_AnswersAsBuiltFromNothing(int seed, byte campaigns) => Check(seed, campaigns % 60, editsMax: 8, roomMin: 1024);

    /// <summary>Now and then built anew.</summary>
    [Property(MaxTest = 60)]
    public void Next_WithLittleRoom_AnswersAsBuiltFromNothing(int seed, byte campaigns) => Check(seed, campaigns % 20, editsMax: 5, roomMin: 8);

    /// <summary>More than one block of ads, and many numbers in use.</summary>
    [Fact]
    public void Next_OfManyCampaigns_AnswersAsBuiltFromNothing() => Check(20_260_102, 800, editsMax: 200, roomMin: 1024);

    private static void Check(int seed, int campaigns, int editsMax, int roomMin)
    {
        var random = new Random(seed);
        var catalog = new EditedCatalog(random, campaigns, roomMin);
        var live = new LiveCampaigns();
        var earlier = new List<Earlier>();
        for (var round = 0; round < Rounds; round++)
        {
            for (var edits = round == 0 ? 0 : random.Next(editsMax) + 1; edits > 0; edits--)
            {
                catalog.Edit();
            }

            var next = catalog.Builder.Next(round);
            var request = catalog.DrawRequest();
            var fresh = Answer.Of(catalog.Bench.Build(), new(), catalog, request);
            Assert.Equal(fresh, Answer.Of(next, live, catalog, request));
            earlier.Add(new(next, request, fresh));
        }

        // What came later has not changed what earlier snapshots answer.
        foreach (var (snapshot, request, answer) in earlier)
        {
            Assert.Equal(answer, Answer.Of(snapshot, new(), catalog, request));
        }
    }

    private sealed record Earlier(CatalogSnapshot Snapshot, Action<BidFeatures> Request, Answer Answer);

    /// <summary>All that a request is told of, campaign by campaign.</summary>
    /// <param name="Opportunities">Campaigns that were eligible.</param>
    private sealed record Answer(NoBidReason Reason, string Campaign, long Price, string Opportunities, string Explanation)
    {
        public static Answer Of(CatalogSnapshot snapshot, LiveCampaigns live, EditedCatalog catalog, Action<BidFeatures> fill)
        {
            var bench = new Bench(live) { Exchange = catalog.Bench.Exchange, Fill = fill };
            foreach (var campaign in snapshot.CurrentCampaigns)
            {
                bench.Fund(campaign.Number, new(1000 * Bench.NanosPerUnit));
            }

            var decision = bench.Decide(snapshot).Imp(0);
            var counts = live.All.Select(campaign => (campaign.Number.Value, campaign.TakeDemand().Opportunities)).Where(pair => pair.Opportunities > 0).Order();
            var explanation = bench.Explain(snapshot);
            return new(
                decision.Reason,
                decision.Campaign?.Definition.Id ?? "",
                decision.Price.NanosPerMille,
                string.Join(' ', counts),
                JsonSerializer.Serialize(explanation with
                {
                    Imps = [.. explanation.Imps.Select(imp => imp with { Campaigns = [.. imp.Campaigns.OrderBy(campaign => campaign.CampaignId, StringComparer.Ordinal)] })],
                }));
        }
    }
}
