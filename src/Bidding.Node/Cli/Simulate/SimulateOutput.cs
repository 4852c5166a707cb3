using System.Globalization;
using System.Text.Json;
using Bidding.Core.Amounts;
using Bidding.Core.Replay.Runs;

namespace Bidding.Node.Cli.Simulate;

/// <summary>Prints a replay's report. Amounts in JSON are numbers, so that scripts can reckon with them as they stand.</summary>
internal static class SimulateOutput
{
    private static readonly string[] Heads =
        ["campaign", "budget", "spent", "overspent", "impressions", "clicks", "conversions", "value", "deviation", "first", "last"];

    private static readonly JsonWriterOptions Indented = new() { Indented = true };

    public static void WriteJson(ReplayReport report, TextWriter output)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Indented))
        {
            json.WriteStartObject();
            json.WriteNumber("auctions", report.Auctions);
            json.WriteNumber("auctions_per_second", Math.Round(report.AuctionsPerSecond));
            json.WriteStartArray("campaigns");
            foreach (var campaign in report.Campaigns)
            {
                Write(json, campaign);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.WriteLine(System.Text.Encoding.UTF8.GetString(buffer.GetBuffer().AsSpan(0, (int)buffer.Length)));
    }

    public static void WriteTables(ReplayReport report, TextWriter output)
    {
        var rows = new List<string[]> { Heads };
        rows.AddRange(report.Campaigns.Select(c => (string[])
        [
            c.Id, c.Budget.ToString(), c.Spent.ToString(), c.Overspent.ToString(), Text(c.Impressions), Text(c.Clicks), Text(c.Conversions),
            c.Value.ToString("0.####", CultureInfo.InvariantCulture), c.MaxDeviation.ToString("0.00 %", CultureInfo.InvariantCulture), Time(c.FirstServingMs), Time(c.LastServingMs),
        ]));
        var widths = Heads.Select((_, column) => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
        {
            output.WriteLine(string.Join("  ", row.Select((cell, column) => column == 0 ? cell.PadRight(widths[0]) : cell.PadLeft(widths[column]))));
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{report.Auctions:N0} auctions, {report.AuctionsPerSecond:N0} a second"));
    }

    private static void Write(Utf8JsonWriter json, CampaignResult campaign)
    {
        json.WriteStartObject();
        json.WriteString("campaign", campaign.Id);
        Amount(json, "budget", campaign.Budget);
        Amount(json, "spent", campaign.Spent);
        Amount(json, "overspent", campaign.Overspent);
        json.WriteNumber("opportunities", campaign.Opportunities);
        json.WriteNumber("impressions", campaign.Impressions);
        json.WriteNumber("clicks", campaign.Clicks);
        json.WriteNumber("conversions", campaign.Conversions);
        json.WriteNumber("value", campaign.Value);
        json.WriteNumber("max_deviation", Math.Round(campaign.MaxDeviation, 6));
        Time(json, "first_serving_ms", campaign.FirstServingMs);
        Time(json, "last_serving_ms", campaign.LastServingMs);
        json.WriteStartArray("hourly");
        foreach (var hour in campaign.Hourly)
        {
            json.WriteStartObject();
            json.WriteNumber("hour", hour.Hour);
            Amount(json, "planned", hour.Planned);
            Amount(json, "spent", hour.Spent);
            json.WriteNumber("opportunities", hour.Opportunities);
            json.WriteNumber("avg_multiplier", hour.AvgMultiplier);
            json.WriteNumber("participation", Math.Round(hour.Participation, 6));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Amount(Utf8JsonWriter json, string name, Money amount) => json.WriteNumber(name, amount.ToDecimal());

    private static void Time(Utf8JsonWriter json, string name, long? ms)
    {
        if (ms is { } time)
        {
            json.WriteNumber(name, time);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static string Time(long? ms) => ms is { } time ? TimeSpan.FromMilliseconds(time).ToString(@"hh\:mm\:ss", CultureInfo.InvariantCulture) : "-";

    private static string Text(double count) => count.ToString("#,0.##", CultureInfo.InvariantCulture);
}
