using Bidding.Core.Amounts;
using Bidding.Core.Snapshots;
using Bidding.Core.Targeting;
using NodaTime;

namespace Bidding.Core.Auction;

/// <summary>
/// What holds for one request while it is decided: the clock on each campaign's wall, exchange rates, the match. Reused with its
/// <see cref="BidFeatures"/>; one thread at a time; allocates only while it grows.
/// </summary>
internal sealed class AuctionScope
{
    private const int NotYet = -1;

    private int[] _hourOfZone = [];
    private Ratio[] _toBid = [];
    private Ratio[] _toCampaign = [];

    public MatchPlan Plan { get; } = new();
    public List<Contender> Contenders { get; } = [];

    /// <summary>For the imp at hand: the best contender that has no lease to pay from, and what the winner was worth.</summary>
    public Contender? BestWithoutMoney { get; set; }
    public CpmPrice WinningWorth { get; set; }

    /// <summary>Dense numbers of the ads already answered with in this request.</summary>
    public List<int> PlacedAds { get; } = [];
    public CatalogSnapshot Snapshot { get; private set; } = CatalogSnapshot.Empty;
    public CurrencyCode Currency { get; private set; }
    public Instant Now { get; private set; }
    public long NowTicks { get; private set; }
    public long NowMs { get; private set; }
    public int Year { get; private set; }

    /// <summary>False: no currency the request accepts can be had for any campaign.</summary>
    public bool Begin(BidFeatures request, BidMoment moment)
    {
        Snapshot = request.Snapshot;
        Now = moment.Now;
        NowTicks = moment.Now.ToUnixTimeTicks();
        NowMs = moment.Now.ToUnixTimeMilliseconds();
        Year = moment.Now.InUtc().Year;
        PlacedAds.Clear();
        Grow(ref _hourOfZone, Snapshot.Zones.Length);
        Array.Fill(_hourOfZone, NotYet);
        var currencies = Snapshot.Currencies.Length;
        Grow(ref _toBid, currencies);
        Grow(ref _toCampaign, currencies);
        return ChooseCurrency(request);
    }

    /// <summary>Bid currency per unit of the campaign's; zero when there is no rate.</summary>
    public Ratio ToBid(in CampaignGate gate) => _toBid[gate.CurrencyIndex];

    /// <summary>Campaign currency per unit of the bid's.</summary>
    public Ratio ToCampaign(in CampaignGate gate) => _toCampaign[gate.CurrencyIndex];

    /// <summary>The hour of the week on the campaign's wall, looked up once per zone and request.</summary>
    public int HourOfWeek(CompiledCampaign campaign)
    {
        ref var hour = ref _hourOfZone[campaign.ZoneIndex];
        if (hour == NotYet)
        {
            var offset = Snapshot.Zones[campaign.ZoneIndex].GetUtcOffset(Now);
            hour = HourMask.HourOfWeek(Now.WithOffset(offset).LocalDateTime);
        }

        return hour;
    }

    /// <summary>A floor in the bid's currency, rounded up; false when there is no rate for it.</summary>
    public bool TryConvertFloor(CpmPrice floor, CurrencyCode currency, out CpmPrice converted)
    {
        var from = currency.IsNone ? CurrencyCode.Usd : currency;
        converted = floor;
        if (floor == CpmPrice.Zero || from == Currency)
        {
            return true;
        }

        if (!Snapshot.Rates.TryGetRate(from, Currency, out var rate))
        {
            return false;
        }

        converted = Pricing.PriceRounding.ScaleUp(floor, rate);
        return true;
    }

    /// <summary>The exchange's own currency where it is accepted, else the first accepted one that campaigns can be converted to.</summary>
    private bool ChooseCurrency(BidFeatures request)
    {
        var own = request.Exchange.Definition.Currency;
        if (request.Currencies.Count == 0 || request.Currencies.Contains(own))
        {
            return TryRates(own);
        }

        foreach (var currency in request.Currencies)
        {
            if (TryRates(currency))
            {
                return true;
            }
        }

        return false;
    }

    private bool TryRates(CurrencyCode currency)
    {
        Currency = currency;
        var any = false;
        for (var i = 0; i < Snapshot.Currencies.Length; i++)
        {
            var known = Snapshot.Rates.TryGetRate(Snapshot.Currencies[i], currency, out _toBid[i]);
            known &= Snapshot.Rates.TryGetRate(currency, Snapshot.Currencies[i], out _toCampaign[i]);
            _toBid[i] = known ? _toBid[i] : Ratio.Zero;
            any |= known;
        }

        return any;
    }

    private static void Grow<T>(ref T[] array, int length)
    {
        if (array.Length < length)
        {
            array = new T[length];
        }
    }
}
