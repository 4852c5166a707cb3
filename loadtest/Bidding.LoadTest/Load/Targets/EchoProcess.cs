using System.Diagnostics;
using Bidding.LoadTest.Nodes;
using Bidding.OpenRtb;
using Bidding.Protocol.OpenRtb;
using Google.Protobuf;

namespace Bidding.LoadTest.Load.Targets;

/// <summary>The <see cref="EchoServerCommand"/> in a process of its own, under the very runtime settings of the node (its <c>runtimeconfig.json</c>).</summary>
internal sealed class EchoProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(30);
    private readonly Process _process;

    private EchoProcess(Process process, int grpcPort, int httpPort) => (_process, GrpcPort, HttpPort) = (process, grpcPort, httpPort);

    public int GrpcPort { get; }
    public int HttpPort { get; }
    public int Id => _process.Id;

    public static async Task<EchoProcess> StartAsync(string folder, BidResponse answer, byte[] json, IReadOnlyList<string> prefix, CancellationToken cancel)
    {
        var answerFile = Path.Combine(folder, "answer.pb");
        var jsonFile = Path.Combine(folder, "answer.json");
        await File.WriteAllBytesAsync(answerFile, answer.ToByteArray(), cancel);
        await File.WriteAllBytesAsync(jsonFile, json, cancel);
        var ports = FreePorts.Take(2);
        var runtime = Path.ChangeExtension(LocalNode.FindExecutable(), ".runtimeconfig.json");
        string[] command =
        [
            .. prefix, "dotnet", "exec", "--runtimeconfig", runtime, "--depsfile", Path.ChangeExtension(typeof(EchoProcess).Assembly.Location, ".deps.json"),
            typeof(EchoProcess).Assembly.Location, "echo-server", "--grpc-port", $"{ports[0]}", "--http-port", $"{ports[1]}", "--answer", answerFile, "--answer-json", jsonFile,
        ];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        var process = Process.Start(start) ?? throw new NodeFailedException("The constant-answer service did not start.");
        var echo = new EchoProcess(process, ports[0], ports[1]);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        deadline.CancelAfter(StartDeadline);
        try
        {
            if (await process.StandardOutput.ReadLineAsync(deadline.Token) != EchoServerCommand.ReadyLine)
            {
                throw new NodeFailedException($"The constant-answer service ended while starting: {await errors}");
            }
        }
        catch
        {
            await echo.DisposeAsync();
            throw;
        }

        return echo;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.StandardInput.Close();
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
            try
            {
                await _process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
            }
        }

        _process.Dispose();
    }
}

/// <summary>A constant answer as large as the node's are on average.</summary>
internal static class ConstantAnswer
{
    /// <summary>One of the node's own answers with a bid, its markup cut or drawn out until <paramref name="size"/> of it is <paramref name="bytes"/>, or as near as it goes.</summary>
    public static BidResponse Sized(BidResponse answer, int bytes, Func<BidResponse, int> size)
    {
        var sized = answer.Clone();
        var bid = sized.Seatbid[0].Bid[0];
        var markup = bid.Adm;
        for (var tries = 0; tries < 8 && size(sized) - bytes is var over && over != 0; tries++)
        {
            var length = Math.Max(0, bid.Adm.Length - over);
            bid.Adm = length <= markup.Length ? markup[..length] : markup.PadRight(length);
        }

        return sized;
    }

    public static int ProtobufBytes(BidResponse answer) => answer.CalculateSize();

    public static int JsonBytes(BidResponse answer) => OpenRtbJson.WriteBytes(answer).Length;
}
