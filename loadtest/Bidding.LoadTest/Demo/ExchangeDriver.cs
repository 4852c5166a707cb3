using Bidding.Protocol.OpenRtb;
using Bidding.Protocol.V1;
using Grpc.Core;

namespace Bidding.LoadTest.Demo;

/// <summary>
/// Sends bid requests at a fixed rate, whether or not earlier ones were answered, and hands every bid to its lifecycle. At most <see cref="InFlightMax"/>
/// are under way: a node that answers nothing shows as errors, not as memory.
/// </summary>
internal sealed class ExchangeDriver(Bidder.BidderClient bidder, string exchange, RequestSource requests, BidLifecycle lifecycle, Tally tally, TimeProvider time)
{
    private const int InFlightMax = 2_000;
    private const double RiseSeconds = 4;
    private static readonly TimeSpan AnswerDeadline = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(4);
    private readonly Metadata _metadata = new() { { "x-exchange", exchange } };
    private readonly Lock _lifecycleTurn = new();
    private int _inFlight;

    public int InFlight => Volatile.Read(ref _inFlight);

    public async Task RunAsync(int rate, TimeSpan length, CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(Tick, time);
        var started = time.GetTimestamp();
        var sent = 0L;
        while (!cancel.IsCancellationRequested)
        {
            var elapsed = time.GetElapsedTime(started);
            var due = DueAfter(Math.Min(elapsed.TotalSeconds, length.TotalSeconds), rate, length);
            for (; sent < due; sent++)
            {
                Send(requests.Next());
            }

            if (elapsed >= length)
            {
                return;
            }

            await timer.WaitForNextTickAsync(cancel);
        }
    }

    // Exchanges open gently: the rate rises evenly over the first seconds, which lets a cold node compile its code before the rush.
    private static long DueAfter(double seconds, int rate, TimeSpan length)
    {
        var rise = Math.Min(RiseSeconds, length.TotalSeconds / 4);
        return (long)(rate * (seconds < rise ? seconds * seconds / (2 * rise) : seconds - (rise / 2)));
    }

    private void Send(BidRequest request)
    {
        tally.Sent();
        if (InFlight >= InFlightMax)
        {
            tally.CountFault("too many requests unanswered");
            return;
        }

        Interlocked.Increment(ref _inFlight);
        _ = SendAsync(request);
    }

    private async Task SendAsync(BidRequest request)
    {
        try
        {
            var begun = time.GetTimestamp();
            using var call = bidder.BidAsync(request, new CallOptions(_metadata, DateTime.UtcNow + AnswerDeadline));
            var response = await call.ResponseAsync;
            tally.AnsweredIn(time.GetElapsedTime(begun));
            Take(request, response);
        }
        catch (RpcException fault)
        {
            tally.CountFault($"bid request: {fault.StatusCode} {fault.Status.Detail}");
        }
        catch (Exception fault)
        {
            tally.CountFault($"bid request: {fault.GetType().Name}: {fault.Message}");
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }

    private void Take(BidRequest request, BidResponse response)
    {
        if (response.Seatbid.Count == 0)
        {
            tally.CountNoBid(response.Nbr);
            return;
        }

        tally.CountBidResponse();
        lock (_lifecycleTurn)
        {
            foreach (var bid in response.Seatbid.SelectMany(seat => seat.Bid))
            {
                if (request.Imp.FirstOrDefault(imp => imp.Id == bid.Impid) is { } imp)
                {
                    lifecycle.Begin(request, imp, response.Cur, bid);
                }
                else
                {
                    tally.CountFault("bid for an impression that was not offered");
                }
            }
        }
    }
}
