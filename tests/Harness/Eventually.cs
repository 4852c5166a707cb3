namespace Bidding.Testing;

/// <summary>Waits for a condition up to a deadline, instead of sleeping for a time that is always too short or too long.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Returns once the condition holds. Fails with <paramref name="what"/> when it still does not at the deadline.</summary>
    public static Task TrueAsync(Func<bool> condition, TimeSpan deadline, string what) =>
        TrueAsync(() => Task.FromResult(condition()), deadline, () => what);

    /// <summary>As above; <paramref name="what"/> is asked only when the deadline has passed, so that it can tell the last state seen.</summary>
    public static async Task TrueAsync(Func<Task<bool>> condition, TimeSpan deadline, Func<string> what)
    {
        using var timeout = new CancellationTokenSource(deadline);
        using var timer = new PeriodicTimer(Pause);
        while (!await condition())
        {
            try
            {
                await timer.WaitForNextTickAsync(timeout.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"not within {deadline.TotalSeconds:0.#} s: {what()}");
            }
        }
    }
}
