using System.Text;
using Bidding.Core.Campaigns;
using Bidding.Core.Exchanges;
using Bidding.Core.Targeting;
using Bidding.Gateway.Rehearsal;
using Bidding.GatewayTests.Rig;
using Prometheus;

namespace Bidding.GatewayTests.Rehearsal;

public sealed class RehearsalRunTests
{
    private readonly BidRig _rig = new();

    public static TheoryData<string> Formats => ["banner", "html", "video", "audio", "native"];

    [Theory, MemberData(nameof(Formats))]
    public void Run_OnAnAdOfAnyFormat_BidsInBothFormats(string format)
    {
        _rig.Add(format switch { "banner" => Creatives.Banner, "html" => Creatives.Html, "video" => Creatives.Video, "audio" => Creatives.Audio, _ => Creatives.Native });
        var result = Run();
        Assert.Equal(result.Answers, result.Bids);
        Assert.True(result.Answers >= 1000, $"{result.Answers} answers");
    }

    [Fact]
    public void Run_OnACampaignThatTargets_AsksFromAPlaceItIncludes()
    {
        var rule = new Dictionary<TargetingDimension, ListRule>
        {
            [TargetingDimension.Country] = new() { Include = ["deu"] },
            [TargetingDimension.Language] = new() { Include = ["de"] },
            [TargetingDimension.DeviceType] = new() { Include = ["tablet"] },
            [TargetingDimension.Bundle] = new() { Include = ["com.acme.news"] },
        };
        _rig.Add(Creatives.Banner, campaign => campaign with { Targeting = new() { Lists = rule } });
        var result = Run();
        Assert.Equal(result.Answers, result.Bids);
    }

    [Fact]
    public void Run_OnCampaignsWithAndWithoutMoney_TouchesNoLeaseAndNoDemand()
    {
        var (rich, _) = _rig.Add(Creatives.Banner);
        var (poor, _) = _rig.Add(Creatives.Video, lease: 0);
        var before = _rig.Live.Get(rich.Number).Lease!.Left;
        Assert.True(Run().Bids > 0);
        Assert.Equal(before, _rig.Live.Get(rich.Number).Lease!.Left);
        Assert.All([rich, poor], campaign => Assert.Equal(default, _rig.Live.Get(campaign.Number).TakeDemand()));
        _rig.Live.TakeAlerts(number => Assert.NotEqual(poor.Number.Value, number));
        Assert.Empty(_rig.ShownImpressions);
    }

    [Fact]
    public async Task Run_OnAnExchangeWithALimit_IsNotHeldToItAndCountedNowhere()
    {
        _rig.Change(exchange => exchange with { Id = "rehearsed-only", RequestsPerSecondMax = 1 });
        _rig.Add(Creatives.Banner);
        var result = Run();
        Assert.Equal(result.Answers, result.Bids);
        using var page = new MemoryStream();
        await Metrics.DefaultRegistry.CollectAndExportAsTextAsync(page);
        Assert.DoesNotContain("rehearsed", Encoding.UTF8.GetString(page.ToArray()), StringComparison.Ordinal);
        Assert.Single((await _rig.BidAsync(Requests.With(Requests.BannerImp), "rehearsed-only")).Seatbid);
    }

    [Fact]
    public void Run_WithoutAnActiveExchange_DoesNothing()
    {
        _rig.Change(exchange => exchange with { Status = Status.Paused });
        _rig.Add(Creatives.Banner);
        Assert.Equal(default, Run());
    }

    [Fact]
    public void Run_WithoutAds_DoesNothing() => Assert.Equal(default, Run());

    private RehearsalResult Run() => new RehearsalRun(_rig.Path, _rig.Time).Run(_rig.Current, CancellationToken.None);
}
