using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Core.Escrow;
using Bidding.Core.Optimization;
using Bidding.Core.Pricing;
using Bidding.Core.Snapshots;

namespace Bidding.Core.Auction;

/// <summary>
/// The values of a campaign's ads under one definition and one set of terms, computed when either changes and kept until then: the bid path
/// only reads them. Immutable.
/// </summary>
internal sealed class AdValues
{
    private readonly CompiledCampaign _campaign;
    private readonly CampaignTerms _terms;
    private readonly AdStake[] _stakes;
    private readonly PriceFactors[] _factors;

    private AdValues(CompiledCampaign campaign, ReadOnlySpan<CompiledAd> ads, CampaignTerms terms)
    {
        _campaign = campaign;
        _terms = terms;
        Participation = terms.Levers.Participation.ToDouble();
        ImpressionPayout = campaign.Definition.Pricing is { Model: PricingModel.Cpm } pricing ? pricing.Cpm.PerImpressionUp() : Money.Zero;
        // Held here too, so that a narrower range holds from the snapshot on, whatever lease replies still bring.
        var multiplier = campaign.Definition.PacingRules.Bound(terms.Levers.BidMultiplier);
        _stakes = new AdStake[ads.Length];
        _factors = new PriceFactors[ads.Length];
        for (var i = 0; i < ads.Length; i++)
        {
            var outlook = terms.OutlookOf(ads[i].Number);
            var factors = ImpressionValue.Of(campaign.Definition, outlook) with
            {
                PacingMultiplier = multiplier,
                Participation = terms.Levers.Participation,
            };
            var paced = ImpressionValue.Clamp(factors.Value.ScaleDown(multiplier), campaign.Definition.Bidding);
            _stakes[i] = new(outlook.Share.ToDouble(), paced, factors.Value);
            _factors[i] = factors;
        }
    }

    /// <summary>The probability of taking part in an auction.</summary>
    public double Participation { get; }
    public Money ImpressionPayout { get; }

    /// <param name="offset">The ad's place within its campaign.</param>
    public ref readonly AdStake this[int offset] => ref _stakes[offset];

    /// <summary>How the stake came about.</summary>
    public ref readonly PriceFactors Factors(int offset) => ref _factors[offset];

    /// <summary>Those that hold now. Two threads may compute the same ones at once; either result serves.</summary>
    public static AdValues Of(LiveCampaign live, CompiledCampaign campaign, CatalogSnapshot snapshot)
    {
        var terms = live.Terms;
        var values = live.Values;
        if (values is null || !ReferenceEquals(values._campaign, campaign) || !ReferenceEquals(values._terms, terms))
        {
            values = new(campaign, snapshot.AdsOf(campaign), terms);
            live.Values = values;
        }

        return values;
    }

    /// <summary>Those of a campaign that nothing is known of yet.</summary>
    public static AdValues Initial(CompiledCampaign campaign, CatalogSnapshot snapshot) => new(campaign, snapshot.AdsOf(campaign), CampaignTerms.Initial);
}

/// <param name="Share">Its weight among the campaign's ads.</param>
/// <param name="Paced">The value times pacing's multiplier, within the bid limits; campaign's currency.</param>
/// <param name="Value">The unpaced value.</param>
internal readonly record struct AdStake(double Share, CpmPrice Paced, CpmPrice Value);
