using Bidding.Core.Activations;
using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Core.Escrow;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using Bidding.Core.Pacing;
using NodaTime;

namespace Bidding.Core.Tests.Pacing;

/// <summary>A campaign's pacing over days of traffic that swells and ebbs, second-price wins booked as they come.</summary>
public sealed class CampaignPacingTests
{
    private const int Step = 5;
    private const int Day = 86_400;
    private static readonly Instant Midnight = Instant.FromUtc(2026, 6, 1, 0, 0);
    private static readonly Money Price = Money.FromDecimal(0.002m);
    private static readonly Money Daily = Money.FromDecimal(100m);

    [Fact]
    public void Step_DayAfterADaySeen_FollowsItsTraffic()
    {
        var day = new PacedDays(PacingStrategy.TrafficShaped);
        day.Run(0, Day);
        Assert.False(day.Pacing.FollowsTraffic);

        day.Run(Day, (2 * Day) - Step);

        Assert.True(day.Pacing.FollowsTraffic);
        Assert.InRange(day.LargestDeviation, 0, 0.02);
        Assert.InRange(day.SpentToday, 0.99, 1);
    }

    [Fact]
    public void Step_Even_FollowsTheTime()
    {
        var day = new PacedDays(PacingStrategy.Even);
        day.Run(0, (2 * Day) - Step);
        Assert.InRange(day.LargestDeviation, 0.1, 0.5);
        Assert.InRange(day.LargestStray, 0, 0.02);
    }

    /// <summary>A successor knows levers, forecast and what of the day is over.</summary>
    [Fact]
    public void Resume_InMidDay_GoesOnWherePacingStood()
    {
        var day = new PacedDays(PacingStrategy.TrafficShaped);
        day.Run(0, Day + (13 * 3_600));
        var before = day.Pacing.Levers.Participation.ToDouble();

        day.Restart(TimeSpan.FromSeconds(20));
        var first = day.Pacing.Levers.Participation.ToDouble();
        Assert.InRange(first / before, 0.8, 1.25);
        day.Run(Day + (13 * 3_600) + 25, (2 * Day) - Step);

        Assert.True(day.Pacing.FollowsTraffic);
        Assert.InRange(day.LargestDeviation, 0, 0.02);
        Assert.InRange(day.SpentToday, 0.99, 1);
    }

    /// <summary>What gateways saw while nobody answered them comes at once, and is no surge.</summary>
    [Fact]
    public void Resume_TrafficInBurstsAtFirst_KeepsTheLevers()
    {
        var day = new PacedDays(PacingStrategy.Even);
        day.Run(0, 40_000);
        var before = day.Pacing.Levers.Participation.ToDouble();
        day.Restart(TimeSpan.FromSeconds(10), burst: 10_000);
        for (var second = 40_011; second < 40_020; second++)
        {
            day.Run(second, second + 1, step: 1);
            Assert.InRange(day.Pacing.Levers.Participation.ToDouble() / before, 0.5, 2);
        }
    }

    /// <summary>Where prices are told below the bid, the multiplier paces from the second day on, and nearly every auction is entered.</summary>
    [Fact]
    public void Step_PricesTold_PacesByTheMultiplierAlongTheTraffic()
    {
        var day = new PacedDays(PacingStrategy.TrafficShaped, toldPrices: true);
        day.Run(0, (2 * Day) - Step);

        Assert.InRange(day.Pacing.Levers.Participation.ToDouble(), 0.99, 1);
        Assert.InRange(day.Pacing.Levers.BidMultiplier.ToDouble(), 0.2, 0.6);
        Assert.InRange(day.LargestDeviation, 0, 0.02);
        Assert.InRange(day.SpentToday, 0.99, 1);
    }

    [Fact]
    public void Resume_PricesTold_GoesOnAtTheMultiplier()
    {
        var day = new PacedDays(PacingStrategy.TrafficShaped, toldPrices: true);
        day.Run(0, Day + (13 * 3_600));
        var before = day.Pacing.Levers;

        day.Restart(TimeSpan.FromSeconds(20));

        Assert.InRange(day.Pacing.Levers.BidMultiplier.ToDouble() / before.BidMultiplier.ToDouble(), 0.9, 1.1);
        day.Run(Day + (13 * 3_600) + 25, (2 * Day) - Step);
        Assert.InRange(day.LargestDeviation, 0, 0.02);
        Assert.InRange(day.SpentToday, 0.99, 1);
    }

    /// <summary>A price per thousand that is agreed is bid as it is: participation paces.</summary>
    [Fact]
    public void Step_FixedBids_PacesByParticipation()
    {
        var day = new PacedDays(PacingStrategy.FrontLoaded, toldPrices: true, PricingModel.Cpm);
        day.Run(0, Day + (12 * 3_600));

        Assert.Equal(Ratio.One, day.Pacing.Levers.BidMultiplier);
        Assert.InRange(day.Pacing.Levers.Participation.ToDouble(), 0.05, 0.9);

        // Three fifths by half of the time, which a quarter of the traffic has passed by then.
        Assert.InRange(day.SpentToday, 0.57, 0.63);
    }

