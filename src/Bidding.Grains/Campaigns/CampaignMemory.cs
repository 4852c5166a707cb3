using Bidding.Core.Activations;
using Microsoft.Extensions.Logging;

namespace Bidding.Grains.Campaigns;

/// <summary>
/// What one campaign's pacing has learned, kept for its successors: read while the stream is being taken over, written every so often and at the end. What is read late is
/// taken late, and nothing is written before: it would be overwritten else. Never throws: without it pacing starts as a new campaign's does. Runs on its grain's scheduler.
/// </summary>
internal sealed class CampaignMemory(GrainId campaign, int number, CampaignPacing pacing, PacingStore store, CampaignOptions options, TimeProvider time, ILogger log)
{
    // Levers that moved by this factor since they were written are written sooner.
    private const double Moved = 1.5;

    private GrainState<StoredBytes>? _notes;
    private GrainState<StoredBytes>? _days;
    private Task _saving = Task.CompletedTask;
    private TimeSpan _savedAt;
    private long _savedRevision;
    private double _savedParticipation;
    private long _savedDay;
    private bool _reading;
    private bool _notesTaken;
    private bool _daysTaken;
    private bool _failed;

    /// <summary>Goes on from what a predecessor gave on its way here, which is newer than what is stored. Before anything else.</summary>
    public void Rehydrate(byte[] notes)
    {
        _notesTaken = true;
        Try(() => _savedParticipation = pacing.Resume(notes));
    }

    /// <summary>The last word, for a successor that this one moves to.</summary>
    public byte[] Dehydrate() => pacing.WriteNotes();

    /// <summary>Begins to read; to be awaited by <see cref="ResumeAsync"/>.</summary>
    public async Task ReadAsync()
    {
        _reading = true;
        try
        {
            var both = await Task.WhenAll(store.ReadAsync(PacingStore.Days, campaign), store.ReadAsync(PacingStore.Notes, campaign));
            (_days, _notes) = (both[0], both[1]);
        }
        catch (Exception e)
        {
            log.PacingNotRead(e, number);
        }
        finally
        {
            _reading = false;
        }
    }

    /// <summary>Hands what was read to the pacing, before its first step; waits no longer than the options allow, and what comes later is taken when it comes.</summary>
    public async Task ResumeAsync(Task reading, TimeSpan now)
    {
        _savedAt = now;
        try
        {
            await reading.WaitAsync(TimeSpan.FromMilliseconds(options.PacingReadMs), time);
            Take();
        }
        catch (TimeoutException)
        {
            log.PacingLate(number);
            _ = TakeLateAsync(reading);
        }
    }

    /// <summary>Writes where it is time to, there is anything new, and the silo has a place for it.</summary>
    public void SaveIfDue(TimeSpan now)
    {
        if (IsDue(now) && store.TryBegin())
        {
            _saving = SaveAsync(now);
        }
    }

    /// <summary>The activation has ended: its last word is written beside whatever comes next, which does not wait for it.</summary>
    public void SaveLast()
    {
        // What was not read yet is not overwritten.
        if (_notes is null || _days is null || !_notesTaken || pacing.Record.Revision == _savedRevision)
        {
            return;
        }

        var record = pacing.Record;
        var (saving, bytes, closed) = (_saving, pacing.WriteNotes(), record.LastClosedDay != _savedDay ? record.WriteClosed() : null);
        if (!store.TryWriteLast(() => WriteLastAsync(saving, bytes, closed)))
        {
            log.PacingNotKept(number);
        }
    }

    // No one else touches what is stored any more, except a write that has begun.
    private async Task WriteLastAsync(Task saving, byte[] bytes, byte[]? closed)
    {
        try
        {
            await saving.ConfigureAwait(false);
            if (_notes is { } notes && _days is { } days)
            {
                await WriteAsync(notes, bytes, days, closed).ConfigureAwait(false);
            }
        }
        catch (Exception e)
        {
            log.PacingNotSaved(e, number);
        }
    }

    private async Task TakeLateAsync(Task reading)
    {
        await reading;
        Take();
    }

    private void Take()
    {
        if (!_daysTaken && _days is { } days)
        {
            _daysTaken = true;
            if (days.State is { Bytes.Length: > 0 } kept && pacing.Record.LastClosedDay == 0)
            {
                Try(() => pacing.Record.RestoreClosed(kept.Bytes));
                _savedDay = pacing.Record.LastClosedDay;
            }

            // The record holds them now: here only their version is needed. So with notes.
            days.State = new();
        }

        if (_notes is { } notes)
        {
            if (!_notesTaken && notes.State is { Bytes.Length: > 0 } kept)
            {
                Try(() => _savedParticipation = pacing.Resume(kept.Bytes));
            }

            _notesTaken = true;
            notes.State = new();
        }
    }

    private void Try(Action resume)
    {
        try
        {
            resume();
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            log.PacingUnreadable(e, number);
        }
    }

    private bool IsDue(TimeSpan now)
    {
        var age = (now - _savedAt).TotalMilliseconds;
        if (_reading || !_saving.IsCompleted || pacing.Record.Revision == _savedRevision || age < Math.Min(options.PacingSaveSoonMs, options.PacingSaveMs))
        {
            return false;
        }

        var participation = Math.Max(1e-9, pacing.Levers.Participation.ToDouble());
        var ratio = participation / Math.Max(1e-9, _savedParticipation);
        return age >= options.PacingSaveMs || ratio > Moved || ratio < 1 / Moved;
    }

    private async Task SaveAsync(TimeSpan now)
    {
        try
        {
            // What could not be read is not overwritten blindly: it is read first.
            if (_notes is null || _days is null)
            {
                await ReadAsync();
                Take();
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
            store.End();
        }
    }

    private async Task SaveAsync(GrainState<StoredBytes> notes, GrainState<StoredBytes> days, TimeSpan now)
    {
        var record = pacing.Record;
        var (revision, day, participation) = (record.Revision, record.LastClosedDay, pacing.Levers.Participation.ToDouble());
        await WriteAsync(notes, pacing.WriteNotes(), days, day != _savedDay ? record.WriteClosed() : null);
        (_savedRevision, _savedParticipation, _savedDay, _savedAt) = (revision, participation, day, now);
    }

    private async Task WriteAsync(GrainState<StoredBytes> notes, byte[] bytes, GrainState<StoredBytes> days, byte[]? closed)
    {
        // Days first: notes whose day is among them are known to be older, and nothing is lost between the two.
        if (closed is not null)
        {
            days.State = new() { Bytes = closed };
            await store.WriteAsync(PacingStore.Days, campaign, days);
            days.State = new();
        }

        notes.State = new() { Bytes = bytes };
        await store.WriteAsync(PacingStore.Notes, campaign, notes);
        notes.State = new();
    }
}
