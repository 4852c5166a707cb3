using System.Text.Json;
using Bidding.Contracts;
using Bidding.Core.Campaigns;
using Bidding.Core.Campaigns.Definitions;
using Bidding.Gateway.Access;
using Bidding.Gateway.Management.Json;
using Bidding.Protocol.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using NodaTime;
using NodaTime.Text;

namespace Bidding.Gateway.Management;

/// <summary>
/// The calls that every kind of resource has, between its wire message and the catalog. Both speak the same JSON, so a field is mapped nowhere by hand. Any thread.
/// </summary>
internal sealed class ResourceCalls<T>(ICatalogGrain catalog, ResourceKind kind)
    where T : class, IMessage<T>, new()
{
    // Set by the server; the parent's number is for the cluster alone.
    private static readonly string[] OutputOnly = ["number", "version", "updated_at", "strategy_in_force"];
    private static readonly string[] NotShown = ["advertiser_number", "campaign_number"];

    // Secrets go in and never come out.
    private static readonly string[] InputOnly = ["encryption_key", "integrity_key"];

    private readonly ICatalogGrain _catalog = catalog;
    private readonly CatalogScope _scope = new(catalog);

    public async Task<T> Create(Caller caller, T? resource, bool validateOnly, string idempotencyKey)
    {
        var body = BodyOf(resource);
        await _scope.RequireParent(caller, kind, body);
        return await Write(new(kind, CatalogVerb.Create, "", body, [], 0, validateOnly, idempotencyKey, caller.Actor));
    }

    public async Task<T> Get(Caller caller, string id) => MessageOf(await _scope.Find(caller, kind, id));

    public async Task<(IReadOnlyList<T> Resources, string NextPageToken)> List(Caller caller, string parentId, int pageSize, string pageToken, bool includeArchived)
    {
        var page = Page.Of(pageSize, pageToken);
        var entries = await _scope.List(caller, kind, parentId, page, includeArchived);
        return ([.. entries.Select(MessageOf)], page.NextToken([.. entries.Select(entry => entry.Id)]));
    }

    public async Task<T> Update(Caller caller, T? resource, FieldMask? mask, int expectedVersion, bool validateOnly, string idempotencyKey)
    {
        var body = BodyOf(resource);
        var id = new T().Descriptor.FindFieldByName(CatalogResource.IdFieldOf(kind)).Accessor.GetValue(resource!) as string ?? "";
        await _scope.Require(caller, kind, id);
        return await Write(new(kind, CatalogVerb.Update, id, body, MaskOf(mask), expectedVersion, validateOnly, idempotencyKey, caller.Actor));
    }

    public async Task<T> Change(Caller caller, CatalogVerb verb, ChangeStatusRequest request)
    {
        await _scope.Require(caller, kind, request.Id);
        return await Write(new(kind, verb, request.Id, [], [], request.ExpectedVersion, request.ValidateOnly, request.IdempotencyKey, caller.Actor));
    }

    private async Task<T> Write(CatalogCommand command)
    {
        if (command.ExpectedVersion < 0)
        {
            throw ManagementErrors.Invalid([new("expected_version", "must be 0 (any) or a version")]);
        }

        var reply = await CatalogCalls.Answered(_catalog.Write(command));
        return reply.Outcome == CatalogOutcome.Done ? MessageOf(reply.Entry!) : throw ManagementErrors.Of(reply);
    }

    /// <summary>Stores what the resource was before: an update of all of it, told apart in the audit log.</summary>
    public Task<T> Restore(Caller caller, string id, byte[] body, int expectedVersion, bool validateOnly, string idempotencyKey) =>
        Write(new(kind, CatalogVerb.Rollback, id, body, [DefinitionPatch.Everything], expectedVersion, validateOnly, idempotencyKey, caller.Actor));

    /// <summary>A message as a definition: without what the server sets.</summary>
    public static byte[] BodyOf(T? resource)
    {
        if (resource is null)
        {
            throw ManagementErrors.Invalid([new(new T().Descriptor.Name.ToLowerInvariant(), "is required")]);
        }

        var definition = resource.Clone();
        foreach (var name in OutputOnly)
        {
            definition.Descriptor.FindFieldByName(name)?.Accessor.Clear(definition);
        }

        return ProtoJsonWriter.Write(definition);
    }

    private static string[] MaskOf(FieldMask? mask)
    {
        if (mask is null)
        {
            return [];
        }

        var paths = mask.Paths.Where(path => !OutputOnly.Contains(path)).ToArray();
        var unknown = paths.Where(path => path != DefinitionPatch.Everything && !FieldPaths.IsKnown(new T().Descriptor, path)).ToArray();
        return unknown.Length == 0 ? paths : throw ManagementErrors.Invalid([.. unknown.Select(path => new FieldError("update_mask", $"'{path}' is not a field of the resource"))]);
    }

    /// <summary>An entry as its message.</summary>
    public static T MessageOf(CatalogEntry entry)
    {
        using var document = JsonDocument.Parse(entry.Body);
        var message = new T();
        var shown = document.RootElement.EnumerateObject().Where(property => !NotShown.Contains(property.Name) && !InputOnly.Contains(property.Name));
        var reader = new ProtoJsonReader();
        reader.Read(JsonSerializer.SerializeToElement(shown.ToDictionary(property => property.Name, property => property.Value)), message);
        if (reader.Errors.Count > 0)
        {
            throw new FormatException($"The stored {entry.Kind} '{entry.Id}' does not fit its message: {string.Join("; ", reader.Errors)}.");
        }

        Set("number", entry.Number);
        Set("version", entry.Version);
        Set("updated_at", InstantPattern.ExtendedIso.Format(Instant.FromUnixTimeMilliseconds(entry.UpdatedAtMs)));
        return message;

        void Set(string name, object value) => message.Descriptor.FindFieldByName(name)?.Accessor.SetValue(message, value);
    }
}
