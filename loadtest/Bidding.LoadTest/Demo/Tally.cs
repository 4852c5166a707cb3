using System.Collections.Concurrent;
using Bidding.Core.Amounts;
using HdrHistogram;

namespace Bidding.LoadTest.Demo;

/// <summary>
/// The exchange's own count of what it sent and what was acknowledged: what the audit holds against the node's books. Safe from any thread.
/// </summary>
internal sealed class Tally
{
    private const long HighestMicroseconds = 60_000_000;
    private readonly LongConcurrentHistogram _latency = new(1, HighestMicroseconds, 3);
    private readonly ConcurrentDictionary<string, CampaignTally> _campaigns = new();
    private readonly ConcurrentDictionary<int, long> _noBids = new();
    private readonly ConcurrentDictionary<string, long> _bidsByFormat = new();
    private readonly ConcurrentDictionary<string, long> _faults = new();
    private long _requests, _answered, _bidResponses, _bids, _noBid, _errors, _wins, _losses, _impressions, _clicks, _conversions, _billings, _testBids, _silent;

    public long Requests => Interlocked.Read(ref _requests);
    public long Answered => Interlocked.Read(ref _answered);

    /// <summary>Answers that held at least one bid.</summary>
    public long BidResponses => Interlocked.Read(ref _bidResponses);
    public long Bids => Interlocked.Read(ref _bids);
    public long NoBids => Interlocked.Read(ref _noBid);
    public long Errors => Interlocked.Read(ref _errors);

    // Acknowledged, duplicates not counted.
    public long Wins => Interlocked.Read(ref _wins);
    public long Billings => Interlocked.Read(ref _billings);
    public long Losses => Interlocked.Read(ref _losses);
    public long Impressions => Interlocked.Read(ref _impressions);
    public long Clicks => Interlocked.Read(ref _clicks);
    public long Conversions => Interlocked.Read(ref _conversions);
    public long TestBids => Interlocked.Read(ref _testBids);

    /// <summary>Bids after which the exchange said nothing at all, as exchanges do.</summary>
    public long Silent => Interlocked.Read(ref _silent);

    public IReadOnlyDictionary<string, CampaignTally> Campaigns => _campaigns;
    public IReadOnlyDictionary<int, long> NoBidCodes => _noBids;
    public IReadOnlyDictionary<string, long> BidsByFormat => _bidsByFormat;

    /// <summary>What went wrong and how often.</summary>
    public IReadOnlyDictionary<string, long> Faults => _faults;

    public CampaignTally Campaign(string id) => _campaigns.GetOrAdd(id, static _ => new());

    public void Sent() => Interlocked.Increment(ref _requests);

    public void AnsweredIn(TimeSpan elapsed)
    {
        Interlocked.Increment(ref _answered);
        _latency.RecordValue(Math.Clamp((long)elapsed.TotalMicroseconds, 1, HighestMicroseconds));
    }

    public void CountBidResponse() => Interlocked.Increment(ref _bidResponses);

    public void CountBid(string format, bool test)
    {
        Interlocked.Increment(ref _bids);
        _bidsByFormat.AddOrUpdate(format, 1, static (_, count) => count + 1);
        if (test)
        {
            Interlocked.Increment(ref _testBids);
        }
    }

    public void CountNoBid(int code)
    {
        Interlocked.Increment(ref _noBid);
        _noBids.AddOrUpdate(code, 1, static (_, count) => count + 1);
    }

    public void CountFault(string what)
    {
        Interlocked.Increment(ref _errors);
        _faults.AddOrUpdate(what, 1, static (_, count) => count + 1);
    }

    public void CountWin() => Interlocked.Increment(ref _wins);
    public void CountBilling() => Interlocked.Increment(ref _billings);
    public void CountLoss() => Interlocked.Increment(ref _losses);
    public void CountSilence() => Interlocked.Increment(ref _silent);
    public void CountImpression() => Interlocked.Increment(ref _impressions);
    public void CountClick() => Interlocked.Increment(ref _clicks);
    public void CountConversion() => Interlocked.Increment(ref _conversions);

    /// <summary>Latency at a percentile (0 to 100), in milliseconds; 0 before the first answer.</summary>
    public double LatencyMs(double percentile)
    {
        lock (_latency)
        {
            var copy = _latency.Copy();
            return copy.TotalCount == 0 ? 0 : copy.GetValueAtPercentile(percentile) / 1000.0;
        }
    }
}

/// <summary>The exchange's view of one campaign: what it owes for impressions whose price was acknowledged, and what its users did.</summary>
internal sealed class CampaignTally
{
    private long _owedNanos, _bids, _impressions, _clicks, _conversions;

    public Money Owed => new(Interlocked.Read(ref _owedNanos));
    public long Bids => Interlocked.Read(ref _bids);
    public long Impressions => Interlocked.Read(ref _impressions);
    public long Clicks => Interlocked.Read(ref _clicks);
    public long Conversions => Interlocked.Read(ref _conversions);

    public void Owe(Money amount) => Interlocked.Add(ref _owedNanos, amount.Nanos);
    public void CountBid() => Interlocked.Increment(ref _bids);
    public void CountImpression() => Interlocked.Increment(ref _impressions);
    public void CountClick() => Interlocked.Increment(ref _clicks);
    public void CountConversion() => Interlocked.Increment(ref _conversions);
}
