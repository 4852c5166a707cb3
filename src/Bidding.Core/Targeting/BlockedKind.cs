namespace Bidding.Core.Targeting;

/// <summary>What a request's own lists name of an ad.</summary>
internal enum BlockedKind : byte
{
    /// <summary><c>badv</c> against adomain.</summary>
    Advertiser = 0,

    /// <summary><c>bcat</c> against the ad's categories.</summary>
    Category = 1,

    /// <summary><c>bapp</c> against the ad's bundle.</summary>
    App = 2,

    /// <summary><c>wlang</c> against the ad's language. Not a block: ads of other languages are left out, ads without one are not.</summary>
    Language = 3,
}
