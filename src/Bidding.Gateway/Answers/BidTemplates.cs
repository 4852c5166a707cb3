using System.Runtime.CompilerServices;
using Bidding.Core.Auction;
using Bidding.Core.Campaigns;
using Bidding.Core.Snapshots;

namespace Bidding.Gateway.Answers;

/// <summary>
/// The templates of every ad that has bid, each kept for as long as a snapshot holds that version of the ad. Writing markup costs more than all the rest of an answer,
/// and is done once per ad and kind of slot. Any thread.
/// </summary>
internal sealed class BidTemplates(IPublicAddress address)
{
    /// <summary>Kinds of slot kept per ad; what comes beyond is made anew each time.</summary>
    private const int VariantsMax = 32;

    private readonly ConditionalWeakTable<CompiledAd, OfAd> _all = [];
    private volatile BidLinks? _links;

    public BidTemplate Get(ImpFeatures slot, ImpDecision imp, CompiledCampaign campaign, CompiledAd ad, bool withDsa, AnswerFormat format)
    {
        var native = ad.Format == AdFormat.Native ? slot.Native : null;
        var variant = new Variant(
            format, imp.Size, imp.MediaFile, imp.Protocol, withDsa ? campaign.Advertiser : null, native?.Version ?? "", native?.Text ?? "", Links());
        var ofAd = _all.GetOrAdd(ad, static _ => new OfAd());
        foreach (var entry in ofAd.Entries)
        {
            if (entry.Variant == variant)
            {
                return entry.Template;
            }
        }

        var template = BidTemplateMaker.Make(slot, imp, campaign, ad, withDsa, variant.Links, format);
        if (native is not { Text.Length: 0 } && ofAd.Entries.Length < VariantsMax)
        {
            // Two threads may add the same variant at once, or lose each other's: either is right, and made again when asked for.
            ofAd.Entries = [.. ofAd.Entries, new(variant, template)];
        }

        return template;
    }

    /// <summary>The node's address is known only once it listens.</summary>
    private BidLinks Links()
    {
        var links = _links;
        if (links is null || !ReferenceEquals(links.PublicUrl, address.Url))
        {
            _links = links = new(address.Url);
        }

        return links;
    }

    private sealed class OfAd
    {
        private volatile Entry[] _entries = [];

        public Entry[] Entries
        {
            get => _entries;
            set => _entries = value;
        }
    }

    private sealed record Entry(Variant Variant, BidTemplate Template);

    /// <summary>All that a template depends on besides the ad. A native request in the form of a message has no text to compare: such a template is not kept.</summary>
    private readonly record struct Variant(
        AnswerFormat Format, AdSize Size, int MediaFile, int Protocol, object? DsaOf, string NativeVersion, string NativeRequest, BidLinks Links);
}
