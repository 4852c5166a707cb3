using System.Globalization;
using Bidding.Contracts;
using Bidding.Core.Campaigns;
using Bidding.Core.Campaigns.Definitions;
using Bidding.Core.Replay.Previews;
using Bidding.Gateway.Access;
using Bidding.Protocol.V1;
using Grpc.Core;
using NodaTime;
using NodaTime.Text;
using Wire = Bidding.Protocol.V1;

namespace Bidding.Gateway.Management;

/// <summary>
/// Campaigns' pacing rules over gRPC, and as JSON by their annotations. They are a resource of the catalog like the others, but for one thing: each campaign has them,
/// whether anyone has stored some or not. Any thread.
/// </summary>
internal sealed class PacingService(IGrainFactory grains, PacingPreviews previews) : Wire.Pacing.PacingBase
{
    private const int PreviewDays = 3;

    private readonly ICatalogGrain _catalog = grains.GetGrain<ICatalogGrain>(0);
    private readonly CatalogScope _scope = new(grains.GetGrain<ICatalogGrain>(0));
    private readonly ResourceCalls<Wire.PacingRules> _rules = new(grains.GetGrain<ICatalogGrain>(0), ResourceKind.Pacing);

    public override async Task<Wire.PacingRules> GetPacing(GetPacingRequest request, ServerCallContext context)
    {
        var campaign = await FindCampaign(Caller.Of(context), request.CampaignId);
        var stored = await CatalogCalls.Answered(_catalog.Find(ResourceKind.Pacing, campaign.Id));
        return InForce(stored is null ? Unstored(campaign.Id) : ResourceCalls<Wire.PacingRules>.MessageOf(stored), campaign);
    }

    public override async Task<Wire.PacingRules> UpdatePacing(UpdatePacingRequest request, ServerCallContext context)
    {
        var campaign = await FindCampaign(Caller.Of(context), request.Pacing?.CampaignId ?? "");
        var updated = await _rules.Update(
            Caller.Of(context), request.Pacing, request.UpdateMask, request.ExpectedVersion, request.ValidateOnly, request.IdempotencyKey);
        return InForce(updated, campaign);
    }

    public override async Task<ListPacingHistoryResponse> ListPacingHistory(ListPacingHistoryRequest request, ServerCallContext context)
    {
        var campaign = await FindCampaign(Caller.Of(context), request.CampaignId);
        var size = Page.Of(request.PageSize, "").Size;
        var before = long.MaxValue;
        if (request.PageToken.Length > 0 && !long.TryParse(request.PageToken, NumberStyles.None, CultureInfo.InvariantCulture, out before))
        {
            throw ManagementErrors.Invalid([new("page_token", "is not one that an answer held")]);
        }

        var changes = await ChangesBefore(before, size, campaign.Id);
        return new()
        {
            Changes = { changes.Select(ToWire) },
            NextPageToken = changes.Length < size ? "" : changes[^1].CatalogVersion.ToString(CultureInfo.InvariantCulture),
        };
    }

    public override async Task<Wire.PacingRules> RollbackPacing(RollbackPacingRequest request, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        var campaign = await FindCampaign(caller, request.CampaignId);
        var body = request.Version == 0
            ? CatalogResource.UnstoredOf(ResourceKind.Pacing, campaign.Id)!
            : (await FindVersion(campaign.Id, request.Version)).After;
        return InForce(await _rules.Restore(caller, campaign.Id, body, request.ExpectedVersion, request.ValidateOnly, request.IdempotencyKey), campaign);
    }

    public override async Task<PacingPreview> PreviewPacing(PreviewPacingRequest request, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        var campaign = await FindCampaign(caller, request.Pacing?.CampaignId ?? "");
        if (request.Days is < 0 or > RulePreview.DaysMost)
        {
            throw ManagementErrors.Invalid([new("days", $"must be from 1 to {RulePreview.DaysMost}")]);
        }

        // Judged and laid over the stored rules as the real update would be.
        var proposed = RulesOf(await _rules.Update(caller, request.Pacing, request.UpdateMask, 0, validateOnly: true, ""));
        var stored = await CatalogCalls.Answered(_catalog.Find(ResourceKind.Pacing, campaign.Id));
        var delivery = await CatalogCalls.Answered(grains.GetGrain<ICampaignGrain>(campaign.Number).Delivery());
        var definition = campaign.ToCampaign();
        return await previews.RunAsync(
            definition.With(stored?.ToPacing()), definition.With(proposed), delivery, request.Days == 0 ? PreviewDays : request.Days, context.CancellationToken);
    }

    private static Core.Campaigns.PacingRules RulesOf(Wire.PacingRules message) =>
        CatalogJson.TryReadPacing(ResourceCalls<Wire.PacingRules>.BodyOf(message), out var rules, out var errors) ? rules : throw ManagementErrors.Invalid(errors);

    /// <summary>NOT_FOUND naming the path's field, as for a campaign that does not exist, unless the caller sees it.</summary>
    private Task<CatalogEntry> FindCampaign(Caller caller, string id) => _scope.Find(caller, ResourceKind.Campaign, id);

    private Task<CatalogAuditEntry[]> ChangesBefore(long catalogVersion, int count, string campaign) =>
        CatalogCalls.Answered(_catalog.Audit(catalogVersion, count, ResourceKind.Pacing, campaign, ""));

    private async Task<CatalogAuditEntry> FindVersion(string campaign, int version)
    {
        var before = long.MaxValue;
        while (true)
        {
            var page = await ChangesBefore(before, Page.SizeMax, campaign);
            if (Array.Find(page, change => change.Version == version) is { } found)
            {
                return found;
            }

            if (page.Length < Page.SizeMax)
            {
                throw ManagementErrors.Of(StatusCode.NotFound, [new("version", $"the rules of '{campaign}' never had a version {version}")]);
            }

            before = page[^1].CatalogVersion;
        }
    }

    private static PacingChange ToWire(CatalogAuditEntry change)
    {
        var wire = new PacingChange
        {
            Version = change.Version,
            At = InstantPattern.ExtendedIso.Format(Instant.FromUnixTimeMilliseconds(change.AtMs)),
            Actor = change.Actor,
            Verb = change.Verb,
            After = RulesOf(change.Id, change.Version, change.AtMs, change.After),
        };
        if (change.Before.Length > 0)
        {
            wire.Before = RulesOf(change.Id, change.Version - 1, 0, change.Before);
            wire.Before.ClearUpdatedAt();
        }

        return wire;
    }

    private static Wire.PacingRules RulesOf(string campaign, int version, long atMs, byte[] body) =>
        ResourceCalls<Wire.PacingRules>.MessageOf(new(ResourceKind.Pacing, campaign, 0, version, Core.Campaigns.Status.Active, 0, atMs, body));

    private static Wire.PacingRules Unstored(string campaign) => new() { CampaignId = campaign, Version = 0 };

    private static Wire.PacingRules InForce(Wire.PacingRules rules, CatalogEntry campaign)
    {
        rules.StrategyInForce = rules.HasStrategy ? rules.Strategy : CatalogNames.PacingStrategies.NameOf(campaign.ToCampaign().Pacing.Strategy);
        return rules;
    }
}
