using Bidding.Core.Amounts;

namespace Bidding.Core.Campaigns.Definitions;

/// <summary>The JSON form of a campaign's pricing. A field that the model does not use is an error, not a value kept in silence.</summary>
internal static class PricingDefinition
{
    private static readonly string[] Fields = ["markup", "cpm", "payout", "actions", "share"];

    public static Pricing Read(DefinitionReader json)
    {
        if (json.Object("pricing") is not { } pricing)
        {
            json.Fail("pricing", "is required");
            return new() { Model = default };
        }

        var named = pricing.RequiredText("model");
        var model = named.Length == 0 ? default : pricing.Name("model", CatalogNames.PricingModels, default);
        foreach (var field in Fields.Where(field => pricing.Has(field) && field != FieldOf(model)))
        {
            pricing.Fail(field, $"is not used by the model {CatalogNames.PricingModels.NameOf(model)}, which takes {FieldOf(model)}; remove it");
        }

        var result = new Pricing
        {
            Model = model,
            Markup = pricing.Fraction("markup") ?? Ratio.Zero,
            Cpm = pricing.Cpm("cpm") ?? CpmPrice.Zero,
            Payout = pricing.Amount("payout") ?? Money.Zero,
            Actions = [.. pricing.Objects("actions").Select(ReadAction)],
            Share = pricing.Fraction("share") ?? Ratio.Zero,
        };
        pricing.RefuseUnknown();
        return result;
    }

    public static void Write(DefinitionWriter json, Pricing pricing)
    {
        json.Name("model", CatalogNames.PricingModels, pricing.Model);
        switch (FieldOf(pricing.Model))
        {
            case "markup":
                json.Fraction("markup", pricing.Markup);
                break;
            case "cpm":
                json.Cpm("cpm", pricing.Cpm);
                break;
            case "payout":
                json.Amount("payout", pricing.Payout);
                break;
            case "actions":
                json.Objects("actions", pricing.Actions, action =>
                {
                    json.Text("action", action.Action);
                    json.Amount("payout", action.Payout);
                });
                break;
            default:
                json.Fraction("share", pricing.Share);
                break;
        }
    }

    /// <summary>The one field that holds the model's price.</summary>
    internal static string FieldOf(PricingModel model) => model switch
    {
        PricingModel.DynamicCpm => "markup",
        PricingModel.Cpm => "cpm",
        PricingModel.Cpc or PricingModel.Cpl or PricingModel.Cpi => "payout",
        PricingModel.Cpa => "actions",
        _ => "share",
    };

    private static ActionPayout ReadAction(DefinitionReader action)
    {
        var result = new ActionPayout(action.RequiredText("action"), action.Amount("payout") ?? Money.Zero);
        action.RefuseUnknown();
        return result;
    }
}
