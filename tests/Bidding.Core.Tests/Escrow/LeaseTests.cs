using Bidding.Core.Amounts;
using Bidding.Core.Escrow;
using Bidding.Core.Ids;

namespace Bidding.Core.Tests.Escrow;

public sealed class LeaseTests
{
    private const long End = 1_000;

    [Theory]
    [InlineData(100, 10, 1, 100, 0, ReserveOutcome.Reserved)]
    [InlineData(100, 10, 1, 101, 0, ReserveOutcome.NoMoney)]
    [InlineData(100, 0, 1, 1, 0, ReserveOutcome.NoBids)]
    [InlineData(100, 10, 1, 1, End, ReserveOutcome.Ended)]
    [InlineData(100, 10, 1, 1, End - 1, ReserveOutcome.Reserved)]
    [InlineData(100, 10, 1, 0, 0, ReserveOutcome.Unknown)]
    [InlineData(100, 10, 1, -5, 0, ReserveOutcome.Unknown)]
    [InlineData(100, 10, 9, 1, 0, ReserveOutcome.Unknown)]
    public void Reserve_OneBid_HasOutcome(long amount, int bids, int exchange, long price, long now, ReserveOutcome expected) =>
        Assert.Equal(expected, NewLease(amount, bids).Reserve(new(exchange), new(price), now));

    [Fact]
    public void Reserve_RefusedForMoney_GivesTheBidBack()
    {
        var lease = NewLease(100, bids: 1);
        Assert.False(lease.TryReserve(new(1), new(101), 0));
        Assert.True(lease.TryReserve(new(1), new(100), 0));
        Assert.Equal(new Money(101), lease.Refused);
    }

    [Fact]
    public void Reserve_AfterSeal_IsEnded()
    {
        var lease = NewLease(100, 10);
        lease.Seal();
        Assert.Equal(ReserveOutcome.Ended, lease.Reserve(new(1), new(1), 0));
        Assert.Equal(Money.Zero, lease.Left);
    }

    [Fact]
    public void Seal_AfterReserves_ReportsPerExchangeAndAlwaysTheSame()
    {
        var lease = NewLease(100, 10);
        lease.TryReserve(new(1), new(10), 0);
        lease.TryReserve(new(3), new(20), 0);
        lease.TryReserve(new(1), new(5), 0);

        var report = lease.Seal();

        Assert.Equal([new PlacedOnExchange(new(1), new(15), 2), new PlacedOnExchange(new(3), new(20), 1)], report.Placed);
        Assert.Same(report, lease.Seal());
    }

    [Theory]
    [InlineData(1_000_000, int.MaxValue)]
    [InlineData(1_000_000, 5_000)]
    public void Seal_AmongManyThreads_AccountsForEveryReserve(long amount, int bids)
    {
        for (var round = 0; round < 30; round++)
        {
            var lease = NewLease(amount, bids);
            var reserved = new long[4];
            var count = new long[4];
            WindowReport? report = null;
            var threads = Enumerable.Range(0, 4).Select(t => new Thread(() =>
            {
                var random = new Random((round * 31) + t);
                while (true)
                {
                    var price = random.Next(1, 200);
                    var outcome = lease.Reserve(new(t), new(price), 0);
                    if (outcome == ReserveOutcome.Reserved)
                    {
                        reserved[t] += price;
                        count[t]++;
                    }
                    else if (outcome == ReserveOutcome.Ended)
                    {
                        return;
                    }
                }
            })).ToList();
            threads.Add(new Thread(() =>
            {
                // Seals at a different point of each round, mostly in the thick of it.
                var until = amount - (amount * round / 30);
                SpinWait.SpinUntil(() => lease.Left.Nanos < until || lease.Refused.IsPositive);
                report = lease.Seal();
            }));
            threads.ForEach(t => t.Start());
            threads.ForEach(t => Assert.True(t.Join(TimeSpan.FromSeconds(30))));

            Assert.True(reserved.Sum() <= amount);
            Assert.True(count.Sum() <= bids);
            for (var t = 0; t < 4; t++)
            {
                var placed = report!.Placed.SingleOrDefault(p => p.Exchange.Value == t);
                Assert.Equal((reserved[t], count[t]), (placed.Amount.Nanos, placed.Bids));
            }
        }
    }

    private static Lease NewLease(long amount, int bids) =>
        new(new LeaseGrant(new(1, 1), new(20_000), new(amount), bids, TimeSpan.FromMilliseconds(500)), End, exchangeNumberMax: 3);
}
