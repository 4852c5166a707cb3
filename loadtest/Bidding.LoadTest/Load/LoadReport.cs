using System.Text.Json;
using Bidding.LoadTest.Load.Extras;
using Bidding.LoadTest.Load.Requests;
using Bidding.LoadTest.Load.Targets;

namespace Bidding.LoadTest.Load;

/// <summary>What a run found. Ratios are of the medians of rounds; percentiles are over all requests of the open loop (of the closed one, when that is all there is).</summary>
/// <param name="Closed">Null when a rate was asked for.</param>
/// <param name="Open">Null when only the maximum was.</param>
internal sealed record LoadReport(
    LoadOptions Options, RequestPool Pool, double Eligible, CpuPinning Pinning, TimeSpan StartTime, Phase? Closed, Phase? Open, double? OpenRate, MemoryWatch Memory, ExtraTraffic Extras)
{
    private static readonly JsonSerializerOptions Form = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>The phase that rates and CPU are taken from: the maximum, where it was measured.</summary>
    public Phase Main => Closed ?? Open!;

    /// <summary>The phase that percentiles are taken from.</summary>
    public Phase Timed => Open ?? Closed!;
    public long Errors => Phases.Sum(phase => phase.NodeTotal.Failed + phase.EchoTotal.Failed + phase.PlainTotal.Failed) + Extras.Notices.Failed + Extras.Edits.Failed;
    public IEnumerable<Phase> Phases => ((Phase?[])[Closed, Open]).OfType<Phase>();
    public double BidRate => Phases.Sum(phase => phase.NodeTotal.Bids) / Math.Max(1.0, Phases.Sum(phase => phase.NodeTotal.Answered));
    public double CpuRatio => Main.NodeCpuUs / Main.EchoCpuUs;
    /// <summary>How much more CPU a bid took with notices and edits beside it, as a share; null where there were none.</summary>
    public double? ExtrasCost => Options.HasExtras ? (Main.NodeCpuUs / Main.PlainCpuUs) - 1 : null;
    public double Ratio => Main.NodePerSecond / Main.EchoPerSecond;

    public IEnumerable<KeyValuePair<string, long>> Faults => Phases.SelectMany(phase => phase.NodeTotal.Faults.Concat(phase.EchoTotal.Faults).Concat(phase.PlainTotal.Faults)).Concat(Extras.Notices.Faults).Concat(Extras.Edits.Faults);

    public string ToJson()
    {
        var (node, echo) = (Timed.NodeTotal, Timed.EchoTotal);
        var (start, end) = (Memory.Looks[0], Memory.Looks[^1]);
        return JsonSerializer.Serialize(
            new
            {
                BidRps = Math.Round(Main.NodePerSecond),
                EchoRps = Math.Round(Main.EchoPerSecond),
                Ratio = Math.Round(Ratio, 3),
                CpuUsPerBid = Math.Round(Main.NodeCpuUs, 2),
                CpuUsPerEcho = Math.Round(Main.EchoCpuUs, 2),
                CpuRatio = Math.Round(CpuRatio, 3),
                P50Ms = Ms(node.LatencyMs(50)),
                P99Ms = Ms(node.LatencyMs(99)),
                P999Ms = Ms(node.LatencyMs(99.9)),
                AllocBytesPerBid = Math.Round(Math.Max(0, Main.AllocatedPerAnswer)),
                Options.Campaigns,
                Options.Ads,
                BidRate = Math.Round(BidRate, 3),
                Errors,
                Target = TargetName,
                Client = Options.Client.ToString().ToLowerInvariant(),
                Loop = Open is null ? "closed" : Closed is null ? "open" : "closed, then open",
                OpenRps = OpenRate is { } rate ? Math.Round(rate) : (double?)null,
                EchoP50Ms = Ms(echo.LatencyMs(50)),
                EchoP99Ms = Ms(echo.LatencyMs(99)),
                EchoP999Ms = Ms(echo.LatencyMs(99.9)),
                Rounds = Main.Node.Count,
                CpuRatioRounds = Main.Node.Zip(Main.Echo, (bid, answer) => Math.Round(bid.CpuUsPerAnswer / answer.CpuUsPerAnswer, 3)),
                EligiblePerRequest = Math.Round(Eligible, 1),
                Requests = Pool.Requests.Count,
                RequestBytes = Math.Round(Pool.RequestBytes),
                AnswerBytes = Pool.AnswerBytes,
                Pinned = Pinning.IsPinned,
                NodeIdleCpu = Math.Round(Main.NodeIdleCpu, 3),
                StartSeconds = Math.Round(StartTime.TotalSeconds, 2),
                Notices = Extras.Notices.Answered,
                NoticeP50Ms = Options.Notices > 0 ? Ms(Extras.Notices.LatencyMs(50)) : (double?)null,
                NoticeP99Ms = Options.Notices > 0 ? Ms(Extras.Notices.LatencyMs(99)) : (double?)null,
                NoticesSkipped = Extras.Skipped,
                Edits = Extras.Edits.Answered,
                EditP99Ms = Options.Edits > 0 ? Ms(Extras.Edits.LatencyMs(99)) : (double?)null,
                CpuUsPerPlainBid = Options.HasExtras ? Math.Round(Main.PlainCpuUs, 2) : (double?)null,
                ExtrasCost = ExtrasCost is { } cost ? Math.Round(cost, 3) : (double?)null,
                RssMbStart = Math.Round(start.RssMb),
                RssMbQuarters = ((double[])[0.25, 0.5, 0.75]).Select(part => Math.Round(Memory.At(part).RssMb)),
                RssMbEnd = Math.Round(end.RssMb),
                GcHeapMbStart = Math.Round(Memory.HeapMbStart),
                GcHeapMbEnd = Math.Round(Memory.HeapMbEnd),
                Faults = Faults.GroupBy(fault => fault.Key).ToDictionary(group => group.Key, group => group.Sum(fault => fault.Value)),
            },
            Form);
    }

    public string TargetName => Options.Target switch { LoadTarget.Grpc => "grpc", LoadTarget.GrpcStream => "grpc-stream", _ => "json" };

    private static double Ms(double ms) => Math.Round(ms, 3);
}
