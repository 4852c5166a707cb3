using System.Globalization;
using System.Text.Json;

namespace Bidding.LoadTest.Chaos;

/// <summary>A series of faults: as JSON for programs, as a table for people.</summary>
internal sealed record ChaosReport(int Seconds, int Rate, int Seed, IReadOnlyList<FaultResult> Faults)
{
    private static readonly JsonSerializerOptions Form = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public int Lost => Faults.Sum(fault => fault.Lost);
    public int Duplicated => Faults.Sum(fault => fault.Duplicated);
    public decimal Overspend => Faults.Select(fault => fault.Overspend).DefaultIfEmpty(0).Max();

    /// <summary>Nothing acknowledged was lost or is there twice, nothing was overspent, and the ledger verifies.</summary>
    public bool Passed => Faults.All(fault => fault.IsClean);

    public string ToJson() => JsonSerializer.Serialize(this, Form);

    public string ToTable() => string.Join(
        Environment.NewLine,
        [
            Row("fault", "lasted", "sent", "answered", "share", "bids", "events", "found", "lost", "double", "overspend", "verify", "recovered", "after end", "bid on"),
            .. Faults.Select(RowOf),
            "",
            "recovered: seconds until every bid is answered and every notice acknowledged within a second, from then on; counted from the fault's begin, or, with *, from its end.",
            "after end: the same, counted from the fault's end: what the return of the node or server costs.",
            "bid on: for how many seconds of the fault bids went on at half their rate or more.",
            .. Faults.Where(fault => fault.Unacknowledged > 0).Select(fault => $"{fault.Fault}: {fault.Unacknowledged} notices were never acknowledged"),
            .. Faults.SelectMany(fault => fault.Refused.Select(refused => $"{fault.Fault}: {refused.Value} x {refused.Key}")),
            .. Faults.SelectMany(fault => fault.Differences.Select(difference => $"{fault.Fault}: {difference}")),
            Passed ? "Nothing that was acknowledged is lost or there twice, nothing was overspent, and the ledger verifies." : "CHAOS FAILED.",
        ]);

    private static string RowOf(FaultResult fault) => fault.Skipped is { } why
        ? $"{fault.Fault,-16} skipped: {why}"
        : fault.Failed is { } failure ? $"{fault.Fault,-16} FAILED: {failure}"
        : Row(
            fault.Fault, Text($"{fault.LastedSeconds:0.0} s"), Text($"{fault.BidsSent}"), Text($"{fault.Answered}"), Text($"{100 * fault.AnsweredShare:0.000} %"), Text($"{fault.Bids}"),
            Text($"{fault.AcknowledgedEvents}"), Text($"{fault.Found}"), Text($"{fault.Lost}"), Text($"{fault.Duplicated}"), Text($"{fault.Overspend:0.####}"),
            fault.LedgerVerified ? "clean" : "NOT", Text($"{fault.SecondsToRecover:0.00} s{(fault.MeasuredFrom == "end" ? "*" : " ")}"), Text($"{fault.SecondsDisturbedAfterEnd:0.00} s"), Text($"{fault.BiddingSeconds} s"));

    private static string Row(params string[] cells) =>
        $"{cells[0],-16}{string.Concat(cells.Skip(1).Select((cell, i) => cell.PadLeft(i switch { 0 or 7 or 8 => 8, 3 or 9 or 11 or 12 => 11, _ => 9 })))}";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
