using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Bidding.Core.Campaigns;

namespace Bidding.Core.Optimization;

/// <summary>
/// What led to a shift, as the JSON that the ledger keeps: per ad its counts, the posteriors drawn from, mean reward per cost, the probability of being best, and
/// its share before and after; with the seed, so that the decision can be made again. Amounts are decimal strings in the campaign's currency.
/// </summary>
/// <param name="Draws">0: decided without evidence, because the ads changed.</param>
/// <param name="Wins">Draws that each ad won.</param>
internal readonly record struct ShiftEvidence(GoalKind Goal, ulong Seed, int Draws, AdBelief[] Beliefs, long[] Wins)
{
    /// <summary>Ads told of at most, those that moved furthest: an entry of the ledger stays small.</summary>
    private const int AdsTold = 32;

    public string Write(ShareReason reason, ReadOnlySpan<AdTrial> ads, ShareMove[] moves)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteString("method", "budgeted_thompson");
        json.WriteString("reason", reason == ShareReason.AdsChanged ? "ads_changed" : "evidence");
        json.WriteString("goal", Goal.ToString().ToLowerInvariant());
        json.WriteString("seed", Seed.ToString(CultureInfo.InvariantCulture));
        json.WriteNumber("draws", Draws);
        json.WriteNumber("ads_total", ads.Length);
        json.WriteStartArray("ads");
        foreach (var index in Furthest(moves))
        {
            WriteAd(json, index, ads[index], moves[index]);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static IEnumerable<int> Furthest(ShareMove[] moves) => Enumerable.Range(0, moves.Length)
        .OrderByDescending(index => Math.Abs(moves[index].After.Nanos - moves[index].Before.Nanos))
        .Take(AdsTold)
        .Order();

    private void WriteAd(Utf8JsonWriter json, int index, AdTrial ad, ShareMove move)
    {
        json.WriteStartObject();
        json.WriteNumber("ad", ad.Counts.Ad.Value);
        json.WriteBoolean("active", ad.IsActive);
        json.WriteNumber("impressions", ad.Counts.Impressions);
        json.WriteNumber("clicks", ad.Counts.Clicks);
        json.WriteNumber("results", ad.Counts.Results);
        json.WriteString("value", ad.Counts.ResultValue.ToString());
        json.WriteString("cost", ad.Cost.ToString());
        if (Draws > 0)
        {
            var belief = Beliefs[index];
            WriteRate(json, "click_rate", belief.ClickRate);
            WriteRate(json, "conversion_rate", belief.ConversionRate);
            WriteRate(json, "cost_rate", belief.CostRate);
            WriteRounded(json, "cost_scale", belief.CostScale);
            WriteRounded(json, "result_per_cost", belief.MeanRewardPerCost);
            if (ad.IsActive)
            {
                WriteRounded(json, "probability_best", Wins[index] / (double)Draws);
            }
        }

        json.WriteNumber("before", move.Before.ToDecimal());
        json.WriteNumber("after", move.After.ToDecimal());
        json.WriteEndObject();
    }

    private static void WriteRate(Utf8JsonWriter json, string name, BetaPosterior? rate)
    {
        if (rate is { } known)
        {
            json.WriteStartObject(name);
            WriteRounded(json, "alpha", known.Alpha);
            WriteRounded(json, "beta", known.Beta);
            json.WriteEndObject();
        }
    }

    // Six digits tell a person enough; the counts and the seed tell a program the rest.
    private static void WriteRounded(Utf8JsonWriter json, string name, double value) =>
        json.WriteNumber(name, double.IsFinite(value) ? double.Parse(value.ToString("G6", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) : 0);
}
