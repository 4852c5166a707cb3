using Bidding.Core.Amounts;
using Bidding.Core.Campaigns.Definitions;

namespace Bidding.Core.Campaigns.Rules;

/// <summary>Each pricing model takes its own field and no other.</summary>
internal static class PricingRules
{
    public static Money PayoutMax { get; } = new(1_000_000 * Money.NanosPerUnit);

    private static readonly CpmPrice CpmMax = new(10_000 * Money.NanosPerUnit);

    public static void Check(Pricing pricing, FieldErrors errors)
    {
        CheckUnused(pricing, errors);
        switch (pricing.Model)
        {
            case PricingModel.DynamicCpm:
                errors.AddIf(pricing.Markup < Ratio.Zero || pricing.Markup > Ratio.FromDecimal(10), "pricing.markup", "must be from 0 to 10: 0.20 adds a fifth to the media cost");
                break;
            case PricingModel.Cpm:
                errors.AddIf(
                    pricing.Cpm <= CpmPrice.Zero || pricing.Cpm > CpmMax, "pricing.cpm",
                    "is required under cpm: above 0 and at most 10000 per thousand impressions");
                break;
            case PricingModel.Cpa:
                CheckActions(pricing.Actions, errors);
                break;
            case PricingModel.Cps:
                errors.AddIf(pricing.Share <= Ratio.Zero || pricing.Share > Ratio.One, "pricing.share", "is required under cps: above 0 and at most 1, 0.05 is 5 %");
                break;
            default:
                CheckPayout(pricing.Payout, "pricing.payout", errors);
                break;
        }
    }

    private static void CheckUnused(Pricing pricing, FieldErrors errors)
    {
        var used = PricingDefinition.FieldOf(pricing.Model);
        (string Field, bool Given)[] given =
        [
            ("markup", pricing.Markup != Ratio.Zero), ("cpm", pricing.Cpm != CpmPrice.Zero), ("payout", !pricing.Payout.IsZero),
            ("actions", pricing.Actions.Count > 0), ("share", pricing.Share != Ratio.Zero),
        ];
        foreach (var (field, _) in given.Where(entry => entry.Given && entry.Field != used))
        {
            errors.Add($"pricing.{field}", $"is not used by the model {CatalogNames.PricingModels.NameOf(pricing.Model)}, which takes {used}; remove it");
        }
    }

    private static void CheckActions(IReadOnlyList<ActionPayout> actions, FieldErrors errors)
    {
        errors.AddIf(actions.Count == 0, "pricing.actions", "needs at least one action with its payout under cpa");
        errors.CheckCount("pricing.actions", actions.Count, 50);
        errors.CheckDistinct("pricing.actions", actions.Select(action => action.Action));
        for (var index = 0; index < actions.Count; index++)
        {
            errors.AddIf(!FieldErrors.Action().IsMatch(actions[index].Action), $"pricing.actions[{index}].action", "must be 1 to 64 of a-z, 0-9, '.', '-' and '_'");
            CheckPayout(actions[index].Payout, $"pricing.actions[{index}].payout", errors);
        }
    }

    private static void CheckPayout(Money payout, string field, FieldErrors errors) =>
        errors.AddIf(!payout.IsPositive || payout > PayoutMax, field, "is required: above 0 and at most 1000000");
}
