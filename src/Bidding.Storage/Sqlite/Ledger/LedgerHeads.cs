using System.Collections.Concurrent;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;

namespace Bidding.Storage.Sqlite.Ledger;

/// <summary>
/// Reads heads together that are asked for together: each campaign with money out asks for its own every few seconds, and each would take
/// a reader's turn on the thread pool. Each answer is read after its question was asked, which a proof of authority rests on. Safe for use from any thread.
/// </summary>
internal sealed class LedgerHeads(LedgerReaders readers)
{
    private readonly ConcurrentQueue<Question> _waiting = new();
    private int _reading;

    public ValueTask<StreamHead> ReadAsync(CampaignNumber stream, CancellationToken cancel)
    {
        var question = new Question(stream);
        _waiting.Enqueue(question);
        if (Interlocked.Exchange(ref _reading, 1) == 0)
        {
            _ = ReadAllAsync();
        }

        return new(cancel.CanBeCanceled ? question.Task.WaitAsync(cancel) : question.Task);
    }

    private async Task ReadAllAsync()
    {
        // Whoever asks in the same turn is answered in the same reading.
        await Task.Yield();
        do
        {
            var batch = new List<Question>();
            while (_waiting.TryDequeue(out var question)) batch.Add(question);
            await AnswerAsync(batch).ConfigureAwait(false);
            Volatile.Write(ref _reading, 0);
        }
        while (!_waiting.IsEmpty && Interlocked.Exchange(ref _reading, 1) == 0);
    }

    private async Task AnswerAsync(List<Question> batch)
    {
        if (batch.Count == 0) return;
        try
        {
            var heads = await readers.ReadAsync(connection => ReadHeads(connection, batch), CancellationToken.None).ConfigureAwait(false);
            for (var i = 0; i < batch.Count; i++) batch[i].SetResult(heads[i]);
        }
        catch (Exception error)
        {
            foreach (var question in batch) question.SetException(error);
        }
    }

    private static StreamHead[] ReadHeads(LedgerReadConnection connection, List<Question> batch)
    {
        connection.BeginImage();
        try
        {
            return [.. batch.Select(question => connection.ReadHead(question.Stream).Head)];
        }
        finally
        {
            connection.EndImage();
        }
    }

    private sealed class Question(CampaignNumber stream) : TaskCompletionSource<StreamHead>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public CampaignNumber Stream => stream;
    }
}
