using Bidding.Core.Escrow;

namespace Bidding.Contracts;

/// <summary>
/// Hands a gateway's lease requests to the campaigns of one shard in a single call. Key: the shard; a campaign's shard is its number modulo <see cref="Shards"/>.
/// </summary>
public interface ILeaseDeskGrain : IGrainWithIntegerKey
{
    const int Shards = 64;

    /// <summary>One reply per request that was answered within the deadline; a missing reply means ask again.</summary>
    Task<LeaseReply[]> Lease(LeaseRequest[] requests);
}
