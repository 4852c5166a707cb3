using System.Collections.Concurrent;
using Bidding.Core.Amounts;
using Bidding.Core.Escrow;
using Bidding.Core.Ids;

namespace Bidding.SimulatorTests.Defects;

/// <summary>A report that was taken before a crash frees its window again when it is repeated after it: all of the lease, from what was inherited.</summary>
internal sealed class RepeatedReportsFreeTwice : DefectiveRules
{
    private readonly ConcurrentDictionary<WindowReport, Reserve> _freed = [];

    public override ReportOutcome Report(CampaignEscrow escrow, WindowReport report, Func<ExchangeNumber, TimeSpan> noticeWindow)
    {
        var before = escrow.Outstanding;
        var outcome = base.Report(escrow, report, noticeWindow);
        if (outcome == ReportOutcome.Applied)
        {
            _freed[report] = before - escrow.Outstanding + new Reserve(new Money(report.Placed.Sum(p => p.Amount.Nanos)), Money.Zero);
        }
        else if (outcome == ReportOutcome.Unknown && escrow.Inherited != default && _freed.TryRemove(report, out var freed))
        {
            ShrinkInherited(escrow, freed);
        }

        return outcome;
    }
}

/// <summary>A report of a window of an earlier activation takes what it placed from what was inherited, as if that were settled.</summary>
internal sealed class ReportsShrinkInherited : DefectiveRules
{
    public override ReportOutcome Report(CampaignEscrow escrow, WindowReport report, Func<ExchangeNumber, TimeSpan> noticeWindow)
    {
        var outcome = base.Report(escrow, report, noticeWindow);
        if (outcome == ReportOutcome.Unknown)
        {
            ShrinkInherited(escrow, new(new Money(report.Placed.Sum(p => p.Amount.Nanos)), Money.Zero));
        }

        return outcome;
    }
}

/// <summary>Authority counts from when the answer came: a node that was frozen meanwhile believes in an answer long outdated.</summary>
internal sealed class AuthorityFromTheReply : DefectiveRules
{
    public override TimeSpan ProvedAt(TimeSpan sentAt, TimeSpan answeredAt) => answeredAt;
}

/// <summary>Every activation counts its windows from one again, under the same name.</summary>
internal sealed class WindowIdsAreReused : DefectiveRules
{
    public override WindowId NameWindow(int takeover, int counter) => new(1, counter);
}
