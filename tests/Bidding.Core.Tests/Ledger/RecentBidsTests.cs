using Bidding.Core.Amounts;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using Bidding.Core.Ledger.Decisions;
using Bidding.Core.Tokens;

namespace Bidding.Core.Tests.Ledger;

public sealed class RecentBidsTests
{
    private const int Takeover = 3;
    private static readonly TimeSpan Keep = TimeSpan.FromSeconds(10);
    private readonly RecentBids _recent = new(Takeover, Keep, bidsMax: 4);

    [Theory]
    [InlineData(Takeover, true)]
    [InlineData(Takeover - 1, false)]
    [InlineData(Takeover + 1, false)]
    public void IsComplete_WindowOfAnActivation_OnlyForItsOwn(int takeover, bool expected) =>
        Assert.Equal(expected, _recent.IsComplete(Token(1, new WindowId(takeover, 1))));

    [Fact]
    public void EntriesOf_SeveralAppends_AllInOrder()
    {
        var notice = Notice(1, 1);
        _recent.Add([notice], [Entry(1, 10)], TimeSpan.Zero);
        _recent.Add([notice], [Entry(1, 11), Entry(2, 12)], TimeSpan.Zero);

        Assert.Equal([10, 11], _recent.EntriesOf(notice.Token.Bid).Select(entry => entry.Seq));
    }

    [Fact]
    public void Add_OfAnOlderActivationsWindow_IsNotKept()
    {
        _recent.Add([Notice(1, new WindowId(Takeover - 1, 1))], [Entry(1, 10)], TimeSpan.Zero);

        Assert.Empty(_recent.EntriesOf(new BidId(9, 1)));
        Assert.Equal(0, _recent.Count);
    }

    [Fact]
    public void Forget_WindowIsOld_ItsBidsAreLookedUpFromThenOn()
    {
        _recent.Add([Notice(1, 1)], [Entry(1, 10)], TimeSpan.Zero);
        _recent.Add([Notice(2, 2)], [Entry(2, 11)], Keep);
        _recent.Forget(Keep + TimeSpan.FromTicks(1));

        Assert.False(_recent.IsComplete(Notice(1, 1).Token));
        Assert.Empty(_recent.EntriesOf(new BidId(9, 1)));
        Assert.True(_recent.IsComplete(Notice(2, 2).Token));
        Assert.Equal([11], _recent.EntriesOf(new BidId(9, 2)).Select(entry => entry.Seq));
    }

    [Fact]
    public void Add_AfterItsWindowWasForgotten_IsNotTakenForComplete()
    {
        _recent.Add([Notice(1, 1)], [Entry(1, 10)], TimeSpan.Zero);
        _recent.Forget(Keep * 2);
        _recent.Add([Notice(1, 1)], [Entry(1, 11)], Keep * 2);

        Assert.False(_recent.IsComplete(Notice(1, 1).Token));
        Assert.Equal(0, _recent.Count);
    }

    [Fact]
    public void Add_MoreThanItMayKeep_LetsTheOldestWindowsGo()
    {
        for (var window = 1; window <= 6; window++)
        {
            _recent.Add([Notice(window, window)], [Entry(window, window)], TimeSpan.Zero);
        }

        Assert.Equal(4, _recent.Count);
        Assert.False(_recent.IsComplete(Notice(2, 2).Token));
        Assert.True(_recent.IsComplete(Notice(3, 3).Token));
    }

    private static BidToken Token(long bid, WindowId window) => new()
    {
        Bid = new(9, bid),
        Window = window,
        Campaign = new(1),
        Ad = new(1),
        Exchange = new(1),
        Day = new(1),
        Reserve = new(1),
        BidPrice = new(1_000),
        BidCurrency = CurrencyCode.Eur,
        Rate = Ratio.One,
        IssuedAtMs = 0,
    };

    private static Notice Notice(long bid, int window) => Notice(bid, new WindowId(Takeover, window));

    private static Notice Notice(long bid, WindowId window) => new() { Kind = NoticeKind.Win, Token = Token(bid, window), AcceptedAtMs = 0 };

    private static LedgerEntry Entry(long bid, long seq) =>
        new() { Seq = seq, Kind = EntryKind.Win, Key = new(1, seq), Bid = new(9, bid), AtMs = 0 };
}
