namespace Bidding.LoadTest.Chaos.Faults;

/// <summary>A file that takes all room there is on its disk, and what becomes free too, until it is asked to end. For one thread at a time.</summary>
internal sealed class Filler(string file)
{
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(50);
    private CancellationTokenSource? _end;
    private Task _filling = Task.CompletedTask;

    /// <summary>Returns when the disk is full.</summary>
    public void Begin()
    {
        var stream = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        Fill(stream);
        _end = new();
        _filling = KeepFullAsync(stream, _end.Token);
    }

    /// <summary>Gives the room back.</summary>
    public async Task EndAsync()
    {
        if (_end is { } end)
        {
            await end.CancelAsync();
            await _filling;
            File.Delete(file);
            _end = null;
        }
    }

    private static async Task KeepFullAsync(FileStream stream, CancellationToken end)
    {
        await using var owned = stream;
        using var ticks = new PeriodicTimer(Again);
        try
        {
            while (await ticks.WaitForNextTickAsync(end))
            {
                Fill(stream);
            }
        }
        catch (OperationCanceledException)
        {
            // Asked to end.
        }
    }

    // Pieces by halves down to a byte: no room is left for anyone.
    private static void Fill(FileStream stream)
    {
        for (var piece = new byte[1024 * 1024]; piece.Length > 0;)
        {
            try
            {
                stream.Write(piece);
            }
            catch (IOException)
            {
                piece = new byte[piece.Length / 2];
            }
        }
    }
}
