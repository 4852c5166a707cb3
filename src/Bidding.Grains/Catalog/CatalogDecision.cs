using System.Text.Json;
using Bidding.Contracts;
using Bidding.Core.Campaigns;
using Bidding.Core.Campaigns.Definitions;

namespace Bidding.Grains.Catalog;

/// <summary>What a command would make of a stored resource: pure, so it can be asked again after a lost race. Any thread.</summary>
internal static class CatalogDecision
{
    private const int KeyCharsMax = 128;

    /// <summary>The resource after the command, judged by the rules of its kind and of change; null and the reply where it is refused.</summary>
    public static CatalogResource? Next(CatalogCommand command, CatalogRecord? stored, out CatalogReply? refusal)
    {
        refusal = null;
        if (command.IdempotencyKey.Length > KeyCharsMax)
        {
            refusal = Refuse(CatalogOutcome.Invalid, "idempotency_key", $"must be at most {KeyCharsMax} characters long");
            return null;
        }

        if (command.Verb == CatalogVerb.Create)
        {
            return Created(command, ref refusal);
        }

        var name = CatalogNames.Kinds.NameOf(command.Kind);
        var updates = command.Verb is CatalogVerb.Update or CatalogVerb.Rollback;
        if ((stored?.Body ?? (updates ? CatalogResource.UnstoredOf(command.Kind, command.Id) : null)) is not { } body)
        {
            refusal = Refuse(CatalogOutcome.NotFound, CatalogResource.IdFieldOf(command.Kind), $"there is no {name} '{command.Id}'");
            return null;
        }

        if (stored?.Status == Status.Archived && command.Verb != CatalogVerb.Archive)
        {
            refusal = Refuse(CatalogOutcome.FailedPrecondition, "status", $"{name} '{command.Id}' is archived: an archived one never changes; create a new one");
            return null;
        }

        return updates ? Updated(command, body, ref refusal) : Read(command.Kind, body, ref refusal);
    }

    /// <summary>The status it has after the command.</summary>
    public static Status StatusAfter(CatalogVerb verb, CatalogResource resource) => verb switch
    {
        CatalogVerb.Pause => Status.Paused,
        CatalogVerb.Resume => Status.Active,
        CatalogVerb.Archive => Status.Archived,
        _ => resource.Status,
    };

    /// <summary>Null when its parent lets it be made or resumed.</summary>
    public static CatalogReply? CheckParent(CatalogVerb verb, CatalogResource resource, CatalogRecord? parent)
    {
        if (CatalogResource.ParentKindOf(resource.Kind) is not { } parentKind)
        {
            return null;
        }

        var (field, name) = (CatalogResource.ParentFieldOf(resource.Kind), CatalogNames.Kinds.NameOf(parentKind));
        if (parent is null)
        {
            return Refuse(CatalogOutcome.Invalid, field, $"there is no {name} '{resource.ParentId}'; create it first");
        }

        return parent.Status == Status.Archived && (verb is CatalogVerb.Create or CatalogVerb.Resume || resource.Kind == ResourceKind.Pacing)
            ? Refuse(CatalogOutcome.FailedPrecondition, field, $"{name} '{resource.ParentId}' is archived")
            : null;
    }

    public static CatalogReply Refuse(CatalogOutcome outcome, string field, string message) => new(outcome, null, [new(field, message)]);

    private static CatalogResource? Created(CatalogCommand command, ref CatalogReply? refusal)
    {
        var resource = Read(command.Kind, command.Body, ref refusal);
        if (resource is { Status: Status.Archived })
        {
            refusal = Refuse(CatalogOutcome.Invalid, "status", "must be active or paused when a resource is created");
        }
        else if (resource is not null && command.Id.Length > 0 && command.Id != resource.Id)
        {
            refusal = Refuse(CatalogOutcome.Invalid, "id", $"is '{resource.Id}' in the definition and '{command.Id}' in the request");
        }

        return refusal is null ? resource : null;
    }

    private static CatalogResource? Updated(CatalogCommand command, byte[] stored, ref CatalogReply? refusal)
    {
        byte[] merged;
        try
        {
            merged = DefinitionPatch.Apply(stored, command.Body, command.FieldMask);
        }
        catch (JsonException problem)
        {
            refusal = Refuse(CatalogOutcome.Invalid, "", $"is not a JSON object: {problem.Message}");
            return null;
        }

        var next = Read(command.Kind, merged, ref refusal);
        var before = Read(command.Kind, stored, ref refusal);
        if (next is null || before is null)
        {
            return null;
        }

        var errors = new List<FieldError>();
        Keep(CatalogResource.IdFieldOf(command.Kind), before.Id, next.Id);
        Keep(CatalogResource.ParentFieldOf(command.Kind), before.ParentId, next.ParentId);
        if (next.LedgerCurrency != before.LedgerCurrency)
        {
            errors.Add(new("budget.currency", $"is {before.LedgerCurrency} and cannot change: its ledger is kept in it; create a new {CatalogNames.Kinds.NameOf(command.Kind)}"));
        }

        foreach (var (was, now) in before.Fixed.Zip(next.Fixed))
        {
            if (was.Value != now.Value)
            {
                errors.Add(new(was.Field, $"cannot change: {was.Why}"));
            }
        }

        if (next.Status != before.Status)
        {
            errors.Add(new("status", "cannot be updated; pause, resume or archive it"));
        }

        refusal = errors.Count > 0 ? new(CatalogOutcome.Invalid, null, [.. errors]) : null;
        return refusal is null ? next : null;

        void Keep(string field, string was, string now)
        {
            if (was != now)
            {
                errors.Add(new(field, $"is '{was}' and cannot change"));
            }
        }
    }

    private static CatalogResource? Read(ResourceKind kind, byte[] body, ref CatalogReply? refusal)
    {
        if (CatalogResource.TryRead(kind, body, out var resource, out var errors))
        {
            return resource;
        }

        refusal ??= new(CatalogOutcome.Invalid, null, [.. errors]);
        return null;
    }
}
