using Bidding.Contracts;
using Bidding.Core.Campaigns;
using Bidding.Core.Ledger;
using Grpc.Core;

namespace Bidding.Gateway.Management;

/// <summary>Calls into the cluster on behalf of a person or program: what the cluster cannot do now is UNAVAILABLE, which callers repeat. Any thread.</summary>
internal static class CatalogCalls
{
    public static async Task<T> Answered<T>(Task<T> call)
    {
        try
        {
            return await call;
        }
        catch (Exception error) when (error is TimeoutException or Orleans.Runtime.OrleansException or LedgerUnavailableException or CatalogUnavailableException)
        {
            throw new RpcException(new global::Grpc.Core.Status(StatusCode.Unavailable, "The cluster could not answer now; try again."), error.Message);
        }
    }

    /// <summary>The entry, or NOT_FOUND.</summary>
    public static async Task<CatalogEntry> Find(ICatalogGrain catalog, ResourceKind kind, string id) =>
        await Answered(catalog.Find(kind, id)) ?? throw Missing(kind, id);

    public static RpcException Missing(ResourceKind kind, string id) =>
        ManagementErrors.Of(StatusCode.NotFound, [new("id", $"there is no {kind.ToString().ToLowerInvariant()} '{id}'")]);
}
