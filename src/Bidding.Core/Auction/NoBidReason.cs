namespace Bidding.Core.Auction;

/// <summary>
/// Why a request, an imp or a campaign ended without a bid, in the order of the path: a larger value is a later stage. The names are stable
/// (metrics and explanations show them); the numbers are not stored.
/// </summary>
public enum NoBidReason : byte
{
    /// <summary>There is a bid.</summary>
    None = 0,

    // The request
    InvalidRequest,
    RateLimited,
    NotReady,
    UnknownExchange,
    TooLate,
    IncompleteSupplyChain,
    NoCurrency,
    DsaUnmet,

    // The imp
    UnsupportedPod,
    UnsupportedQuantity,
    UnsupportedFormat,

    // The catalog
    NoCampaigns,
    AdvertiserPaused,
    CampaignPaused,
    UnknownTimeZone,
    NoAds,
    AdPaused,
    FormatTargeting,

    // Request against campaign and ad, from the index
    NoFormatFit,
    Targeting,
    BlockedAdvertiser,
    BlockedCategory,
    BlockedApp,
    CategoryNotAllowed,
    LanguageNotAllowed,

    // Checks of each candidate
    FlightNotStarted,
    FlightEnded,
    Daypart,
    OsVersion,
    Age,
    Seat,
    NoExchangeRate,
    Insecure,
    BlockedAttribute,
    BlockedBannerType,
    Size,
    Mime,
    Duration,
    Protocol,
    Linearity,
    Skip,
    Api,
    Delivery,
    Expandable,
    NativeAssets,
    PlacementTargeting,
    PrivateAuction,
    Deal,
    DealSeat,
    DealAdvertiser,
    NoFloorRate,
    DuplicateAd,
    NoUserId,
    ProfileUnknown,
    FrequencyCap,
    PublisherLimit,

    // Value and price
    NoValue,
    Paced,
    AboveBidLimit,
    BelowFloor,
    NoBudget,
    Outbid,
}
