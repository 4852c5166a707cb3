using Bidding.Core.Amounts;
using Bidding.Core.Ids;

namespace Bidding.Core.Escrow;

/// <summary>A granted window whose report has not come: worth what was leased less what is settled, at least zero. Times are of the escrow's clock.</summary>
internal sealed class OpenWindow
{
    private readonly List<(ExchangeNumber Exchange, Reserve Settled)> _settled = [];

    public required long Gateway { get; init; }
    public required BudgetDay Day { get; init; }
    public required Money Leased { get; init; }
    public required int Bids { get; init; }

    /// <summary>What each bid would bill under CPM; zero under every other model.</summary>
    public required Money PayoutEach { get; init; }
    public required TimeSpan OpenedAt { get; init; }
    public required TimeSpan EndsAt { get; init; }
    public required TimeSpan Deadline { get; init; }

    public Reserve Settled { get; private set; }

    public IReadOnlyList<(ExchangeNumber Exchange, Reserve Settled)> SettledByExchange => _settled;

    public Reserve Worth => Reserve.Left(new(Leased, PayoutEach * (PayoutEach.IsZero ? 0 : Bids)), Settled);

    public Reserve SettledOn(ExchangeNumber exchange)
    {
        foreach (var (e, settled) in _settled)
        {
            if (e == exchange)
            {
                return settled;
            }
        }

        return default;
    }

    public void Settle(ExchangeNumber exchange, Reserve bid)
    {
        Settled += bid;
        for (var i = 0; i < _settled.Count; i++)
        {
            if (_settled[i].Exchange == exchange)
            {
                _settled[i] = (exchange, _settled[i].Settled + bid);
                return;
            }
        }

        _settled.Add((exchange, bid));
    }
}