    private sealed class PacedDays
    {
        private readonly Campaign _campaign;
        private readonly CampaignBooks _books = new();
        private readonly CampaignEscrow _escrow = new(new EscrowSettings());
        private readonly Random _random = new(5);
        private readonly List<(double Traffic, double Time, double Spent)> _course = [];
        private double _traffic;
        private long _seq;

        private readonly bool _toldPrices;

        public PacedDays(PacingStrategy strategy, bool toldPrices = false, PricingModel model = PricingModel.Cpc)
        {
            _toldPrices = toldPrices;
            _campaign = new()
            {
                Id = "c",
                Number = new(1),
                AdvertiserId = "a",
                Name = "c",
                Budget = new() { Currency = CurrencyCode.Usd, Daily = Daily, MediaDaily = Daily },
                Flight = new() { Start = Midnight - Duration.FromDays(30) },
                Pricing = new() { Model = model },
                Pacing = new() { Strategy = strategy },
            };
            Apply(EntryKind.Limits, Midnight, Money.Zero, TermsJson.Write(CampaignTerms.From(_campaign)));
            StepAt(0);
        }

        public CampaignPacing Pacing { get; private set; } = new(new ForecastPacer());

        public double SpentToday { get; private set; }

        /// <summary>Of the last day: of what was spent from what the traffic up to then asked for, as parts of the day's budget.</summary>
        public double LargestDeviation => _course.Max(mark => Math.Abs(mark.Spent - (mark.Traffic / _traffic)));

        /// <summary>The same from what the time asked for.</summary>
        public double LargestStray => _course.Max(mark => Math.Abs(mark.Spent - mark.Time));

        public void Run(int from, int to, int step = Step)
        {
            for (var second = from; second < to; second += step)
            {
                if (second % Day == 0)
                {
                    _course.Clear();
                    _traffic = 0;
                }

                // About 200,000 a day, four times as many in the evening as at night, and not the same from one minute to the next.
                var rate = 2.3 * (1 + (0.6 * Math.Sin((second % Day / (double)Day * 2 * Math.PI) - 2))) * (0.9 + (0.2 * _random.NextDouble()));
                Auctions((int)Math.Round(rate * step), second);
                StepAt(second + step);
            }
        }

        /// <summary>Another activation, after some time in which nobody paced; it hears of what came meanwhile at once.</summary>
        public void Restart(TimeSpan gap, int burst = 0)
        {
            var (notes, days) = (Pacing.WriteNotes(), Pacing.Record.WriteClosed());
            var at = _at + (int)gap.TotalSeconds;
            Pacing = new(new ForecastPacer());
            Pacing.Record.RestoreClosed(days);
            Pacing.Resume(notes);
            StepAt(at);
            if (burst > 0)
            {
                Pacing.Seen(default, burst, gateway: 1, TimeSpan.FromSeconds(at));
                StepAt(at + 1);
            }
        }

        private int _at;

        private void Auctions(int count, int second)
        {
            var (placed, bids) = (Money.Zero, 0);
            var participation = Pacing.Levers.Participation.ToDouble();
            var at = Midnight + Duration.FromSeconds(second);
            var day = _books.Calendar.DayAt(at);
            var bid = _toldPrices ? new((long)(0.005e9 * Pacing.Levers.BidMultiplier.ToDouble())) : Price;
            for (var i = 0; i < count; i++)
            {
                if (_random.NextDouble() < participation && _books.PostedOn(day) + bid <= Daily)
                {
                    placed += bid;
                    bids++;
                    var market = _toldPrices ? new Money((long)(0.002e9 * Math.Exp(0.4 * Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble())))) : Price;
                    if (_toldPrices ? market < bid : _random.NextDouble() < 0.6)
                    {
                        Pacing.Booked([Apply(EntryKind.Post, at, market, "") with { Value = bid }], at);
                    }
                }
            }

            _traffic += count;
            SpentToday = _books.PostedOn(day).Nanos / (double)Daily.Nanos;
            _course.Add((_traffic, (second + Step) % Day / (double)Day, SpentToday));
            Pacing.Seen(new(placed, bids), count, gateway: 1, TimeSpan.FromSeconds(second));
        }

        private void StepAt(int second)
        {
            _at = second;
            Pacing.Step(_campaign, _books.Terms!, _books, _escrow, TimeSpan.FromSeconds(second), Midnight + Duration.FromSeconds(second));
        }

        private LedgerEntry Apply(EntryKind kind, Instant at, Money amount, string detail)
        {
            var isPost = kind == EntryKind.Post;
            var entry = new LedgerEntry
            {
                Seq = ++_seq,
                Kind = kind,
                Key = EventKeys.OfStream(kind, _seq),
                AtMs = at.ToUnixTimeMilliseconds(),
                Day = _books.Calendar.DayAt(at),
                Ad = new(1),
                Amount = amount,
                Detail = detail,
                Debit = isPost ? new(AccountKind.MediaCost, 1) : default,
                Credit = isPost ? new(AccountKind.ExchangePayable, 1) : default,
            };
            _books.Apply(entry);
            return entry;
        }
    }
}
