using System.Globalization;
using System.Text.Json;
using Bidding.LoadTest.Load.Client;
using Bidding.LoadTest.Load.Extras;

namespace Bidding.LoadTest.Soak;

/// <summary>What a soak saw. It passes when every series is flat and nothing failed.</summary>
internal sealed record SoakReport(SoakOptions Options, IReadOnlyList<SoakSample> Samples, RoundTally Bids, ExtraTraffic Extras)
{
    private static readonly JsonSerializerOptions Form = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public IReadOnlyList<SoakVerdict> Verdicts { get; } = [.. SoakSeries.All.Select(series => series.Judge(Samples))];

    public bool Flat => Verdicts.All(verdict => verdict.Flat);

    /// <summary>Requests, notices and edits that were not answered as they should be.</summary>
    public long Errors => Bids.Failed + Extras.Notices.Failed + Extras.Edits.Failed;

    private IEnumerable<KeyValuePair<string, long>> Faults => Bids.Faults.Concat(Extras.Notices.Faults).Concat(Extras.Edits.Faults);

    public string ToJson() => JsonSerializer.Serialize(
        new
        {
            Flat,
            Errors,
            Seconds = Options.Length.TotalSeconds,
            WarmUpSeconds = Options.WarmUp.TotalSeconds,
            Options.Rate,
            Options.Campaigns,
            Answered = Bids.Answered,
            Bids = Bids.Bids,
            Notices = Extras.Notices.Answered,
            Edits = Extras.Edits.Answered,
            Series = Verdicts.ToDictionary(verdict => verdict.Name, verdict => new { First = Round(verdict.First), Last = Round(verdict.Last), Allowed = Round(verdict.Allowed), verdict.Flat }),
            Samples = Samples.Select(sample => SoakSeries.All.Select(series => (series.Name, Value: Round(series.Value(sample)))).Prepend(("seconds", Round(sample.Seconds))).ToDictionary(pair => pair.Item1, pair => pair.Item2)),
            Faults = Faults.GroupBy(fault => fault.Key).ToDictionary(group => group.Key, group => group.Sum(fault => fault.Value)),
        },
        Form);

    public string ToTable() => string.Join(
        Environment.NewLine,
        [
            Text($"{Options.Campaigns:N0} campaigns, {Options.Rate:N0} requests a second for {Options.Length.TotalSeconds:N0} s after {Options.WarmUp.TotalSeconds:N0} s that are not judged: {Bids.Answered:N0} answered, {Bids.Bids:N0} bid on, {Extras.Notices.Answered:N0} notices, {Extras.Edits.Answered:N0} edits; {Samples.Count} looks"),
            "",
            $"{"",-20}{"first quarter",16}{"last quarter",16}{"at most",16}",
            .. Verdicts.Select(verdict => Text($"{verdict.Name,-20}{verdict.First,16:N1}{verdict.Last,16:N1}{verdict.Allowed,16:N1}  {(verdict.Flat ? "flat" : "GROWS")}")),
            Text($"{"errors",-20}{Errors,48:N0}  {(Errors == 0 ? "none" : "FAILED")}"),
            .. Faults.Take(8).Select(fault => Text($"  {fault.Value,10:N0} x {fault.Key}")),
        ]);

    private static double Round(double value) => Math.Round(value, 3);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
