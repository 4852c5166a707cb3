using Bidding.Core.Campaigns;
using Bidding.Core.Snapshots;
using Bidding.Core.Targeting;
using Bidding.Protocol.OpenRtb;

namespace Bidding.Gateway.Answers;

/// <summary>Who shows this ad to whom and why (Digital Services Act, article 26; IAB DSA transparency 1.0). The publisher renders it.</summary>
internal static class DsaAnswer
{
    public static BidResponse.Types.DsaResponse Make(CompiledCampaign campaign, Ad ad)
    {
        var transparency = new Transparency { Domain = ad.Adomain[0] };
        if (IsProfiling(campaign.Definition.Targeting) || IsProfiling(ad.Targeting))
        {
            transparency.Dsaparams.Add((int)Transparency.Types.DsaParams.Profiling);
        }

        transparency.Dsaparams.Add((int)Transparency.Types.DsaParams.BasicAdvertising);
        return new BidResponse.Types.DsaResponse
        {
            Behalf = campaign.Advertiser.Name,
            Paid = campaign.Advertiser.Name,
            Transparency = { transparency },
            Adrender = false,
        };
    }

    private static bool IsProfiling(TargetingSpec targeting) =>
        targeting.Lists.ContainsKey(TargetingDimension.Segment)
        || targeting.Lists.ContainsKey(TargetingDimension.Gender)
        || targeting.MinAge is not null
        || targeting.MaxAge is not null;
}
