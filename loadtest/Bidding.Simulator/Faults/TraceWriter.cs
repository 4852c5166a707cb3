using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using Bidding.Core.Tokens;
using Bidding.Core.Portfolios;
using Bidding.Simulator.Auditing;

namespace Bidding.Simulator.Faults;

/// <summary>Writes down what happens, as raw numbers and texts, and counts it.</summary>
internal sealed class TraceWriter(SimLoop loop, DateTimeOffset start, Tally tally, Action<TraceEvent> see)
{
    private readonly long _startMs = start.ToUnixTimeMilliseconds();
    private readonly HashSet<(CampaignNumber, int)> _days = [];
    private readonly Dictionary<(CampaignNumber, int, string), long> _allotted = [];
    private long _notices;

    private long NowMs => _startMs + (loop.Now.Ticks / TimeSpan.TicksPerMillisecond);

    public void Bid(int node, in BidToken token)
    {
        tally.Count(Deed.Bids);
        CountDay(token);
        see(new BidSent(
            NowMs, token.Campaign.Value, token.Bid.ToString(), node, token.Exchange.Value, token.Reserve.Nanos, token.BidPrice.NanosPerMille, token.Rate.Nanos,
            token.ImpressionPayout.Nanos, token.Day.Number, token.CampaignVersion));
    }

    public long Accepted(Notice notice, long? pricePerMille)
    {
        tally.Count(Deed.NoticesTaken);
        see(new NoticeAccepted(
            NowMs, notice.Token.Campaign.Value, ++_notices, notice.Token.Bid.ToString(), (int)notice.Kind, pricePerMille, notice.AcceptedAtMs, notice.Action, notice.OrderId,
            notice.Value.Nanos));
        return _notices;
    }

    public void Answered(CampaignNumber campaign, long number, NoticeResult result) =>
        see(new NoticeAnswered(NowMs, campaign.Value, number, (int)result.Outcome, result.Reason));

    public void Row(CampaignNumber campaign, LedgerEntry entry)
    {
        Count(entry);
        if (entry.Kind == EntryKind.Allotment && AllotmentBooks.CampaignOf(entry) != default)
        {
            var key = (campaign, entry.Day.Number, entry.Detail);
            tally.Count(entry.Amount.Nanos > _allotted.GetValueOrDefault(key) ? Deed.AllotmentsRaised : Deed.AllotmentsLowered);
            _allotted[key] = entry.Amount.Nanos;
        }

        see(new RowWritten(
            NowMs, campaign.Value, entry.Seq, (int)entry.Kind, $"{entry.Key.High:x16}{entry.Key.Low:x16}", entry.Bid.IsNone ? "" : entry.Bid.ToString(), entry.AtMs,
            entry.Day.Number, entry.Ad.Value, (int)entry.Debit.Kind, entry.Debit.Owner, (int)entry.Credit.Kind, entry.Credit.Owner, entry.Amount.Nanos, entry.Value.Nanos,
            (int)entry.Traits, entry.Detail));
    }

    public void Head(CampaignNumber campaign, StreamHead head) => see(new HeadWritten(NowMs, campaign.Value, head.Seq, head.Mark.Nanos, head.Takeover));

    public void EditAcknowledged(CampaignNumber campaign) => see(new EditAcknowledged(NowMs, campaign.Value));

    public void Figures(CampaignNumber campaign, CampaignBooks books) =>
        see(new FiguresShown(NowMs, campaign.Value, books.Seq, books.Posted.Nanos, books.Billed.Nanos, books.Unbilled.Nanos, books.Disputed.Nanos));

    public void Quiet(CampaignNumber campaign, long outstanding) => see(new QuietEnded(NowMs, campaign.Value, outstanding));

    public void Note(CampaignNumber campaign, string what) => see(new Happened(NowMs, campaign.Value, what));

    private void CountDay(in BidToken token)
    {
        var campaign = token.Campaign;
        if (_days.Add((campaign, token.Day.Number)) && _days.Count(d => d.Item1 == campaign) > 1)
        {
            tally.Count(Deed.DaysCrossed);
        }
    }

    private void Count(LedgerEntry entry)
    {
        tally.Count(Deed.RowsWritten);
        switch (entry.Kind)
        {
            case EntryKind.Takeover:
                tally.Count(Deed.Takeovers);
                break;
            case EntryKind.Post when (entry.Traits & (EntryTraits.Late | EntryTraits.AfterRelease)) != 0:
                tally.Count(Deed.LatePosts);
                break;
            case EntryKind.Correction:
                tally.Count(Deed.Corrections);
                break;
            case EntryKind.Refusal:
                tally.Count(Deed.Refusals);
                break;
            case EntryKind.Bill:
                tally.Count(Deed.Billed);
                break;
            case EntryKind.Unbilled:
                tally.Count(Deed.Unbilled);
                break;
            default:
                break;
        }
    }
}
