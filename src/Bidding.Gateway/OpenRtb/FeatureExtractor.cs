using Bidding.Core.Amounts;
using Bidding.Core.Auction;
using Bidding.Core.Ids;
using Bidding.Gateway.Bids;
using Bidding.Gateway.OpenRtb.Wire;
using Bidding.Gateway.Profiles;
using Bidding.Protocol.OpenRtb;
using Microsoft.Extensions.Options;

namespace Bidding.Gateway.OpenRtb;

/// <summary>
/// Turns a valid bid request into features, reading 2.6 places and their 2.5 forerunners; the privacy decision comes first and keeps identifiers,
/// segments and demographics out where it must. Thread-safe; allocates only where the pooled features grow or a native request is parsed.
/// </summary>
public sealed class FeatureExtractor(UserKeyHash hash, IOptions<GatewayOptions> options)
{
    private readonly int _vendorId = options.Value.VendorId;
    private readonly bool _completeChainRequired = options.Value.RequireCompleteSupplyChain;

    private readonly WireExtractor _wire = new(hash, options);

    /// <summary>The same straight from protobuf, for requests as they usually are; false for others: read them as a message, and check that.</summary>
    internal bool TryExtract(ReadOnlySpan<byte> message, ExchangeNumber exchange, BidWork work) => _wire.TryExtract(message, exchange, work.Features, work.Wire);

    /// <summary>Fills in features that <see cref="BidFeatures.Begin"/> has made ready.</summary>
    public void Extract(BidRequest request, ExchangeNumber exchange, BidFeatures features)
    {
        var privacy = PrivacyReading.Decide(request, _vendorId);
        features.UserAllowed = privacy.MayUseUserId;
        features.RequestId = request.Id;
        features.Test = request.Test;
        features.AuctionType = request.At;
        features.TmaxMs = request.Tmax;
        ReadRules(request, features);
        InventoryReading.Read(request, features);
        DeviceReading.Read(request, features);
        if (privacy.MayUseUserId)
        {
            // Only caps need to know one user from another.
            features.UserKey = features.Snapshot.AnyFrequencyCaps ? UserIdReading.Key(request, exchange, hash) : 0;
            DeviceReading.ReadUser(request, features);
        }

        for (var i = 0; i < request.Imp.Count; i++)
        {
            ImpReading.Read(request.Imp[i], features);
        }
    }

    private void ReadRules(BidRequest request, BidFeatures features)
    {
        for (var i = 0; i < request.Cur.Count; i++)
        {
            if (CurrencyCode.TryParse(request.Cur[i], out var currency))
            {
                features.Currencies.Add(currency);
            }
        }

        JudgeCurrencies(request.Cur.Count, features);

        for (var i = 0; i < request.Bcat.Count; i++)
        {
            features.BlockCategory(request.Bcat[i], request.Cattax);
        }

        for (var i = 0; i < request.Acat.Count; i++)
        {
            features.AllowCategory(request.Acat[i], request.Cattax);
        }

        for (var i = 0; i < request.Wlang.Count; i++)
        {
            features.AllowLanguage(request.Wlang[i]);
        }

        for (var i = 0; i < request.Wlangb.Count; i++)
        {
            features.AllowLanguage(request.Wlangb[i]);
        }

        for (var i = 0; i < request.Badv.Count; i++)
        {
            features.BlockAdvertiser(request.Badv[i]);
        }

        for (var i = 0; i < request.Bapp.Count; i++)
        {
            features.BlockApp(request.Bapp[i]);
        }

        for (var i = 0; i < request.Wseat.Count; i++)
        {
            features.AllowSeat(request.Wseat[i]);
        }

        for (var i = 0; i < request.Bseat.Count; i++)
        {
            features.BlockSeat(request.Bseat[i]);
        }

        ReadDsa(request.Regs, features);

        if (_completeChainRequired && (IsBroken(request.Source?.Schain) || IsBroken(request.Source?.Ext?.Schain)))
        {
            features.Refused = NoBidReason.IncompleteSupplyChain;
        }
    }

    /// <summary>After the currencies are read: refused where some are named and none can be understood.</summary>
    internal static void JudgeCurrencies(int named, BidFeatures features)
    {
        if (named > 0 && features.Currencies.Count == 0)
        {
            features.Refused = NoBidReason.NoCurrency;
        }
    }

    internal static void ReadDsa(BidRequest.Types.Regs? regs, BidFeatures features)
    {
        if (regs?.Ext?.Dsa is { } dsa)
        {
            features.DsaRequired = dsa.Dsarequired;
            features.DsaPubRender = dsa.HasPubrender ? dsa.Pubrender : features.DsaPubRender;
        }
    }

    /// <summary>A chain that says of itself that links are missing, or that has none: nobody can tell who is paid.</summary>
    private static bool IsBroken(BidRequest.Types.SupplyChain? chain) => chain is not null && chain.HasComplete && (!chain.Complete || chain.Nodes.Count == 0);
}
