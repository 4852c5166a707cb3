namespace Bidding.Core.Auction;

/// <summary>
/// What a publisher of an exchange is counted by: 64 bits of its exchange and id (FNV-1a, Fowler, Noll and Vo), the same on every node and for ever. Two publishers that share a
/// key, about one pair in 10^13 of a campaign's, share a limit. A request that names none is of the exchange's unnamed publisher.
/// </summary>
public static class PublisherKey
{
    private const ulong Offset = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    /// <summary>Never 0, which means that nobody asked.</summary>
    /// <param name="exchange">The exchange's permanent number.</param>
    /// <param name="id">As sent; case matters.</param>
    public static ulong Of(int exchange, ReadOnlySpan<char> id)
    {
        unchecked
        {
            var key = (Offset ^ (uint)exchange) * Prime;
            foreach (var letter in id)
            {
                key = (key ^ letter) * Prime;
            }

            return key == 0 ? 1 : key;
        }
    }
}
