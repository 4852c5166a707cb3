using System.Text.Json;
using Bidding.Contracts;
using Bidding.Core.Campaigns;
using Bidding.Core.Campaigns.Definitions;
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
    private static readonly string[] OutputOnly = ["number", "version", "updated_at"];
    private static readonly string[] NotShown = ["advertiser_number", "campaign_number"];

    // Secrets go in and never come out.
    private static readonly string[] InputOnly = ["encryption_key", "integrity_key"];

    public Task<T> Create(T? resource, bool validateOnly, string idempotencyKey) =>
        Write(new(kind, CatalogVerb.Create, "", BodyOf(resource), [], 0, validateOnly, idempotencyKey));

    public async Task<T> Get(string id) => MessageOf(await CatalogCalls.Find(catalog, kind, id));

    public async Task<(IReadOnlyList<T> Resources, string NextPageToken)> List(string parentId, int pageSize, string pageToken, bool includeArchived)
    {
        var page = Page.Of(pageSize, pageToken);
        var entries = await CatalogCalls.Answered(catalog.List(kind, parentId, page.AfterId, page.Size, includeArchived));
        return ([.. entries.Select(MessageOf)], page.NextToken([.. entries.Select(entry => entry.Id)]));
    }

    public Task<T> Update(T? resource, FieldMask? mask, int expectedVersion, bool validateOnly, string idempotencyKey)
    {
        var body = BodyOf(resource);
        var id = new T().Descriptor.FindFieldByName("id").Accessor.GetValue(resource!) as string ?? "";
        return Write(new(kind, CatalogVerb.Update, id, body, MaskOf(mask), expectedVersion, validateOnly, idempotencyKey));
    }

    public Task<T> Change(CatalogVerb verb, ChangeStatusRequest request) =>
        Write(new(kind, verb, request.Id, [], [], request.ExpectedVersion, request.ValidateOnly, request.IdempotencyKey));

    private async Task<T> Write(CatalogCommand command)
    {
        if (command.ExpectedVersion < 0)
        {
            throw ManagementErrors.Invalid([new("expected_version", "must be 0 (any) or a version")]);
        }

        var reply = await CatalogCalls.Answered(catalog.Write(command));
        return reply.Outcome == CatalogOutcome.Done ? MessageOf(reply.Entry!) : throw ManagementErrors.Of(reply);
    }

    private static byte[] BodyOf(T? resource)
    {
        if (resource is null)
        {
            throw ManagementErrors.Invalid([new(new T().Descriptor.Name.ToLowerInvariant(), "is required")]);
        }

        var definition = resource.Clone();
        foreach (var name in OutputOnly)
        {
            definition.Descriptor.FindFieldByName(name).Accessor.Clear(definition);
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

    private static T MessageOf(CatalogEntry entry)
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

        void Set(string name, object value) => message.Descriptor.FindFieldByName(name).Accessor.SetValue(message, value);
    }
}
