using Bidding.Core.Access;
using Bidding.Core.Exchanges;
using Bidding.Core.Targeting;
using NodaTime;

namespace Bidding.Core.Campaigns.Definitions;

/// <summary>The words of the catalog's JSON. They are stored and published: a name never changes its meaning.</summary>
public static class CatalogNames
{
    public static NameTable<ResourceKind> Kinds { get; } = new(
        ("advertiser", ResourceKind.Advertiser), ("campaign", ResourceKind.Campaign), ("ad", ResourceKind.Ad), ("exchange", ResourceKind.Exchange),
        ("key", ResourceKind.Key), ("pacing", ResourceKind.Pacing), ("portfolio", ResourceKind.Portfolio));

    public static NameTable<AccessRole> Roles { get; } = new(
        ("exchange", AccessRole.Exchange), ("conversions", AccessRole.Conversions), ("viewer", AccessRole.Viewer), ("optimizer", AccessRole.Optimizer),
        ("operator", AccessRole.Operator), ("admin", AccessRole.Admin));

    public static NameTable<Status> Statuses { get; } = new(("active", Status.Active), ("paused", Status.Paused), ("archived", Status.Archived));

    public static NameTable<GoalKind> Goals { get; } = new(
        ("impressions", GoalKind.Impressions), ("clicks", GoalKind.Clicks), ("leads", GoalKind.Leads), ("installs", GoalKind.Installs),
        ("actions", GoalKind.Actions), ("sales", GoalKind.Sales));

    public static NameTable<PricingModel> PricingModels { get; } = new(
        ("dcpm", PricingModel.DynamicCpm), ("cpm", PricingModel.Cpm), ("cpc", PricingModel.Cpc), ("cpl", PricingModel.Cpl), ("cpi", PricingModel.Cpi),
        ("cpa", PricingModel.Cpa), ("cps", PricingModel.Cps));

    public static NameTable<PacingStrategy> PacingStrategies { get; } = new(
        ("even", PacingStrategy.Even), ("asap", PacingStrategy.Asap), ("traffic-shaped", PacingStrategy.TrafficShaped), ("front-loaded", PacingStrategy.FrontLoaded));

    public static NameTable<LimitPeriod> LimitPeriods { get; } = new(("hour", LimitPeriod.Hour), ("day", LimitPeriod.Day));

    public static NameTable<CapScope> CapScopes { get; } = new(("campaign", CapScope.Campaign), ("ad", CapScope.Ad));

    public static NameTable<AuctionType> AuctionTypes { get; } = new(("first_price", AuctionType.FirstPrice), ("second_price", AuctionType.SecondPrice));

    public static NameTable<BillableEvent> BillableEvents { get; } = new(
        ("billing", BillableEvent.Billing), ("win", BillableEvent.Win), ("impression", BillableEvent.Impression));

    public static NameTable<PriceEncoding> PriceEncodings { get; } = new(("plain", PriceEncoding.Plain), ("authorized_buyers", PriceEncoding.AuthorizedBuyers));

    public static NameTable<IsoDayOfWeek> Days { get; } = new(
        ("mon", IsoDayOfWeek.Monday), ("tue", IsoDayOfWeek.Tuesday), ("wed", IsoDayOfWeek.Wednesday), ("thu", IsoDayOfWeek.Thursday),
        ("fri", IsoDayOfWeek.Friday), ("sat", IsoDayOfWeek.Saturday), ("sun", IsoDayOfWeek.Sunday));

    public static NameTable<TargetingDimension> Dimensions { get; } = new(
        ("exchange", TargetingDimension.Exchange), ("inventory", TargetingDimension.Inventory), ("country", TargetingDimension.Country),
        ("region", TargetingDimension.Region), ("city", TargetingDimension.City), ("metro", TargetingDimension.Metro),
        ("postal", TargetingDimension.Postal), ("device_type", TargetingDimension.DeviceType), ("os", TargetingDimension.Os),
        ("browser", TargetingDimension.Browser), ("language", TargetingDimension.Language), ("connection", TargetingDimension.Connection),
        ("domain", TargetingDimension.Domain), ("bundle", TargetingDimension.Bundle), ("category", TargetingDimension.Category),
        ("keyword", TargetingDimension.Keyword), ("publisher", TargetingDimension.Publisher), ("deal", TargetingDimension.Deal),
        ("segment", TargetingDimension.Segment), ("gender", TargetingDimension.Gender), ("format", TargetingDimension.Format),
        ("size", TargetingDimension.Size), ("interstitial", TargetingDimension.Interstitial), ("video_placement", TargetingDimension.VideoPlacement),
        ("skippable", TargetingDimension.Skippable), ("linearity", TargetingDimension.Linearity));
}
