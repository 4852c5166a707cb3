using System.Security.Cryptography;
using Bidding.Contracts;
using Bidding.Core.Campaigns;
using Bidding.Core.Campaigns.Definitions;
using Bidding.Core.Campaigns.Rules;
using Microsoft.Extensions.Logging;
using Orleans.Utilities;

namespace Bidding.Grains.Catalog;

/// <summary>
/// Decides writes one after another; reads pass them. Holds nothing that counts in memory: a write that was answered is in the store, and a second
/// activation during a partition is caught by the store's version check.
/// </summary>
public sealed class CatalogGrain : Grain, ICatalogGrain
{
    /// <summary>Bound of one page, so that an answer stays far below a message's limit.</summary>
    public const int PageSizeMax = 1000;

    private const int AttemptsMax = 3;
    private static readonly TimeSpan SubscriptionLife = TimeSpan.FromMinutes(1);

    private readonly ICatalogStore _store;
    private readonly ICampaignNotifier _campaigns;
    private readonly TimeProvider _time;
    private readonly ILogger<CatalogGrain> _log;
    private readonly ObserverManager<ICatalogObserver> _observers;

    public CatalogGrain(ICatalogStore store, ICampaignNotifier campaigns, TimeProvider time, ILogger<CatalogGrain> log)
    {
        _store = store;
        _campaigns = campaigns;
        _time = time;
        _log = log;
        _observers = new(SubscriptionLife, log);
    }

    public async Task<CatalogReply> Write(CatalogCommand command)
    {
        ArgumentNullException.ThrowIfNull(command);
        var reply = CatalogDecision.Refuse(CatalogOutcome.VersionConflict, "expected_version", "others keep changing it; try again");
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            reply = await TryWrite(command);
            // A caller who names no version did not lose a race: the command holds for whatever is stored now.
            if (reply.Outcome != CatalogOutcome.VersionConflict || command.ExpectedVersion != 0)
            {
                break;
            }
        }

