using Bidding.LoadTest.Load.Client;
using Bidding.LoadTest.Load.Extras;
using Bidding.LoadTest.Load.H2load;
using Bidding.LoadTest.Load.Requests;
using Bidding.LoadTest.Load.Targets;
using Bidding.LoadTest.Nodes;
using Bidding.OpenRtb;
using Bidding.Protocol.OpenRtb;

namespace Bidding.LoadTest.Load;

/// <summary>
/// One run: a node of its own with a synthetic catalog, requests chosen by its answers, the constant-answer service beside it, both warmed up, then rounds of load in turns.
/// Every process it starts has ended when it returns.
/// </summary>
internal sealed class LoadRun(LoadOptions options, ProgressLine progress)
{
    private readonly CpuPinning _pinning = CpuPinning.Choose();

    public async Task<LoadReport> RunAsync(CancellationToken cancel)
    {
        using var folder = new RunFolder();
        progress.Say($"making {options.Campaigns} campaigns and {options.Ads} ads");
        folder.WriteCatalog(options);
        progress.Say("starting a node");
        await using var node = await LocalNode.StartAsync(folder.Node.Path, [], _pinning.ServerPrefix, cancel);
        _pinning.PinThisProcess();
        using var thread = new LoadThread();

        progress.Say("choosing requests by the node's answers");
        var nodeConnections = LoadConnections.Open(options, node.GrpcAddress.Port, node.HttpAddress.Port, matchById: true);
        var candidates = RequestPool.MakeCandidates(options);
        var pool = await thread.RunAsync(() => RequestPool.Choose(candidates, options, nodeConnections, cancel));
        using var nodeServer = new LoadServer(node.ProcessId, PortOf(node.GrpcAddress.Port, node.HttpAddress.Port), nodeConnections, pool.Requests);
        var eligible = await Eligibility.MeasureAsync(node.HttpAddress, options.Campaigns, pool.Sources, cancel);

        await using var echo = await StartEchoAsync(folder, pool, cancel);
        using var echoServer = new LoadServer(echo.Id, PortOf(echo.GrpcPort, echo.HttpPort), LoadConnections.Open(options, echo.GrpcPort, echo.HttpPort, matchById: false), pool.Requests);
        using var metrics = new NodeMetrics(node.HttpAddress);
        using var extras = new ExtraTraffic(node.GrpcAddress, options);
        var h2load = options.Client == LoadClientKind.H2load ? H2loadClient.Create(options, pool, folder.Path, _pinning.ClientPrefix) : null;
        var rounds = new RoundRunner(options, h2load, thread, nodeServer, echoServer, metrics, extras, progress);
        await rounds.WarmUpAsync(cancel);

        var memory = new MemoryWatch(node.ProcessId, metrics);
        await memory.StartAsync(cancel);
        var closed = options.Rate is null ? await rounds.ClosedAsync(memory, cancel) : null;
        var rate = options.Rate ?? Math.Max(1, closed!.NodePerSecond / 2);
        var open = options.Max ? null : await rounds.OpenAsync(rate, memory, cancel);
        await memory.EndAsync(cancel);
        return new LoadReport(options, pool, eligible, _pinning, node.StartTime, closed, open, open is null ? null : rate, memory, extras);
    }

    private int PortOf(int grpcPort, int httpPort) => options.Target == LoadTarget.Json ? httpPort : grpcPort;

    private async Task<EchoProcess> StartEchoAsync(RunFolder folder, RequestPool pool, CancellationToken cancel)
    {
        var sample = new BidResponse();
        if (options.Target != LoadTarget.Json)
        {
            sample = BidResponse.Parser.ParseFrom(pool.SampleAnswer);
        }
        else if (!OpenRtbJson.TryRead(pool.SampleAnswer, sample, out var error))
        {
            throw new InvalidDataException($"The node's answer is not readable: {error}");
        }

        var answer = ConstantAnswer.Sized(sample, pool.AnswerBytes, options.Target == LoadTarget.Json ? ConstantAnswer.JsonBytes : ConstantAnswer.ProtobufBytes);
        return await EchoProcess.StartAsync(folder.Path, answer, OpenRtbJson.WriteBytes(answer), _pinning.ServerPrefix, cancel);
    }
}
