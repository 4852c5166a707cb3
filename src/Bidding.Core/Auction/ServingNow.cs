using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Bidding.Core.Snapshots;
using Bidding.Core.Targeting;
using NodaTime;

namespace Bidding.Core.Auction;

/// <summary>
/// Which ads of a board flights and dayparts let in for one whole minute, as sets over dense numbers, so that a request asks neither of each candidate. Ads of which that is
/// not certain (a flight's edge, a rule about age or system) are in neither set and asked the rules. Immutable; any thread may read it.
/// </summary>
internal sealed class ServingNow
{
    private const uint SecondsPerMinute = NodaConstants.SecondsPerMinute;

    private readonly ulong[] _serving;
    private readonly ulong[] _outOfHours;

    /// <param name="former">Of the same minute and the same tables: only ads from <paramref name="firstAd"/> on are looked at. Null: all are, from 0.</param>
    public ServingNow(AuctionBoard board, uint minute, ServingNow? former, int firstAd)
    {
        Minute = minute;
        var words = Math.Max(SparseBitmap.BlocksFor(board.Snapshot.Index.AdCapacity), 1) * SparseBitmap.WordsPerBlock;
        _serving = former is null ? new ulong[words] : [.. former._serving];
        _outOfHours = former is null ? new ulong[words] : [.. former._outOfHours];
        var (open, shut) = Judge(board, minute);
        var first = minute * SecondsPerMinute;
        var entries = board.Entries[..board.Snapshot.Ads.Length];
        for (var ad = firstAd; ad < entries.Length; ad++)
        {
            ref readonly var entry = ref entries[ad];
            if (entry.IsCertainlyInFlight(first) && entry.IsCertainlyInFlight(first + (SecondsPerMinute - 1)))
            {
                var bit = 1UL << (ad & 63);
                _serving[ad >> 6] |= open[entry.Hours] ? bit : 0;
                _outOfHours[ad >> 6] |= shut[entry.Hours] ? bit : 0;
            }
        }
    }

    /// <summary>Unix time.</summary>
    public uint Minute { get; }

    /// <param name="second">Unix time.</param>
    public static uint MinuteOf(uint second) => second / SecondsPerMinute;

    /// <summary>
    /// The request-wide rules of each candidate of one block; leaves those out that break one. Only where no seat is blocked and every rate is known: these are not asked of ads that
    /// are certain.
    /// </summary>
    public Vector256<ulong> Keep(Vector256<ulong> candidates, int block, BidFeatures request, ref NoBidReason deepest)
    {
        var outOfHours = MemoryMarshal.Cast<ulong, Vector256<ulong>>(_outOfHours)[block];
        deepest = (candidates & outOfHours) != Vector256<ulong>.Zero && deepest < NoBidReason.Daypart ? NoBidReason.Daypart : deepest;
        var held = Vector256.AndNot(candidates, outOfHours);
        var asked = Vector256.AndNot(held, MemoryMarshal.Cast<ulong, Vector256<ulong>>(_serving)[block]);
        return asked == Vector256<ulong>.Zero ? held : Ask(held, asked, block, request, ref deepest);
    }

    private static Vector256<ulong> Ask(Vector256<ulong> held, Vector256<ulong> asked, int block, BidFeatures request, ref NoBidReason deepest)
    {
        var rules = new UncertainAds(request);
        for (var i = 0; i < SparseBitmap.WordsPerBlock; i++)
        {
            for (var bits = asked[i]; bits != 0; bits &= bits - 1)
            {
                var bit = BitOperations.TrailingZeroCount(bits);
                var reason = rules.Ask((block * SparseBitmap.BlockBits) + (i * 64) + bit);
                held = reason == NoBidReason.None ? held : held.WithElement(i, held[i] & ~(1UL << bit));
                deepest = reason > deepest ? reason : deepest;
            }
        }

        return held;
    }

    /// <summary>By the board's keys of hours, whether they hold for all of the minute, or for none of it.</summary>
    private static (bool[] Open, bool[] Shut) Judge(AuctionBoard board, uint minute)
    {
        var begin = Instant.FromUnixTimeSeconds((long)minute * SecondsPerMinute);
        var last = begin + Duration.FromMinutes(1) - Duration.Epsilon;
        var open = new bool[board.Hours.Length];
        var shut = new bool[board.Hours.Length];
        open[0] = true;
        for (var key = 1; key < open.Length; key++)
        {
            var hours = board.Hours[key];
            var zone = board.Snapshot.Zones[hours.ZoneIndex];
            var atBegin = hours.Hours.Contains(HourMask.HourOfWeek(begin.InZone(zone).LocalDateTime));
            var atLast = hours.Hours.Contains(HourMask.HourOfWeek(last.InZone(zone).LocalDateTime));
            open[key] = atBegin && atLast;
            shut[key] = !atBegin && !atLast;
        }

        return (open, shut);
    }
}