        CatalogInstruments.Count(command, reply.Outcome);
        return reply;
    }

    public async Task<CatalogEntry?> Find(ResourceKind kind, string id) =>
        await _store.FindAsync(kind, id, CancellationToken.None) is { } record ? CatalogEntries.Of(record) : null;

    public async Task<CatalogEntry[]> List(ResourceKind kind, string parentId, string afterId, int count, bool includeArchived)
    {
        var records = await _store.ListAsync(kind, parentId, afterId, Math.Clamp(count, 1, PageSizeMax), includeArchived, CancellationToken.None);
        return [.. records.Select(CatalogEntries.Of)];
    }

    public async Task<CatalogEntry[]> Changes(long afterCatalogVersion, int count)
    {
        var records = await _store.ReadChangesAsync(afterCatalogVersion, Math.Clamp(count, 1, PageSizeMax), CancellationToken.None);
        return [.. records.Select(CatalogEntries.Of)];
    }

    public async Task<CatalogAuditEntry[]> Audit(long beforeVersion, int count, ResourceKind? kind, string id, string actor)
    {
        var changes = await _store.ReadAuditAsync(new(beforeVersion, Math.Clamp(count, 1, PageSizeMax), kind, id, actor), CancellationToken.None);
        return [.. changes.Select(change => new CatalogAuditEntry(
            change.CatalogVersion, change.AtMs, change.Actor, change.Verb, change.Kind, change.Id, change.Version, change.Before, change.After))];
    }

    public async Task<long> Version() => await _store.ReadCatalogVersionAsync(CancellationToken.None);

    public Task Subscribe(ICatalogObserver observer)
    {
        _observers.Subscribe(observer, observer);
        return Task.CompletedTask;
    }

    private async Task<CatalogReply> TryWrite(CatalogCommand command)
    {
        var stored = command.Verb == CatalogVerb.Create ? null : await _store.FindAsync(command.Kind, command.Id, CancellationToken.None);
        if (CatalogDecision.Next(command, stored, out var refusal) is not { } next)
        {
            return refusal!;
        }

        var parent = CatalogResource.ParentKindOf(next.Kind) is { } parentKind ? await _store.FindAsync(parentKind, next.ParentId, CancellationToken.None) : null;
        if (CatalogDecision.CheckParent(command.Verb, next, parent) is { } orphan)
        {
            return orphan;
        }

        if (await CheckPortfolio(command.Verb, next) is { } stranger)
        {
            return stranger;
        }

        var status = CatalogDecision.StatusAfter(command.Verb, next);
        var record = new CatalogRecord
        {
            Kind = next.Kind,
            Id = next.Id,
            Number = stored?.Number ?? 0,
            Version = (stored?.Version ?? 0) + 1,
            ParentId = next.ParentId,
            Status = status,
            UpdatedAtMs = _time.GetUtcNow().ToUnixTimeMilliseconds(),
            Body = next.ToBody(parent?.Number ?? 0, status),
        };

        var wanted = command.ExpectedVersion == 0 || command.ExpectedVersion == stored?.Version;
        if (stored is not null && wanted && record.Body.AsSpan().SequenceEqual(stored.Body))
        {
            // Nothing to store. The campaign is told again all the same: the first telling may have failed.
            return command.ValidateOnly ? CatalogEntries.Done(stored) : await Told(stored, parent, statusChanged: false);
        }

        return command.ValidateOnly ? await Validated(command, record, stored) : await Store(command, record, stored, parent);
    }

    /// <summary>Null where a campaign names no portfolio, or may be in the one it names. A campaign never leaves its portfolio, so stopping it needs no permission of it.</summary>
    private async Task<CatalogReply?> CheckPortfolio(CatalogVerb verb, CatalogResource next)
    {
        if (next.Kind != ResourceKind.Campaign || verb is CatalogVerb.Pause or CatalogVerb.Archive)
        {
            return null;
        }

        var campaign = CatalogJson.ReadCampaign(next.ToBody(0, next.Status), 0, 0);
        if (campaign.PortfolioId.Length == 0)
        {
            return null;
        }

        var portfolio = await _store.FindAsync(ResourceKind.Portfolio, campaign.PortfolioId, CancellationToken.None);
        var errors = PortfolioRules.CheckMember(
            campaign, portfolio is null ? null : portfolio.ToPortfolio() with { Status = portfolio.Status }, isNew: verb == CatalogVerb.Create);
        return errors.Count == 0 ? null : new(CatalogOutcome.Invalid, null, [.. errors]);
    }

    /// <summary>What storing would answer, without storing.</summary>
    private async Task<CatalogReply> Validated(CatalogCommand command, CatalogRecord record, CatalogRecord? stored)
    {
        if (command.Verb == CatalogVerb.Create && await _store.FindAsync(command.Kind, record.Id, CancellationToken.None) is not null)
        {
            return CatalogEntries.Refusal(CatalogWriteOutcome.AlreadyExists, record, stored);
        }

        return command.ExpectedVersion != 0 && command.ExpectedVersion != stored?.Version
            ? CatalogEntries.Refusal(CatalogWriteOutcome.VersionConflict, record, stored)
            : CatalogEntries.Done(record);
    }

    private async Task<CatalogReply> Store(CatalogCommand command, CatalogRecord record, CatalogRecord? stored, CatalogRecord? parent)
    {
        var expected = command.Verb == CatalogVerb.Create ? 0 : command.ExpectedVersion != 0 ? command.ExpectedVersion : stored?.Version ?? 0;
        // What it was before is what the store holds: the version says so, or nothing is written.
        var note = new CatalogChangeNote(
            command.Actor, command.Verb.ToString().ToLowerInvariant(), stored is null ? [] : SecretFields.Redact(stored.Body), SecretFields.Redact(record.Body));
        var result = await _store.WriteAsync(new(record, expected, command.IdempotencyKey, HashOf(command), note), CancellationToken.None);
        if (result.Outcome is not (CatalogWriteOutcome.Written or CatalogWriteOutcome.Repeated))
        {
            // Whoever updates what was never stored and finds it there lost a race, as any other update would.
            var outcome = command.Verb != CatalogVerb.Create && stored is null && result.Outcome is CatalogWriteOutcome.AlreadyExists or CatalogWriteOutcome.NotFound
                ? CatalogWriteOutcome.VersionConflict
                : result.Outcome;
            return CatalogEntries.Refusal(outcome, record, result.Record ?? stored);
        }

        var written = result.Record!;
        _log.Written(written.Kind, written.Id, written.Version, written.Status, written.CatalogVersion);
        await _observers.Notify(observer => observer.Changed(written.CatalogVersion));
        return await Told(written, parent, statusChanged: stored?.Status != written.Status);
    }

    /// <summary>
    /// Answers once the campaigns concerned have it in their streams: a budget that was answered holds. A failure here surfaces to the caller, whose repeat tells them again.
    /// </summary>
    private async Task<CatalogReply> Told(CatalogRecord record, CatalogRecord? parent, bool statusChanged)
    {
        switch (record.Kind)
        {
            case ResourceKind.Campaign:
                await _campaigns.CatalogChanged(record.Number, record.CatalogVersion);
                break;
            case ResourceKind.Ad or ResourceKind.Pacing:
                await _campaigns.CatalogChanged(parent!.Number, record.CatalogVersion);
                break;
            case ResourceKind.Portfolio:
                await _campaigns.PortfolioChanged(record.Number, record.CatalogVersion);
                break;
            case ResourceKind.Advertiser when statusChanged:
                await TellCampaignsOf(record);
                break;
        }

        return CatalogEntries.Done(record);
    }

    private async Task TellCampaignsOf(CatalogRecord advertiser)
    {
        for (var after = ""; ;)
        {
            var page = await _store.ListAsync(ResourceKind.Campaign, advertiser.Id, after, PageSizeMax, false, CancellationToken.None);
            await Task.WhenAll(page.Select(campaign => _campaigns.CatalogChanged(campaign.Number, advertiser.CatalogVersion)));
            if (page.Count < PageSizeMax)
            {
                return;
            }

            after = page[^1].Id;
        }
    }

    /// <summary>Tells a repeat of a command from another command under the same key.</summary>
    private static string HashOf(CatalogCommand command)
    {
        if (command.IdempotencyKey.Length == 0)
        {
            return "";
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(System.Text.Encoding.UTF8.GetBytes(
            $"{command.Kind}\n{command.Verb}\n{command.Id}\n{string.Join(',', command.FieldMask)}\n{command.ExpectedVersion}\n"));
        hash.AppendData(command.Body);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
