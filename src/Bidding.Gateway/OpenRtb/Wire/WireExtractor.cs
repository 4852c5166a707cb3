using Bidding.Core.Auction;
using Bidding.Core.Ids;
using Bidding.Gateway.Profiles;
using Bidding.Protocol.OpenRtb;
using Google.Protobuf;
using Microsoft.Extensions.Options;

namespace Bidding.Gateway.OpenRtb.Wire;

/// <summary>
/// Turns a bid request's protobuf into features without making a message of it: reads what a decision needs, skips the rest. It accepts only what it is sure of; whatever is
/// out of the ordinary (<see cref="WireScope.IsOdd"/>) is left to the generated parser, the validator and <see cref="FeatureExtractor"/>, which all rules are shared with.
/// Thread-safe; allocates for ids, for privacy strings and where a native request is parsed.
/// </summary>
internal sealed class WireExtractor(UserKeyHash hash, IOptions<GatewayOptions> options)
{
    private readonly int _vendorId = options.Value.VendorId;
    private readonly bool _completeChainRequired = options.Value.RequireCompleteSupplyChain;

    /// <summary>Fills in features that <see cref="BidFeatures.Begin"/> has made ready, of a request that the validator would let through.</summary>
    /// <returns>False: the features are spoilt, and the message is to be parsed.</returns>
    public bool TryExtract(ReadOnlySpan<byte> message, ExchangeNumber exchange, BidFeatures features, WireScope scope)
    {
        scope.Begin(features);
        try
        {
            Read(message, exchange, scope);
            return !scope.IsOdd;
        }
        catch (InvalidProtocolBufferException)
        {
            // One of the parts that are parsed as messages. The generated parser will find the same fault, and it is for the caller to name it.
            return false;
        }
    }

    private void Read(ReadOnlySpan<byte> message, ExchangeNumber exchange, WireScope scope)
    {
        var features = scope.Features;
        var parts = WireParts.Of(message, scope);
        scope.Expect(WireSizes.IsId(parts.Id) && parts.Inventories <= 1);
        if (scope.IsOdd)
        {
            return;
        }

        features.RequestId = scope.String(parts.Id);
        var user = WireUser.ReadSignals(parts.User, scope);
        var device = default(WireDevice.Signals);
        if (parts.HasDevice)
        {
            device = WireDevice.Read(parts.Device, user.Geo, user.HasGeo, scope);
        }
        else if (user.HasGeo)
        {
            WireDevice.ReadGeo(user.Geo, scope);
        }

        var regs = WireRegs.Read(parts.Regs, scope);
        var privacy = PrivacyReading.Decide(new PrivacyParts(regs, user.Consent, user.Ext, device.LimitAdTracking, device.DoNotTrack, device.Ext), _vendorId);
        features.UserAllowed = privacy.MayUseUserId;
        features.Test = parts.Test;
        features.AuctionType = parts.AuctionType;
        features.TmaxMs = parts.TmaxMs;
        FeatureExtractor.ReadDsa(regs, features);
        ReadInventory(parts, scope);
        if (privacy.MayUseUserId)
        {
            // Only caps need to know one user from another.
            features.UserKey = features.Snapshot.AnyFrequencyCaps ? WireUser.Key(parts.User, device.Ifa, exchange, hash, scope) : 0;
            WireUser.ReadAudience(parts.User, scope);
        }

        WireRules.Read(message, parts.Cattax, scope);
        ReadChain(parts.Source, scope);
        CheckImps(features, scope);
    }

    private static void ReadInventory(in WireParts parts, WireScope scope)
    {
        if (parts.HasSite)
        {
            WireInventory.ReadSite(parts.Site, scope);
        }
        else if (parts.HasApp)
        {
            WireInventory.ReadApp(parts.App, scope);
        }
        else if (parts.HasDooh)
        {
            WireInventory.ReadDooh(parts.Dooh, scope);
        }
    }

    private void ReadChain(ReadOnlySpan<byte> source, WireScope scope)
    {
        var chains = WireChain.Read(source, scope);
        if (_completeChainRequired && chains.IsBroken)
        {
            scope.Features.Refused = NoBidReason.IncompleteSupplyChain;
        }
    }

    private static void CheckImps(BidFeatures features, WireScope scope)
    {
        var count = features.ImpCount;
        scope.Expect(count > 0 && count <= WireSizes.PairwiseImpsMax);
        for (var i = 1; i < count && !scope.IsOdd; i++)
        {
            for (var j = 0; j < i; j++)
            {
                scope.Expect(!string.Equals(features.Imp(i).Id, features.Imp(j).Id, StringComparison.Ordinal));
            }
        }
    }
}
