using System.Text.Json;
using Bidding.Contracts;
using Bidding.Core.Campaigns;
using Bidding.Core.Campaigns.Definitions;
using Bidding.Gateway.Access;

namespace Bidding.Gateway.Management;

/// <summary>
/// The catalog as one caller may see it: its own advertisers, their campaigns and ads. What belongs to another is answered as what does not exist. Any thread.
/// </summary>
internal sealed class CatalogScope(ICatalogGrain catalog)
{
    /// <summary>The entry, or NOT_FOUND.</summary>
    public async Task<CatalogEntry> Find(Caller caller, ResourceKind kind, string id)
    {
        var entry = await CatalogCalls.Find(catalog, kind, id);
        return await SeesAsync(caller, entry) ? entry : throw CatalogCalls.Missing(kind, id);
    }

    /// <summary>NOT_FOUND unless the caller sees it. Whoever sees a campaign sees its pacing rules, stored or not.</summary>
    public Task Require(Caller caller, ResourceKind kind, string id) =>
        caller.IsScoped ? Find(caller, kind == ResourceKind.Pacing ? ResourceKind.Campaign : kind, id) : Task.CompletedTask;

    /// <summary>INVALID_ARGUMENT, as for a parent that does not exist, unless the caller sees the parent of what it wants to make.</summary>
    public async Task RequireParent(Caller caller, ResourceKind kind, byte[] body)
    {
        if (!caller.IsScoped || CatalogResource.ParentKindOf(kind) is not { } parentKind)
        {
            return;
        }

        var id = TextOf(body, CatalogResource.ParentFieldOf(kind));
        if (await CatalogCalls.Answered(catalog.Find(parentKind, id)) is not { } parent || !await SeesAsync(caller, parent))
        {
            throw ManagementErrors.Invalid([new(CatalogResource.ParentFieldOf(kind), $"there is no {CatalogNames.Kinds.NameOf(parentKind)} '{id}'; create it first")]);
        }
    }

    /// <summary>A page of what the caller sees, ordered by id.</summary>
    public async Task<CatalogEntry[]> List(Caller caller, ResourceKind kind, string parentId, Page page, bool includeArchived)
    {
        if (!caller.IsScoped)
        {
            return await CatalogCalls.Answered(catalog.List(kind, parentId, page.AfterId, page.Size, includeArchived));
        }

        switch (kind)
        {
            case ResourceKind.Advertiser:
                return [.. (await AdvertisersAsync(caller, page)).Where(entry => includeArchived || entry.Status != Core.Campaigns.Status.Archived).Take(page.Size)];
            case ResourceKind.Campaign or ResourceKind.Portfolio:
                var campaigns = new List<CatalogEntry>();
                foreach (var advertiser in caller.Advertisers!.Where(advertiser => parentId.Length == 0 || advertiser == parentId))
                {
                    campaigns.AddRange(await CatalogCalls.Answered(catalog.List(kind, advertiser, page.AfterId, page.Size, includeArchived)));
                }

                return [.. campaigns.OrderBy(entry => entry.Id, StringComparer.Ordinal).Take(page.Size)];
            case ResourceKind.Ad when parentId.Length == 0:
                throw ManagementErrors.Invalid([new("campaign_id", "is required with a key for some advertisers only")]);
            case ResourceKind.Ad:
                var campaign = await CatalogCalls.Answered(catalog.Find(ResourceKind.Campaign, parentId));
                return campaign is not null && await SeesAsync(caller, campaign)
                    ? await CatalogCalls.Answered(catalog.List(kind, parentId, page.AfterId, page.Size, includeArchived))
                    : [];
            default:
                return [];
        }
    }

    private async Task<List<CatalogEntry>> AdvertisersAsync(Caller caller, Page page)
    {
        var found = new List<CatalogEntry>();
        foreach (var id in caller.Advertisers!.Where(id => string.CompareOrdinal(id, page.AfterId) > 0).Order(StringComparer.Ordinal))
        {
            if (await CatalogCalls.Answered(catalog.Find(ResourceKind.Advertiser, id)) is { } entry)
            {
                found.Add(entry);
            }
        }

        return found;
    }

    private async ValueTask<bool> SeesAsync(Caller caller, CatalogEntry entry)
    {
        switch (entry.Kind)
        {
            case var _ when !caller.IsScoped:
                return true;
            case ResourceKind.Advertiser:
                return caller.Sees(entry.Id);
            case ResourceKind.Campaign or ResourceKind.Portfolio:
                return caller.Sees(TextOf(entry.Body, CatalogResource.ParentFieldOf(entry.Kind)));
            case ResourceKind.Ad:
                var campaign = await CatalogCalls.Answered(catalog.Find(ResourceKind.Campaign, TextOf(entry.Body, CatalogResource.ParentFieldOf(entry.Kind))));
                return campaign is not null && await SeesAsync(caller, campaign);
            default:
                return false;
        }
    }

    private static string TextOf(byte[] body, string field)
    {
        using var document = JsonDocument.Parse(body);
        return document.RootElement.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
    }
}
