using Bidding.Core.Amounts;
using Bidding.Core.Ledger;
using NodaTime;

namespace Bidding.Core.Escrow;

/// <summary>
/// What a campaign has posted in the present clock hour of its zone. Posted counts when it is booked, and what is outstanding counts in full against every hour it is open in: so
/// posted and outstanding together stay within an hour's limit at every instant, and what was bid within an hour and what was booked within it both do. Belongs to one activation;
/// for one thread at a time.
/// </summary>
public sealed class HourSpend
{
    /// <summary>How much earlier than the hour a post may say it was accepted, by a gateway whose clock is behind, and yet count: only after a restart, when nothing else tells.</summary>
    private static readonly Duration ClockDifference = Duration.FromMinutes(1);

    private Instant? _hour;
    private Money _postedBefore;

    /// <summary>Posted since the hour of <paramref name="at"/> began.</summary>
    public Money Posted(CampaignBooks books, Instant at)
    {
        ArgumentNullException.ThrowIfNull(books);
        var hour = books.Calendar.StartOfHour(at);
        if (_hour is null)
        {
            _postedBefore = books.Posted - books.RecentPosts.Since((hour - ClockDifference).ToUnixTimeMilliseconds());
            _hour = hour;
        }
        else if (hour > _hour)
        {
            // Asked about once a second; where it was not, what was accepted since then counts.
            _postedBefore = books.Posted - books.RecentPosts.Since(hour.ToUnixTimeMilliseconds());
            _hour = hour;
        }

        return books.Posted - _postedBefore;
    }
}
