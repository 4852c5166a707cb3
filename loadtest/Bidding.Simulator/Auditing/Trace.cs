namespace Bidding.Simulator.Auditing;

/// <summary>
/// One thing that happened, as an outsider sees it: numbers and texts only. All money in nano-units of the campaign's currency, all times in Unix milliseconds of true
/// time unless named otherwise.
/// </summary>
public abstract record TraceEvent(long AtMs, int Campaign);

/// <summary>What an auditor is told beforehand: the contract, not the state.</summary>
/// <param name="NoticeWindowMs">By exchange number.</param>
/// <param name="BillableKind">By exchange number: the kind of notice (as in <see cref="NoticeAccepted.Kind"/>) that makes us owe.</param>
/// <param name="ClocksAreTrue">False: wall clocks of nodes may be off by up to <paramref name="ClockErrorMs"/>.</param>
public sealed record AuditTerms(
    IReadOnlyDictionary<int, long> NoticeWindowMs,
    IReadOnlyDictionary<int, int> BillableKind,
    long WindowMaxMs,
    long SlackMs,
    long AuthorityMs,
    bool ClocksAreTrue,
    long ClockErrorMs);

/// <summary>A bid went to an exchange.</summary>
/// <param name="Reserve">What was reserved for it.</param>
/// <param name="PricePerMille">As answered, in nano-units of the bid's currency per thousand.</param>
/// <param name="RateNanos">Campaign currency per unit of the bid's currency, in billionths.</param>
/// <param name="Day">The day the money was booked to, counted from 1970-01-01.</param>
public sealed record BidSent(
    long AtMs, int Campaign, string Bid, int Node, int Exchange, long Reserve, long PricePerMille, long RateNanos, long Payout, int Day, int CampaignVersion)
    : TraceEvent(AtMs, Campaign);

/// <summary>A gateway took a notice from its sender.</summary>
/// <param name="Number">Of this delivery: a repetition is another one.</param>
/// <param name="Kind">1 win, 2 billing, 3 loss, 4 impression, 5 click, 6 conversion.</param>
/// <param name="PricePerMille">Null: none was named.</param>
/// <param name="StampMs">The gateway's own wall clock: the time that lines of the ledger carry.</param>
public sealed record NoticeAccepted(
    long AtMs, int Campaign, long Number, string Bid, int Kind, long? PricePerMille, long StampMs, string Action, string OrderId, long Value)
    : TraceEvent(AtMs, Campaign);

/// <summary>The sender was answered. Outcomes: 0 accepted, 1 late, 2 duplicate, 3 refused, 4 ignored, 5 unavailable.</summary>
public sealed record NoticeAnswered(long AtMs, int Campaign, long Number, int Outcome, string Reason) : TraceEvent(AtMs, Campaign);

/// <summary>A row became durable.</summary>
public sealed record RowWritten(
    long AtMs,
    int Campaign,
    long Seq,
    int Kind,
    string Key,
    string Bid,
    long StampMs,
    int Day,
    int Ad,
    int DebitKind,
    int DebitOwner,
    int CreditKind,
    int CreditOwner,
    long Amount,
    long Value,
    int Traits,
    string Detail) : TraceEvent(AtMs, Campaign);

/// <summary>The head row after an append.</summary>
public sealed record HeadWritten(long AtMs, int Campaign, long Seq, long Mark, int Takeover) : TraceEvent(AtMs, Campaign);

/// <summary>An operator was told that an edit holds.</summary>
public sealed record EditAcknowledged(long AtMs, int Campaign) : TraceEvent(AtMs, Campaign);

/// <summary>What a campaign showed when asked.</summary>
public sealed record FiguresShown(long AtMs, int Campaign, long Seq, long Posted, long Billed, long Unbilled, long Disputed) : TraceEvent(AtMs, Campaign);

/// <summary>All has been quiet for longer than anything may stay reserved.</summary>
/// <param name="Outstanding">What the campaign still shows as reserved.</param>
public sealed record QuietEnded(long AtMs, int Campaign, long Outstanding) : TraceEvent(AtMs, Campaign);

/// <summary>A fault or an operator's act, for whoever reads the trace; campaign 0: of all.</summary>
public sealed record Happened(long AtMs, int Campaign, string What) : TraceEvent(AtMs, Campaign);
