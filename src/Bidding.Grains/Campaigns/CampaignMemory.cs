using Bidding.Core.Activations;
using Microsoft.Extensions.Logging;

namespace Bidding.Grains.Campaigns;

/// <summary>
/// What one campaign's pacing has learned, kept for its successors: read while the stream is being taken over, written every so often and at the end. Never throws: without
/// it pacing starts as a new campaign's does. Runs on its grain's scheduler.
/// </summary>
internal sealed class CampaignMemory(GrainId campaign, int number, CampaignPacing pacing, PacingStore store, CampaignOptions options, TimeProvider time, ILogger log)
{
    // Levers that moved by this factor since they were written are written sooner.
    private const double Moved = 1.5;
    private static readonly TimeSpan LastPatience = TimeSpan.FromSeconds(1);

    private GrainState<StoredBytes>? _notes;
    private GrainState<StoredBytes>? _days;
    private TimeSpan _savedAt;
    private long _savedRevision;
    private double _savedParticipation;
    private long _savedDay;
    private bool _saving;
    private bool _daysTaken;
    private bool _failed;

    /// <summary>Begins to read; to be awaited by <see cref="ResumeAsync"/>.</summary>
    public async Task ReadAsync()
    {
        try
        {
            var both = await Task.WhenAll(store.ReadAsync(PacingStore.Days, campaign), store.ReadAsync(PacingStore.Notes, campaign));
            (_days, _notes) = (both[0], both[1]);
        }
        catch (Exception e)
        {
            log.PacingNotRead(e, number);
        }
    }

    /// <summary>Hands what was read to the pacing, before its first step; waits no longer than the options allow.</summary>
    public async Task ResumeAsync(Task reading, TimeSpan now)
    {
        _savedAt = now;
        try
        {
            await reading.WaitAsync(TimeSpan.FromMilliseconds(options.PacingReadMs), time);
            TakeDays();
            if (_notes?.State?.Bytes is { Length: > 0 } notes)
            {
                _savedParticipation = pacing.Resume(notes);
            }
        }
        catch (Exception e) when (e is TimeoutException or InvalidDataException or EndOfStreamException)
        {
            log.PacingUnreadable(e, number);
        }
    }

    /// <summary>Writes where it is time to, there is anything new, and the silo has a place for it.</summary>
    public void SaveIfDue(TimeSpan now)
    {
        if (IsDue(now) && store.TryBegin())
        {
            _ = SaveAsync(now);
        }
    }

    /// <summary>The activation ends: the successor should know the last word, but not wait for it for long.</summary>
    public async Task SaveLastAsync(TimeSpan now, CancellationToken cancel)
    {
        try
        {
            if (_notes is not null && !_saving && pacing.Record.Revision != _savedRevision && await store.BeginAsync(LastPatience, cancel))
            {
                await SaveAsync(now);
            }
        }
        catch (OperationCanceledException e)
        {
            log.PacingNotSaved(e, number);
        }
    }

    // Once: also where they came too late for the start, for they would be overwritten else.
    private void TakeDays()
    {
        if (_daysTaken || _days is not { } days)
        {
            return;
        }

        _daysTaken = true;
        if (days.State is { Bytes.Length: > 0 } kept && pacing.Record.LastClosedDay == 0)
        {
            pacing.Record.RestoreClosed(kept.Bytes);
            _savedDay = pacing.Record.LastClosedDay;
        }

        // The record holds them now: here only their version is needed.
        days.State = new();
    }

    private bool IsDue(TimeSpan now)
    {
        var age = (now - _savedAt).TotalMilliseconds;
        if (_saving || pacing.Record.Revision == _savedRevision || age < Math.Min(options.PacingSaveSoonMs, options.PacingSaveMs))
        {
            return false;
        }

        var participation = Math.Max(1e-9, pacing.Levers.Participation.ToDouble());
        var ratio = participation / Math.Max(1e-9, _savedParticipation);
        return age >= options.PacingSaveMs || ratio > Moved || ratio < 1 / Moved;
    }

    private async Task SaveAsync(TimeSpan now)
    {
        _saving = true;
        try
        {
            // What could not be read is not overwritten blindly: its version is read first.
            if (_notes is null || _days is null)
            {
                await ReadAsync();
                TakeDays();
            }

            if (_notes is { } notes && _days is { } days)
            {
                await SaveAsync(notes, days, now);
            }

            _failed = false;
        }
        catch (Exception e)
        {
            // Another activation may have written in between: its version is needed to write again.
            (_notes, _days) = (null, null);
            if (!_failed)
            {
                log.PacingNotSaved(e, number);
            }

            _failed = true;
        }
        finally
        {
            _savedAt = now;
            _saving = false;
            store.End();
        }
    }

    private async Task SaveAsync(GrainState<StoredBytes> notes, GrainState<StoredBytes> days, TimeSpan now)
    {
        // Days first: notes whose day is among them are known to be older, and nothing is lost between the two.
        var record = pacing.Record;
        var (revision, day, participation) = (record.Revision, record.LastClosedDay, pacing.Levers.Participation.ToDouble());
        var bytes = pacing.WriteNotes();
        if (day != _savedDay)
        {
            days.State = new() { Bytes = record.WriteClosed() };
            await store.WriteAsync(PacingStore.Days, campaign, days);
            days.State = new();
            _savedDay = day;
        }

        notes.State = new() { Bytes = bytes };
        await store.WriteAsync(PacingStore.Notes, campaign, notes);
        notes.State = new();
        (_savedRevision, _savedParticipation, _savedAt) = (revision, participation, now);
    }
}
