using Bidding.Core.Activations;
using Bidding.Core.Campaigns;
using Bidding.Core.Ledger;

namespace Bidding.Core.Portfolios;

/// <summary>What a portfolio's writer asks of its activation, and tells it.</summary>
internal interface IPortfolioDecisions
{
    /// <summary>The budget as it should be in the stream.</summary>
    CampaignTerms Terms { get; }

    AllotmentDraft Draft();

    /// <summary>Adds what a report comes to.</summary>
    void Decide(WaitingReport report, CampaignTerms terms, AllotmentDraft draft);

    /// <summary>What was decided of it is durable.</summary>
    void Answer(WaitingReport report);

    /// <summary>The budget is in the stream.</summary>
    void Defined();
}

/// <summary>
/// What a portfolio writes, one append at a time: whatever gathered while the last was under way is decided together and appended once. Runs on its activation's scheduler.
/// </summary>
internal sealed class PortfolioWriter(StreamHold stream, IPortfolioDecisions decisions, IActivationWatch watch)
{
    private readonly Queue<WaitingReport> _waiting = new();
    private TaskCompletionSource? _defining;
    private Task? _running;

    /// <summary>Completes when what it comes to is durable. Throws <see cref="InvalidOperationException"/> where the stream is lost.</summary>
    public Task<AllotmentReply> ReportAsync(WaitingReport waiting)
    {
        if (stream.IsLost)
        {
            waiting.Fail();
            return waiting.Done.Task;
        }

        _waiting.Enqueue(waiting);
        Start();
        return waiting.Done.Task;
    }

    /// <summary>Completes when the budget is in the stream.</summary>
    public Task DefineAsync()
    {
        _defining ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
        var done = _defining.Task;
        Start();
        return done;
    }

    public void FailAll()
    {
        while (_waiting.TryDequeue(out var waiting))
        {
            waiting.Fail();
        }

        _defining?.TrySetException(new InvalidOperationException("The portfolio has moved."));
        _defining = null;
    }

    private void Start()
    {
        if (_running is null)
        {
            _running = RunAsync();
            if (_running.IsCompleted)
            {
                _running = null;
            }
        }
    }

    private async Task RunAsync()
    {
        // The caller goes on first, so that several reports of one turn gather into one append.
        await Task.Yield();
        try
        {
            while (!stream.IsLost && (_waiting.Count > 0 || _defining is not null))
            {
                await WriteOnceAsync();
            }
        }
        catch (Exception e) when (e is LedgerUnavailableException or OperationCanceledException)
        {
            watch.AfterTheEnd(e);
        }
        catch (Exception e)
        {
            watch.DecidingFailed(e);
            stream.Close();
        }
        finally
        {
            _running = null;
            if (stream.IsLost)
            {
                FailAll();
                watch.Lost();
            }
        }
    }

    private async Task WriteOnceAsync()
    {
        var batch = new List<WaitingReport>(_waiting);
        _waiting.Clear();
        var defining = _defining;
        _defining = null;
        try
        {
            var draft = decisions.Draft();
            var terms = stream.Books.Terms!;
            if (defining is not null && stream.LimitsEntry(decisions.Terms, draft.NextSeq) is { } limits)
            {
                draft.Entries.Add(limits);
                terms = decisions.Terms;
            }

            foreach (var one in batch)
            {
                decisions.Decide(one, terms, draft);
            }

            if (draft.Entries.Count > 0 && await stream.AppendAsync(draft.Entries, stream.Head.Mark, null) != AppendOutcome.Committed)
            {
                throw new OperationCanceledException("The portfolio has moved.");
            }
        }
        catch
        {
            batch.ForEach(one => one.Fail());
            defining?.TrySetException(new InvalidOperationException("The portfolio has moved."));
            throw;
        }

        watch.Written(null);
        if (defining is not null)
        {
            decisions.Defined();
            defining.TrySetResult();
        }

        batch.ForEach(decisions.Answer);
    }
}
