using Bidding.Contracts;
using Bidding.Core.Amounts;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using static Bidding.Cluster.Tests.Campaigns.CampaignCluster;

namespace Bidding.Cluster.Tests.Campaigns;

/// <summary>A campaign and its optimizer together: results come in, budget moves, and the ledger says why.</summary>
[Collection(CampaignClusterCollection.Name)]
public sealed class CampaignShiftTests(CampaignCluster cluster)
{
    private const int ImpressionsEach = 300;

    [Fact]
    public async Task Record_OneAdClicksMore_ShiftsTheBudgetAndKeepsTheEvidence()
    {
        var campaign = cluster.NewCampaign();
        var (better, worse) = (AdOf(campaign), cluster.AddAd(campaign));
        await ShowAsync(campaign, better, clicks: 60);
        await ShowAsync(campaign, worse, clicks: 3);
        await ShiftedAsync(campaign, better, least: 0.6m);

        var shift = cluster.Ledger.Entries(campaign).First(entry => entry.Kind == EntryKind.Allocation);
        var detail = AllocationDetail.Parse(shift.Detail);
        Assert.Equal(Ratio.NanosPerOne, detail.After.Values.Sum());
        Assert.Equal("budgeted_thompson", detail.Evidence.GetProperty("method").GetString());
        Assert.Equal([better.Value, worse.Value], detail.Evidence.GetProperty("ads").EnumerateArray().Select(ad => ad.GetProperty("ad").GetInt32()));
    }

    [Fact]
    public async Task Activation_AfterACrash_KeepsTheShares()
    {
        var campaign = cluster.NewCampaign();
        var (better, worse) = (AdOf(campaign), cluster.AddAd(campaign));
        await ShowAsync(campaign, better, clicks: 60);
        await ShowAsync(campaign, worse, clicks: 3);
        await ShiftedAsync(campaign, better, least: 0.89m);

        await cluster.CrashAsync();

        Assert.True(await ShareAsync(campaign, better) >= Ratio.FromDecimal(0.89m));
    }

    private async Task ShowAsync(CampaignNumber campaign, AdNumber ad, int clicks)
    {
        var reply = await cluster.Grain(campaign).Lease(Ask(campaign));
        Assert.NotNull(reply.Grant);
        var notices = new List<Notice>();
        for (var i = 0; i < ImpressionsEach; i++)
        {
            var token = cluster.Bid(campaign, reply.Grant, 0.0001m) with { Ad = ad };
            notices.Add(Notice(NoticeKind.Billing, token, 0.0001m));
            notices.Add(Notice(NoticeKind.Impression, token, 0.0001m));
            if (i < clicks)
            {
                notices.Add(Notice(NoticeKind.Click, token));
            }
        }

        Assert.All(await cluster.Grain(campaign).Record([.. notices]), result => Assert.Equal(NoticeOutcome.Accepted, result.Outcome));
    }

    // The optimizer looks when something happened: a trickle of impressions keeps it looking.
    private Task ShiftedAsync(CampaignNumber campaign, AdNumber ad, decimal least) => Eventually.TrueAsync(
        async () =>
        {
            if (await ShareAsync(campaign, ad) >= Ratio.FromDecimal(least))
            {
                return true;
            }

            var reply = await cluster.Grain(campaign).Lease(Ask(campaign));
            if (reply.Grant is { } grant)
            {
                await cluster.Grain(campaign).Record([Notice(NoticeKind.Impression, cluster.Bid(campaign, grant, 0.0001m), 0.0001m)]);
            }

            return false;
        },
        Deadline,
        () => $"campaign {campaign.Value} did not shift {least} to ad {ad.Value}");

    private async Task<Ratio> ShareAsync(CampaignNumber campaign, AdNumber ad) =>
        (await cluster.Grain(campaign).Figures()).Ads.Single(one => one.Ad == ad).Share;
}
