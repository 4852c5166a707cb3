namespace Bidding.LoadTest.SimulateFaults;

/// <summary>Says every few seconds how far a long run is. Safe for use from any thread.</summary>
internal sealed class Progress(TextWriter output, int count, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);
    private readonly Lock _gate = new();
    private readonly long _startedAt = time.GetTimestamp();
    private TimeSpan _shownAt;
    private bool _isShown;

    public TimeSpan Elapsed => time.GetElapsedTime(_startedAt);

    public void Show(int done)
    {
        lock (_gate)
        {
            var elapsed = Elapsed;
            if (elapsed - _shownAt < Every)
            {
                return;
            }

            _shownAt = elapsed;
            _isShown = true;
            var left = elapsed * ((count - done) / (double)done);
            output.Write(Console.IsErrorRedirected ? $"{done} of {count} seeds, about {left.TotalSeconds:0} s left\n" : $"\r{done} of {count} seeds, about {left.TotalSeconds:0} s left   ");
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_isShown && !Console.IsErrorRedirected)
            {
                output.Write("\r" + new string(' ', 60) + "\r");
            }

            _isShown = false;
        }
    }
}
