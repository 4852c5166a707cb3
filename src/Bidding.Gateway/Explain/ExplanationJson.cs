using System.Buffers;
using System.Text.Json;
using Bidding.Core.Auction;
using Bidding.Core.Pricing;
using Bidding.Gateway.Http;

namespace Bidding.Gateway.Explain;

/// <summary>An explanation as JSON: names are the reasons' stable ones, amounts decimal strings per mille in the currency beside them.</summary>
internal static class ExplanationJson
{
    public static ReadOnlyMemory<byte> Write(string requestId, string exchange, Explanation explanation)
    {
        var body = new ArrayBufferWriter<byte>(4096);
        using var json = new Utf8JsonWriter(body, HttpAnswers.Readable);
        json.WriteStartObject();
        json.WriteString("id", requestId);
        json.WriteString("exchange", exchange);
        WriteReason(json, Overall(explanation));
        json.WriteString("currency", explanation.Currency.ToString());
        json.WriteStartArray("imps");
        foreach (var imp in explanation.Imps)
        {
            json.WriteStartObject();
            json.WriteString("impid", imp.ImpId);
            WriteReason(json, imp.Reason);
            json.WriteStartArray("campaigns");
            foreach (var campaign in imp.Campaigns)
            {
                Write(json, campaign);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return body.WrittenMemory;
    }

    /// <summary>The request's own verdict; else none when any imp would get a bid, else the one that came furthest.</summary>
    private static NoBidReason Overall(Explanation explanation) =>
        explanation.Reason != NoBidReason.None || explanation.Imps.Count == 0 ? explanation.Reason
        : explanation.Imps.Any(imp => imp.Reason == NoBidReason.None) ? NoBidReason.None
        : explanation.Imps.Max(imp => imp.Reason);

    private static void WriteReason(Utf8JsonWriter json, NoBidReason reason)
    {
        json.WriteBoolean("bid", reason == NoBidReason.None);
        if (reason != NoBidReason.None)
        {
            json.WriteNumber("nbr", reason.Nbr());
            json.WriteString("reason", reason.Name());
        }
    }

    private static void Write(Utf8JsonWriter json, CampaignExplanation campaign)
    {
        json.WriteStartObject();
        json.WriteString("campaign", campaign.CampaignId);
        json.WriteString("rule", campaign.Rule.Name());
        WriteUnlessEmpty(json, "detail", campaign.Detail);
        WriteUnlessEmpty(json, "ad", campaign.AdId);
        WriteUnlessEmpty(json, "deal", campaign.DealId);
        if (campaign.Factors is { } factors)
        {
            json.WritePropertyName("price");
            Write(json, factors);
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, in PriceFactors factors)
    {
        json.WriteStartObject();
        json.WriteString("expected_payout", factors.ExpectedPayout.ToString());
        if (factors.TargetValue is { } target)
        {
            json.WriteString("target_value", target.ToString());
        }

        json.WriteString("click_rate", factors.ClickRate.ToString());
        json.WriteString("conversion_rate", factors.ConversionRate.ToString());
        json.WriteString("conversion_value", factors.ConversionValue.ToString());
        json.WriteString("media_share", factors.MediaShare.ToString());
        json.WriteString("value", factors.Value.ToString());
        json.WriteString("pacing_multiplier", factors.PacingMultiplier.ToString());
        json.WriteString("participation", factors.Participation.ToString());
        json.WriteString("shading", factors.Shading.ToString());
        json.WriteString("exchange_rate", factors.ExchangeRate.ToString());
        json.WriteString("floor", factors.Floor.ToString());
        json.WriteString("price", factors.Price.ToString());
        json.WriteEndObject();
    }

    private static void WriteUnlessEmpty(Utf8JsonWriter json, string name, string text)
    {
        if (text.Length > 0)
        {
            json.WriteString(name, text);
        }
    }
}
