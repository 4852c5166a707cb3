using Bidding.Core.Ledger;
using Prometheus;

namespace Bidding.Gateway.Notices;

/// <summary>Notices, beacons, clicks and conversions by what became of them.</summary>
internal static class NoticeInstruments
{
    private static readonly Counter Notices = Metrics.CreateCounter(
        "bidding_notices_total", "Notices, beacons, clicks and conversions by their outcome.", "kind", "outcome");

    private static readonly int Kinds = Enum.GetValues<NoticeKind>().Max(kind => (int)kind) + 1;
    private static readonly int Outcomes = Enum.GetValues<NoticeOutcome>().Length;
    private static readonly Counter.Child[] Children = [.. from kind in Enumerable.Range(0, Kinds) from outcome in Enumerable.Range(0, Outcomes) select Child(kind, outcome)];
    private static readonly Counter.Child[] BadTokens = [.. Enumerable.Range(0, Kinds).Select(kind => Notices.WithLabels(NameOf(kind), "bad_token"))];

    public static void Count(NoticeKind kind, NoticeOutcome outcome)
    {
        Children[((int)kind * Outcomes) + (int)outcome].Inc();
        if (outcome is NoticeOutcome.Accepted or NoticeOutcome.Late && Funnel(kind) is { } step)
        {
            step.Inc();
        }
    }

    public static void CountBadToken(NoticeKind kind) => BadTokens[(int)kind].Inc();

    private static Counter.Child? Funnel(NoticeKind kind) => kind switch
    {
        NoticeKind.Win => FunnelInstruments.Win,
        NoticeKind.Impression => FunnelInstruments.Impression,
        NoticeKind.Click => FunnelInstruments.Click,
        NoticeKind.Conversion => FunnelInstruments.Conversion,
        _ => null,
    };

    private static Counter.Child Child(int kind, int outcome) => Notices.WithLabels(NameOf(kind), ((NoticeOutcome)outcome).ToString().ToLowerInvariant());

    private static string NameOf(int kind) => Enum.IsDefined((NoticeKind)kind) ? ((NoticeKind)kind).ToString().ToLowerInvariant() : "none";
}
