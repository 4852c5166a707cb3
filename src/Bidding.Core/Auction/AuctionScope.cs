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
    private const byte Serving = 1;
    private const byte NotServing = 2;

    private int[] _hourOfZone = [];
    private Ratio[] _toBid = [];
    private readonly float[] _boundToBid = new float[AdEntry.CurrencyMax + 1];
    private byte[] _servingHours = [];
    private Ratio[] _toCampaign = [];

    public MatchPlan Plan { get; } = new();
    public List<Contender> Contenders { get; } = [];
    public Shortlist Shortlist { get; } = new();
    public Frontier Frontier { get; } = new();
    public CandidateList Candidates { get; } = new();
    public CandidateList Uncounted { get; } = new();

    /// <summary>For the imp at hand: some ad that was looked at passed the index.</summary>
    public bool AnyMatched { get; set; }

    /// <summary>The user has seen these, or this request has placed them: of the others, no cap can be reached.</summary>
    public SeenCampaigns Seen { get; } = new();

    public SlotVerdicts Fits { get; } = new();

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

    /// <summary>Unix time; 0 where it does not fit: then nothing is certain.</summary>
    public uint NowSecond { get; private set; }

    /// <summary>There is a rate for every campaign's currency.</summary>
    public bool AllRatesKnown { get; private set; }

    /// <summary>False: no currency the request accepts can be had for any campaign.</summary>
    public bool Begin(BidFeatures request, BidMoment moment)
    {
        Snapshot = request.Snapshot;
        Now = moment.Now;
        NowTicks = moment.Now.ToUnixTimeTicks();
        NowMs = moment.Now.ToUnixTimeMilliseconds();
        Year = moment.Now.InUtc().Year;
        var second = moment.Now.ToUnixTimeSeconds();
        NowSecond = second is > 0 and < uint.MaxValue ? (uint)second : 0;
        PlacedAds.Clear();
        Grow(ref _hourOfZone, Snapshot.Zones.Length);
        Array.Fill(_hourOfZone, NotYet);
        var currencies = Snapshot.Currencies.Length;
        Grow(ref _toBid, currencies);
        Grow(ref _toCampaign, currencies);
        return ChooseCurrency(request);
    }

    /// <summary>After <see cref="Begin"/>: makes ready for a board's hours.</summary>
    public void BeginHours(int keys)
    {
        Grow(ref _servingHours, keys);
        Array.Clear(_servingHours, 0, keys);
    }

    /// <summary>Makes ready for an imp's auction.</summary>
    public void BeginImp(AuctionBoard board, ImpFeatures imp)
    {
        Plan.Fit(imp);
        Frontier.Begin(board.Blocks, _boundToBid, Snapshot.Index.AdCount);
        Candidates.Clear();
        Shortlist.Begin();
        Fits.Begin(Snapshot);
        AnyMatched = false;
    }

    /// <summary>This request bids with an ad.</summary>
    public void Place(CompiledAd ad, CompiledCampaign campaign)
    {
        PlacedAds.Add(ad.Index);
        Seen.Add(campaign.Number.Value);
    }

    /// <summary>Bid currency per unit of the campaign's; zero when there is no rate.</summary>
    public Ratio ToBid(in CampaignGate gate) => _toBid[gate.CurrencyIndex];

    /// <summary>Whether dayparts hold now, looked up once per key and request.</summary>
    public bool IsServingHour(int key, ReadOnlySpan<ZoneHours> hours)
    {
        ref var known = ref _servingHours[key];
        if (known == 0)
        {
            known = hours[key].Hours.Contains(HourOfWeek(hours[key].ZoneIndex)) ? Serving : NotServing;
        }

        return known == Serving;
    }

    /// <summary>The same for bounds: a little more.</summary>
    public ReadOnlySpan<float> BoundToBid => _boundToBid;

    /// <summary>Campaign currency per unit of the bid's.</summary>
    public Ratio ToCampaign(in CampaignGate gate) => _toCampaign[gate.CurrencyIndex];

    /// <summary>The hour of the week on the campaign's wall, looked up once per zone and request.</summary>
    public int HourOfWeek(int zoneIndex)
    {
        ref var hour = ref _hourOfZone[zoneIndex];
        if (hour == NotYet)
        {
            var offset = Snapshot.Zones[zoneIndex].GetUtcOffset(Now);
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
        AllRatesKnown = true;
        // Entries do not tell which of the further currencies: there is no bound.
        _boundToBid[AdEntry.CurrencyMax] = float.PositiveInfinity;
        for (var i = 0; i < Snapshot.Currencies.Length; i++)
        {
            var known = Snapshot.Rates.TryGetRate(Snapshot.Currencies[i], currency, out _toBid[i]);
            known &= Snapshot.Rates.TryGetRate(currency, Snapshot.Currencies[i], out _toCampaign[i]);
            _toBid[i] = known ? _toBid[i] : Ratio.Zero;
            if (i < AdEntry.CurrencyMax)
            {
                _boundToBid[i] = _toBid[i].Nanos * (WorthBound.Margin / Ratio.NanosPerOne);
            }

            any |= known;
            AllRatesKnown &= known;
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
