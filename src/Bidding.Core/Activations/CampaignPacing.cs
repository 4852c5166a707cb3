using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Core.Escrow;
using Bidding.Core.Ledger;
using Bidding.Core.Pacing;
using Bidding.Core.Portfolios;
using NodaTime;

namespace Bidding.Core.Activations;

/// <summary>Feeds the pacer with what this activation has seen, about once a second, and keeps the levers. Runs on its activation's scheduler.</summary>
public sealed class CampaignPacing(IPacer pacer)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private Money _placed;
    private long _opportunities;
    private Money? _postedAtStart;
    private TimeSpan? _steppedAt;
    private ServingDay? _serving;

    public PacingLevers Levers { get; private set; } = PacingLevers.Open;
    public SpendPlan Plan { get; private set; }

    /// <summary>What the campaign may count on of its portfolio's budget; nothing known: its own limits alone.</summary>
    public SpendLimits Expected { get; set; }

    public void Seen(Money placed, int opportunities)
    {
        _placed += placed;
        _opportunities += Math.Max(0, opportunities);
    }

    public void Step(Campaign campaign, CampaignTerms terms, CampaignBooks books, CampaignEscrow escrow, TimeSpan now, Instant at)
    {
        if (_steppedAt is { } stepped && now - stepped < Every)
        {
            return;
        }

        _steppedAt = now;
        _postedAtStart ??= books.Posted;
        _serving = ServingDay.At(at, campaign, books.Calendar, _serving);
        Plan = SpendPlan.Of(terms, books, _serving, at, Expected);
        var leased = escrow.Leased;
        Levers = pacer.Step(new PacingInput
        {
            Now = now,
            LeftToday = Plan.LeftToday,
            TimeLeft = Plan.TimeLeft.ToTimeSpan(),
            IsEven = _serving.IsEven,
            Placed = _placed,
            Opportunities = _opportunities,
            Posted = Money.Max(Money.Zero, books.Posted - _postedAtStart.Value),

            // Leases not reported yet are no bids: what they place is seen within a window.
            Outstanding = Money.Max(Money.Zero, escrow.Outstanding.Media - escrow.Inherited.Media - leased),
        });
    }

    /// <summary>Posted today against the plan, as a part of the day's plan; 0 without a plan.</summary>
    public double Deviation(Money postedToday) => Plan.Today.IsPositive ? (postedToday.Nanos - (double)Plan.ByNow.Nanos) / Plan.Today.Nanos : 0;
}
