using System.Text.Json;
using System.Text.Json.Serialization;
using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using NodaTime;

namespace Bidding.Core.Ledger;

/// <summary>The detail of a <see cref="EntryKind.Limits"/> entry. Field names and units are stored: amounts in nano-units, times in milliseconds.</summary>
public static class TermsJson
{
    public static string Write(CampaignTerms terms)
    {
        ArgumentNullException.ThrowIfNull(terms);
        return JsonSerializer.Serialize(
            new TermsRow
            {
                Version = terms.Version,
                Advertiser = terms.Advertiser.Value,
                Currency = terms.Currency.ToString(),
                TimeZone = terms.TimeZone,
                Model = (int)terms.Model,
                MediaTotal = terms.MediaTotal?.Nanos,
                MediaDaily = terms.MediaDaily?.Nanos,
                BillingTotal = terms.BillingTotal?.Nanos,
                BillingDaily = terms.BillingDaily?.Nanos,
                Markup = terms.Markup.Nanos,
                ImpressionPayout = terms.ImpressionPayout.Nanos,
                Payout = terms.Payout.Nanos,
                Actions = terms.Actions.ToDictionary(a => a.Action, a => a.Payout.Nanos),
                Share = terms.Share.Nanos,
                ClickWindowMs = (long)terms.ClickWindow.TotalMilliseconds,
                Goal = (int)terms.Goal,
                GoalAction = terms.GoalAction,
                Portfolio = terms.Portfolio?.Number.Value,
                PortfolioTotal = terms.Portfolio?.HasTotal,
                PortfolioDaily = terms.Portfolio?.HasDaily,
                Margin = terms.Portfolio is null ? null : terms.Margin.Nanos,
            },
            LedgerJsonContext.Default.TermsRow);
    }

    /// <summary>Throws <see cref="JsonException"/> when the text is not what <see cref="Write"/> makes.</summary>
    public static CampaignTerms Read(string json)
    {
        var row = JsonSerializer.Deserialize(json, LedgerJsonContext.Default.TermsRow) ?? throw new JsonException("Limits without terms.");
        return new()
        {
            Version = row.Version,
            Advertiser = new(row.Advertiser),
            Currency = CurrencyCode.Parse(row.Currency),
            TimeZone = row.TimeZone,
            Model = (PricingModel)row.Model,
            MediaTotal = Optional(row.MediaTotal),
            MediaDaily = Optional(row.MediaDaily),
            BillingTotal = Optional(row.BillingTotal),
            BillingDaily = Optional(row.BillingDaily),
            Markup = new(row.Markup),
            ImpressionPayout = new(row.ImpressionPayout),
            Payout = new(row.Payout),
            Actions = [.. row.Actions.OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => new ActionPayout(a.Key, new(a.Value)))],
            Share = new(row.Share),
            ClickWindow = Duration.FromMilliseconds(row.ClickWindowMs),
            Goal = (GoalKind)row.Goal,
            GoalAction = row.GoalAction,
            Portfolio = row.Portfolio is { } portfolio ? new(new(portfolio), row.PortfolioTotal ?? false, row.PortfolioDaily ?? false) : null,
            Margin = new(row.Margin ?? 0),
        };
    }

    private static Money? Optional(long? nanos) => nanos is { } value ? new Money(value) : null;
}

internal sealed class TermsRow
{
    public int Version { get; set; }
    public int Advertiser { get; set; }
    public string Currency { get; set; } = "";
    public string TimeZone { get; set; } = "";
    public int Model { get; set; }
    public long? MediaTotal { get; set; }
    public long? MediaDaily { get; set; }
    public long? BillingTotal { get; set; }
    public long? BillingDaily { get; set; }
    public long Markup { get; set; }
    public long ImpressionPayout { get; set; }
    public long Payout { get; set; }
    public Dictionary<string, long> Actions { get; set; } = [];
    public long Share { get; set; }
    public long ClickWindowMs { get; set; }
    public int Goal { get; set; }
    public string GoalAction { get; set; } = "";
    public int? Portfolio { get; set; }
    public bool? PortfolioTotal { get; set; }
    public bool? PortfolioDaily { get; set; }
    public long? Margin { get; set; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TermsRow))]
[JsonSerializable(typeof(ConversionDetail))]
[JsonSerializable(typeof(ClickDetail))]
[JsonSerializable(typeof(AllocationDetail))]
internal sealed partial class LedgerJsonContext : JsonSerializerContext;
