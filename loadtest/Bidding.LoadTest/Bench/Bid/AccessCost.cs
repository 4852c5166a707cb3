using System.Diagnostics;
using Bidding.Core.Access;
using Bidding.Core.Campaigns;
using Bidding.Gateway.Access;
using Microsoft.AspNetCore.Http;

namespace Bidding.LoadTest.Bench.Bid;

/// <summary>What finding out whose a bid request is adds to it: the key as its bearer, looked up among a thousand and compared by its hash. One thread.</summary>
internal static class AccessCost
{
    private const int Keys = 1_000;
    private const int Batch = 1_000;
    private const int Batches = 300;

    /// <summary>Of one check: nanoseconds, the median of batches, and bytes allocated.</summary>
    public static (double Ns, double Bytes) Measure()
    {
        var ring = new KeyRing();
        var secret = KeySecret.New();
        for (var i = 0; i < Keys; i++)
        {
            ring.Put(new ApiKey { Id = $"key-{i}", Name = "bench", Status = Status.Active, Role = AccessRole.Exchange, ExchangeId = "bench", SecretHash = KeySecret.HashOf(secret) });
        }

        var access = new AccessControl(new AccessSettings(new byte[KeySecret.HashSize], null, MetricsArePublic: false), ring, TimeProvider.System);
        var context = new DefaultHttpContext();
        context.Request.Headers.Authorization = $"Bearer key-{Keys / 2}.{secret}";
        Run(access, context); // compiles it
        return Run(access, context);
    }

    private static (double Ns, double Bytes) Run(AccessControl access, HttpContext context)
    {
        var times = new double[Batches];
        var bytes = GC.GetAllocatedBytesForCurrentThread();
        for (var batch = 0; batch < Batches; batch++)
        {
            var started = Stopwatch.GetTimestamp();
            for (var i = 0; i < Batch; i++)
            {
                if (access.AdmitExchange(context, "bench", out _) != Refusal.None)
                {
                    throw new InvalidOperationException("A good key was refused.");
                }
            }

            times[batch] = Stopwatch.GetElapsedTime(started).TotalNanoseconds / Batch;
        }

        bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
        Array.Sort(times);
        return (times[Batches / 2], bytes / (double)(Batches * Batch));
    }
}
