using Bidding.LoadTest.Nodes;

namespace Bidding.LoadTest.Chaos.Faults;

/// <summary>Waits for a node's own word that it is ready, whichever process answers at its address.</summary>
internal static class Readiness
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    /// <summary>Throws <see cref="NodeFailedException"/> with what <paramref name="otherwise"/> says when cancelled before.</summary>
    public static async Task WaitAsync(Uri http, Func<string> otherwise, CancellationToken cancel)
    {
        using var client = new HttpClient { BaseAddress = http, Timeout = TimeSpan.FromSeconds(2) };
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                using var answer = await client.GetAsync(new Uri("/health/ready", UriKind.Relative), CancellationToken.None);
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException)
            {
                // Not yet.
            }

            await Task.Delay(LookEvery, CancellationToken.None);
        }

        throw new NodeFailedException(otherwise());
    }
}
