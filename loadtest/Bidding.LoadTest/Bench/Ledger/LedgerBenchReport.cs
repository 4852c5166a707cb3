using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Bidding.LoadTest.Bench.Ledger;

/// <summary>What <c>bench ledger</c> found, for people and for programs.</summary>
internal sealed record LedgerBenchReport(
    LedgerLoadOptions Options, string Database, string CpuOf, LedgerLoadResult Load, TimeSpan Cpu, LedgerHeld Held, double BytesPerEvent, double CeilingBefore, double CeilingAfter)
{
    private static readonly JsonSerializerOptions Form = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, NumberHandling = JsonNumberHandling.Strict };

    /// <summary>The ledger holds what it acknowledged, no more and no less, and refused every append that held a known event.</summary>
    public bool IsExact => Held.IsExact && Load.Refused == Load.DuplicatesSent;

    private double EventsPerSecond => Load.Events / Load.Elapsed.TotalSeconds;
    private double Ceiling => (CeilingBefore + CeilingAfter) / 2;
    private double CpuMicroseconds => Cpu.TotalMicroseconds / Math.Max(1, Load.Events);
    private double EventsPerCommit => Load.Events / Math.Max(1, Load.Commits);

    public string ToJson() => JsonSerializer.Serialize(
        new
        {
            Database,
            EventsPerS = Math.Round(EventsPerSecond),
            AppendsPerS = Math.Round(Load.Appends / Load.Elapsed.TotalSeconds),
            CommitsPerS = Math.Round(Load.Commits / Load.Elapsed.TotalSeconds, 1),
            EventsPerCommit = Math.Round(EventsPerCommit, 1),
            CpuUsPerEvent = Math.Round(CpuMicroseconds, 2),
            CpuOf,
            BytesPerEvent = Math.Round(BytesPerEvent, 1),
            AppendP50Ms = Percentile(50),
            AppendP99Ms = Percentile(99),
            DuplicatesSent = Load.DuplicatesSent,
            DuplicatesRefused = Load.Refused,
            Acknowledged = Held.Acknowledged,
            Held = Held.Entries,
            Exact = IsExact,
            RawRowsPerS = Math.Round(Ceiling),
            RatioToRaw = Math.Round(EventsPerSecond / Ceiling, 3),
            Writers = Options.Writers,
            Campaigns = Options.Campaigns,
            EventsPerAppend = Options.EventsPerAppend,
            DuplicatePercent = Options.DuplicatePercent,
            UserPercent = Options.UserPercent,
        },
        Form);

    public string ToText() => string.Join(
        Environment.NewLine,
        Line($"{Options.Writers} writers, {Options.Campaigns} campaigns, {Options.EventsPerAppend} events per append; {Database}"),
        Line($"  durable and deduplicated  {EventsPerSecond,10:N0} events/s"),
        Line($"  plain rows, no index      {Ceiling,10:N0} rows/s      ({CeilingBefore:N0} before, {CeilingAfter:N0} after; the ledger reaches {EventsPerSecond / Ceiling:P0})"),
        Line($"  CPU                       {CpuMicroseconds,10:N2} us/event of {CpuOf}"),
        Line($"  commits                   {Load.Commits / Load.Elapsed.TotalSeconds,10:N0} /s of {EventsPerCommit:N0} events"),
        Line($"  append                    {Percentile(50),10:N1} ms p50, {Percentile(99):N1} ms p99"),
        Line($"  size                      {BytesPerEvent,10:N0} bytes/event"),
        Line($"  known events              {Load.DuplicatesSent,10:N0} appends held one, {Load.Refused:N0} were refused"),
        Line($"  acknowledged              {Held.Acknowledged,10:N0} events, the ledger holds {Held.Entries:N0}: {(IsExact ? "exact" : "NOT EXACT")}"));

    private double Percentile(int percent) =>
        Load.LatenciesMs.Count == 0 ? 0 : Math.Round(Load.LatenciesMs[Math.Min(Load.LatenciesMs.Count - 1, Load.LatenciesMs.Count * percent / 100)], 2);

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
