using Bidding.Core.Exchanges;
using Bidding.Core.Ids;
using Bidding.Core.Targeting;

namespace Bidding.Core.Snapshots;

/// <summary>An exchange as the bid path uses it. Immutable; any thread may read it.</summary>
public sealed class CompiledExchange
{
    private readonly Vocabulary _seats = new();
    private readonly int[] _seatOfAdvertiser;

    /// <param name="advertiserIds">In the snapshot's dense order.</param>
    internal CompiledExchange(Exchange definition, IReadOnlyList<string> advertiserIds)
    {
        Definition = definition;
        _seatOfAdvertiser = [.. advertiserIds.Select(id => SeatId(SeatOf(id)))];
    }

    /// <summary>Stands in where no exchange is named; knows no seats.</summary>
    public static CompiledExchange None { get; } = new(new Exchange { Id = "", Name = "" }, []);

    public Exchange Definition { get; }
    public string Id => Definition.Id;
    public ExchangeNumber Number => Definition.Number;

    /// <summary>The seat an advertiser buys through, empty when there is none.</summary>
    public string SeatOf(string advertiserId) => Definition.Seats.GetValueOrDefault(advertiserId, Definition.DefaultSeat);

    /// <summary>One of our seats on this exchange by its name, -1 when it is not ours.</summary>
    internal int FindSeat(ReadOnlySpan<char> seat) => _seats.Find(seat);

    /// <summary>By the advertiser's dense number; -1 when it has no seat here.</summary>
    internal int SeatIdOf(int advertiserIndex) => _seatOfAdvertiser[advertiserIndex];

    private int SeatId(string seat) => seat.Length == 0 ? -1 : _seats.GetOrAdd(seat);
}
