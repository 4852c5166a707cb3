using System.Security.Cryptography;
using Bidding.Core.Ids;

namespace Bidding.Gateway;

/// <summary>This start of this gateway: random, so that a restart is another gateway and its bids can never share an id with the last one's. Any thread.</summary>
public sealed class GatewayIncarnation
{
    private long _bids;

    public long Id { get; } = NewId();

    public BidId NextBid() => new(Id, Interlocked.Increment(ref _bids));

    private static long NewId()
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        long id;
        do
        {
            RandomNumberGenerator.Fill(bytes);
            id = BitConverter.ToInt64(bytes);
        }
        while (id == 0);
        return id;
    }
}
