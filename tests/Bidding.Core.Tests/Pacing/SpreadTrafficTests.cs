using Bidding.Core.Activations;
using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Core.Escrow;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using Bidding.Core.Pacing;
using NodaTime;

namespace Bidding.Core.Tests.Pacing;

/// <summary>Opportunities that are told by the minute are paced by as those that are told at once.</summary>
public sealed class SpreadTrafficTests
{
    private readonly SpreadTraffic _traffic = new();

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(60)]
    public void Take_LumpsOfASteadyTraffic_GivesItOutSteadily(int every)
    {
        var taken = new List<double>();
        for (var second = 0; second <= 600; second++)
        {
            if (second > 0 && second % every == 0)
            {
                _traffic.See(gateway: 1, 10 * every, Seconds(second));
            }

            taken.Add(_traffic.Take(Seconds(second)).Even);
        }

        Assert.Equal(0, taken.Take(every).Sum(), 6);
        Assert.All(taken.Skip(every + 1), even => Assert.Equal(10, even, 6));
    }

    [Fact]
    public void Take_OfTwoGateways_IsTheirSum()
    {
        _traffic.Take(Seconds(0));
        _traffic.See(1, 100, Seconds(10));
        _traffic.See(2, 40, Seconds(20));

        AssertTaken(100 + 20, 0, second: 30);
    }

    [Fact]
    public void See_AGatewayThatBeginsToSpeakMoreOften_SaysWhatThereIsNow()
    {
        _traffic.Take(Seconds(0));
        _traffic.See(1, 600, Seconds(60));
        AssertTaken(50, 0, second: 65);
        _traffic.See(1, 50, Seconds(65));

        AssertTaken(10, 550, second: 66);
    }

    [Fact]
    public void See_LeasesOfDifferentLengths_LosesNothing()
    {
        _traffic.Take(Seconds(0));
        _traffic.See(1, 50, Seconds(5));
        _traffic.See(1, 10, Seconds(6));
        _traffic.See(1, 20, Seconds(8));

        AssertTaken(80, 0, second: 10);
    }

    /// <summary>One gateway bids, and on another, with as much traffic, the campaign is outbid.</summary>
    [Fact]
    public void Participation_WhereAGatewayTellsByTheMinute_StandsStill()
    {
        var day = new PacedDay();
        day.Run(seconds: 600);
        var course = day.Run(seconds: 300);

        Assert.InRange(course.Max() / course.Min(), 1, 1.3);
    }

    private void AssertTaken(double even, double late, int second)
    {
        var taken = _traffic.Take(Seconds(second));
        Assert.Equal(even, taken.Even, 6);
        Assert.Equal(late, taken.Late, 6);
    }

    private static TimeSpan Seconds(int seconds) => TimeSpan.FromSeconds(seconds);

    private sealed class PacedDay
    {
        private static readonly Instant Noon = Instant.FromUtc(2026, 6, 1, 12, 0);
        private static readonly Money Daily = Money.FromDecimal(300m);
        private readonly CampaignPacing _pacing = new(new ForecastPacer());
        private readonly CampaignBooks _books = new();
        private readonly CampaignEscrow _escrow = new(new EscrowSettings());
        private readonly Campaign _campaign = new()
        {
            Id = "c",
            Number = new(1),
            AdvertiserId = "a",
            Name = "c",
            Budget = new() { Currency = CurrencyCode.Usd, Daily = Daily, MediaDaily = Daily },
            Flight = new() { Start = Noon - Duration.FromDays(30) },
            Pricing = new() { Model = PricingModel.Cpm },
            Pacing = new() { Strategy = PacingStrategy.Even },
        };

        private int _second;

        public PacedDay()
        {
            Apply(EntryKind.Limits, Money.Zero, TermsJson.Write(CampaignTerms.From(_campaign)));
            Step();
        }

        /// <summary>The participation of each second.</summary>
        public List<double> Run(int seconds)
        {
            var course = new List<double>();
            for (; seconds > 0; seconds--)
            {
                _second++;
                var participation = _pacing.Levers.Participation.ToDouble();
                var placed = Money.FromDecimal(0.02m).ScaleDown(Ratio.FromDouble(participation));
                _pacing.Seen(new(placed, 10), 10, gateway: 1, Seconds(_second));
                _pacing.Booked([Apply(EntryKind.Post, placed, "")], Noon);
                if (_second % 60 == 0)
                {
                    _pacing.Seen(default, 600, gateway: 2, Seconds(_second));
                }

                Step();
                course.Add(_pacing.Levers.Participation.ToDouble());
            }

            return course;
        }

        private void Step() => _pacing.Step(_campaign, _books.Terms!, _books, _escrow, Seconds(_second), Noon + Duration.FromSeconds(_second));

        private LedgerEntry Apply(EntryKind kind, Money amount, string detail)
        {
            var isPost = kind == EntryKind.Post;
            var seq = _books.Seq + 1;
            var entry = new LedgerEntry
            {
                Seq = seq,
                Kind = kind,
                Key = EventKeys.OfStream(kind, seq),
                AtMs = Noon.ToUnixTimeMilliseconds(),
                Day = _books.Calendar.DayAt(Noon),
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
