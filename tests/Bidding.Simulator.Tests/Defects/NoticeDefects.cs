using Bidding.Core.Amounts;
using Bidding.Core.Escrow;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using Bidding.Core.Ledger.Decisions;
using NodaTime;

namespace Bidding.SimulatorTests.Defects;

/// <summary>A loss notice that comes again gives its reserve back again.</summary>
internal sealed class ReleasesTwice : DefectiveRules
{
    public override NoticeDecision Decide(
        CampaignNumber campaign, CampaignBooks books, CampaignEscrow escrow, KnownFacts known, Func<ExchangeNumber, ExchangeTerms> exchanges, IReadOnlyList<Notice> notices)
    {
        var decision = base.Decide(campaign, books, escrow, known, exchanges, notices);
        var again = notices.Where((n, i) => n.Kind == NoticeKind.Loss && decision.Results[i].Outcome == NoticeOutcome.Duplicate)
            .Select(n => new Settlement(n.Token.Window, n.Token.Exchange, new(n.Token.Reserve, n.Token.ImpressionPayout)));
        return decision with { Settlements = [.. decision.Settlements, .. again] };
    }
}

/// <summary>A notice of a window that this activation does not know takes its reserve from what was inherited.</summary>
internal sealed class NoticesShrinkInherited : DefectiveRules
{
    public override NoticeDecision Decide(
        CampaignNumber campaign, CampaignBooks books, CampaignEscrow escrow, KnownFacts known, Func<ExchangeNumber, ExchangeTerms> exchanges, IReadOnlyList<Notice> notices)
    {
        var decision = base.Decide(campaign, books, escrow, known, exchanges, notices);
        foreach (var settlement in decision.Settlements.Where(s => escrow.Held(s.Window, s.Exchange) == default))
        {
            ShrinkInherited(escrow, settlement.Bid);
        }

        return decision;
    }
}

/// <summary>A post that no reserve pays for leaves the mark where it is.</summary>
internal sealed class LatePostsLeaveTheMark : DefectiveRules
{
    public override NoticeDecision Decide(
        CampaignNumber campaign, CampaignBooks books, CampaignEscrow escrow, KnownFacts known, Func<ExchangeNumber, ExchangeTerms> exchanges, IReadOnlyList<Notice> notices) =>
        base.Decide(campaign, books, escrow, known, exchanges, notices) with { MarkRise = Money.Zero };
}

/// <summary>What the stream holds of a bid already is not asked for, and keys are made so that the store can not tell.</summary>
internal sealed class CountsDuplicates : DefectiveRules
{
    private long _keys;

    public override NoticeDecision Decide(
        CampaignNumber campaign, CampaignBooks books, CampaignEscrow escrow, KnownFacts known, Func<ExchangeNumber, ExchangeTerms> exchanges, IReadOnlyList<Notice> notices)
    {
        var decision = base.Decide(campaign, books, escrow, new KnownFacts([], []), exchanges, notices);
        return decision with { Entries = [.. decision.Entries.Select(e => e with { Key = new(long.MaxValue, Interlocked.Increment(ref _keys)) })] };
    }
}

/// <summary>Money is booked to the day on which its notice came, not to the bid's.</summary>
internal sealed class BooksToTheDayOfTheNotice : DefectiveRules
{
    public override NoticeDecision Decide(
        CampaignNumber campaign, CampaignBooks books, CampaignEscrow escrow, KnownFacts known, Func<ExchangeNumber, ExchangeTerms> exchanges, IReadOnlyList<Notice> notices)
    {
        var decision = base.Decide(campaign, books, escrow, known, exchanges, notices);
        return decision with { Entries = [.. decision.Entries.Select(e => e with { Day = books.Calendar.DayAt(Instant.FromUnixTimeMilliseconds(e.AtMs)) })] };
    }
}

/// <summary>What was reserved before a budget was lowered is not paid any more: posts are cut to what the new limit leaves.</summary>
internal sealed class ClawsBackLoweredBudgets : DefectiveRules
{
    public override NoticeDecision Decide(
        CampaignNumber campaign, CampaignBooks books, CampaignEscrow escrow, KnownFacts known, Func<ExchangeNumber, ExchangeTerms> exchanges, IReadOnlyList<Notice> notices)
    {
        var decision = base.Decide(campaign, books, escrow, known, exchanges, notices);
        var left = Money.Max(Money.Zero, (books.Terms!.MediaTotal ?? Money.MaxValue) - books.Posted);
        var entries = new List<LedgerEntry>();
        foreach (var entry in decision.Entries)
        {
            var amount = entry.Kind == EntryKind.Post ? Money.Min(entry.Amount, left) : entry.Amount;
            left -= entry.Kind == EntryKind.Post ? amount : Money.Zero;
            entries.Add(entry with { Amount = amount });
        }

        return decision with { Entries = entries };
    }
}
