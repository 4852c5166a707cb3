using Bidding.Core.Amounts;
using Bidding.Core.Ids;
using Bidding.Core.Portfolios;

namespace Bidding.Core.Tests.Portfolios;

/// <summary>
/// Campaigns and a portfolio by their rules alone: each is its durable state, a crash is what is under way getting lost. One pot, amounts in nano-units; time is a count of steps.
/// </summary>
internal sealed class AllotmentBench
{
    private const int UnderWayMax = 60;
    private static readonly AllotmentRules Rules = AllotmentRules.Default;
    private readonly Random _random;
    private readonly List<Action> _underWay = [];
    private readonly Dictionary<CampaignNumber, Allotment> _given = [];
    private readonly Dictionary<CampaignNumber, PotReport> _known = [];
    private readonly bool _releases;
    private long _budget;

    public AllotmentBench(int seed, int campaigns, long? budget = null, bool releases = true)
    {
        _random = new(seed);
        _releases = releases;
        _budget = budget ?? _random.Next(1_000, 50_000);
        HighestSinceRaise = new(_budget);
        Campaigns = [.. Enumerable.Range(1, campaigns).Select(number => new BenchCampaign(new(number)))];
    }

    public IReadOnlyList<BenchCampaign> Campaigns { get; }
    public Money Held => new(Campaigns.Sum(c => c.Held.Amount.Nanos));
    public Money Given => new(_given.Values.Sum(g => g.Amount.Nanos));

    /// <summary>The budget, or what was given when it fell below that.</summary>
    public Money HighestSinceRaise { get; private set; }

    /// <summary>What nobody has used of the budget as it is; what was spent before it fell is no one's any more.</summary>
    public Money LeftToSpend => new(Math.Max(0, _budget - Campaigns.Sum(c => c.Used.Nanos)));

    public void OnlyFirstWants()
    {
        foreach (var campaign in Campaigns)
        {
            campaign.Wants = campaign == Campaigns[0];
        }
    }

    public void Step(bool faultless = false)
    {
        var campaign = Campaigns[_random.Next(Campaigns.Count)];
        switch (_random.Next(10))
        {
            case 0 or 1 or 2:
                var said = campaign.Report();
                Send(() => Report(said, campaign, raises: true), faultless);
                break;
            case 3 or 4 or 5:
                campaign.Spend(_random.Next(1, 200));
                break;
            case 6 when _releases && !faultless:
                campaign.Release(_random.Next(1, 100));
                break;
            case 7 when !faultless && _random.Next(10) == 0:
                Edit();
                break;
            case 8 when !faultless && _random.Next(20) == 0:
                // Everyone crashes: what is durable stays.
                _underWay.Clear();
                _known.Clear();
                break;
            default:
                Deliver(faultless);
                break;
        }
    }

    private void Edit()
    {
        _budget = Math.Max(1, (long)(_budget * (0.5 + _random.NextDouble())));
        HighestSinceRaise = Money.Max(new(_budget), Given);
    }

    // Reports are made when they are sent: what arrives late is old.
    private void Send(Action message, bool faultless)
    {
        for (var copies = faultless ? 1 : _random.Next(3); copies > 0; copies--)
        {
            _underWay.Add(message);
        }

        if (_underWay.Count > UnderWayMax)
        {
            // So many that each would be ages old.
            _underWay.RemoveRange(0, UnderWayMax / 2);
        }
    }

    private void Deliver(bool faultless)
    {
        if (faultless)
        {
            for (var late = _underWay.Count; late > 0; late--)
            {
                var next = _underWay[0];
                _underWay.RemoveAt(0);
                next();
            }
        }
        else if (_underWay.Count > 0)
        {
            var i = _random.Next(_underWay.Count);
            var message = _underWay[i];
            if (_random.Next(4) > 0)
            {
                _underWay.RemoveAt(i);
            }

            message();
        }
    }

    private void Report(PotReport report, BenchCampaign campaign, bool raises)
    {
        var granted = _given.GetValueOrDefault(campaign.Number);
        if (Rules.ConfirmsFall(granted, report.Held))
        {
            granted = granted with { Amount = report.Held.Amount };
        }

        _given[campaign.Number] = granted;
        _known[campaign.Number] = report;
        var known = Known();
        if (raises)
        {
            var raised = PortfolioSplit.RaiseTo(new(_budget), Given, granted.Amount, report, known);
            if (raised > granted.Amount)
            {
                _given[campaign.Number] = granted = new(granted.Version + 1, raised);
            }
        }

        if (Given.Nanos <= _budget)
        {
            HighestSinceRaise = new(_budget);
        }

        Send(() => campaign.Take(granted), faultless: true);
        if (raises && granted.Amount - report.Used < report.OneBid && report.Want.IsPositive)
        {
            foreach (var other in Campaigns)
            {
                if (other != campaign)
                {
                    var keep = _known.TryGetValue(other.Number, out var need) ? PortfolioSplit.Keep(Money.Zero, need, known) : Money.Zero;
                    Send(
                        () =>
                        {
                            other.Lower(keep);
                            var lowered = other.Report();
                            Send(() => Report(lowered, other, raises: false), faultless: true);
                        },
                        faultless: true);
                }
            }
        }
    }

    private List<KnownNeed> Known() => [.. _known.Select(k => new KnownNeed(k.Key, k.Value, Money.Max(Money.Zero, _given.GetValueOrDefault(k.Key).Amount - k.Value.Used)))];
}

/// <summary>A campaign as its stream has it.</summary>
internal sealed class BenchCampaign(CampaignNumber number)
{
    public CampaignNumber Number => number;
    public Allotment Held { get; private set; }
    public Money Used { get; private set; }
    public bool Wants { get; set; } = true;

    public PotReport Report() => new(Pots.Total, Held, Used, Wants ? new(1_000) : Money.Zero, Wants ? new(1) : Money.Zero, new(Wants ? 100 : 0));

    public void Take(Allotment granted)
    {
        if (granted.Version > Held.Version)
        {
            Held = granted;
        }
    }

    public void Lower(Money keep) => Held = Held with { Amount = Money.Min(Held.Amount, Used + keep) };

    public void Spend(long nanos)
    {
        if (Wants)
        {
            Used = Money.Min(Held.Amount, Used + new Money(nanos));
        }
    }

    /// <summary>Bids that did not win.</summary>
    public void Release(long nanos) => Used = Money.Max(Money.Zero, Used - new Money(nanos));
}
