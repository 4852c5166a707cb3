using Bidding.Contracts;
using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Core.Escrow;
using Bidding.Core.Ids;
using Bidding.Gateway.Management.Reports;
using NodaTime;

namespace Bidding.Gateway.Tests.Management;

public sealed class FiguresMappingTests
{
    private static readonly Campaign Spring = new()
    {
        Id = "spring",
        AdvertiserId = "acme",
        Name = "Spring",
        Budget = new() { Currency = CurrencyCode.Eur, Total = Money.FromDecimal(100) },
        Flight = new() { Start = Instant.FromUtc(2026, 3, 1, 0, 0) },
        Pricing = new() { Model = PricingModel.Cpc, Payout = Money.FromDecimal(0.5m) },
    };

    [Fact]
    public void ToWire_Figures_AreTextIdsAndDecimalStringsWithSumsOverAds()
    {
        var figures = new CampaignFigures
        {
            Posted = Money.FromDecimal(1.25m),
            Billed = Money.FromDecimal(6),
            MediaLimit = Money.FromDecimal(80),
            BillingLimitToday = Money.MaxValue,
            Day = BudgetDay.Of(new LocalDate(2026, 3, 29)),
            Levers = PacingLevers.Open,
            LastDenial = LeaseDenial.DayExhausted,
            Ads =
            [
                new() { Ad = new(1), Impressions = 10, Clicks = 3, Results = 3, Share = Ratio.FromDecimal(0.75m), Posted = Money.FromDecimal(1) },
                new() { Ad = new(2), Impressions = 5, Clicks = 1, Results = 1, ConversionValue = Money.FromDecimal(9.99m) },
            ],
        };

        var wire = FiguresMapping.ToWire(Spring, [AdOf("one", 1), AdOf("two", 2), AdOf("new", 3)], figures);

        Assert.Equal(("spring", "acme", "EUR", "cpc", "active"), (wire.CampaignId, wire.AdvertiserId, wire.Currency, wire.PricingModel, wire.Status));
        Assert.Equal(("1.25", "6.00", "80.00", ""), (wire.Posted, wire.Billed, wire.MediaLimit, wire.BillingLimitToday));
        Assert.Equal(("2026-03-29", "day_exhausted", "1"), (wire.Day, wire.Denial, wire.Participation));
        Assert.Equal((15L, 4L, 4L, "9.99", "1.50"), (wire.Impressions, wire.Clicks, wire.Results, wire.ConversionValue, wire.CostPerResult));
        Assert.Equal([("one", "0.75", 10L), ("two", "0", 5L), ("new", "0", 0L)], wire.Ads.Select(ad => (ad.AdId, ad.Share, ad.Impressions)));
    }

    [Fact]
    public void ToWire_NoResults_HaveNoCost() => Assert.Equal("", FiguresMapping.ToWire(Spring, [], new CampaignFigures()).CostPerResult);

    [Fact]
    public void ToWire_EveryDenial_HasAName()
    {
        foreach (var denial in Enum.GetValues<LeaseDenial>())
        {
            Assert.NotEmpty(FiguresMapping.ToWire(Spring, [], new CampaignFigures { LastDenial = denial }).Denial);
        }
    }

    private static Ad AdOf(string id, int number) => new()
    {
        Id = id,
        Number = new(number),
        CampaignId = "spring",
        Name = id,
        LandingUrl = "https://a.example/",
        Adomain = ["a.example"],
        Banner = new() { Sizes = [new(300, 250)], ImageUrl = "https://c.example/a.png" },
    };
}
