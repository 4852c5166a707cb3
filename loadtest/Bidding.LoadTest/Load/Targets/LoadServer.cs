using System.Net;
using Bidding.LoadTest.Load.Client;

namespace Bidding.LoadTest.Load.Targets;

/// <summary>A server under load: its process, and the connections to it.</summary>
internal sealed class LoadServer(int processId, int port, IReadOnlyList<ILoadConnection> connections, IReadOnlyList<EncodedRequest> requests) : IDisposable
{
    public int ProcessId => processId;

    /// <summary>Of the target's endpoint.</summary>
    public IPEndPoint Endpoint { get; } = new(IPAddress.Loopback, port);
    public LoadLoop Loop { get; } = new(connections, requests, new PollWaiter());

    public void Dispose()
    {
        foreach (var connection in connections)
        {
            connection.Dispose();
        }
    }
}

/// <summary>What one round of load on one server came to.</summary>
/// <param name="Length">From the first request to the last answer.</param>
/// <param name="Cpu">Of the server's process meanwhile.</param>
/// <param name="OtherCpu">Of the other server, which has no load, meanwhile.</param>
internal sealed record Round(TimeSpan Length, RoundTally Tally, TimeSpan Cpu, TimeSpan OtherCpu)
{
    public double PerSecond => Tally.Answered / Length.TotalSeconds;
    public double CpuUsPerAnswer => Cpu.TotalMicroseconds / Math.Max(1, Tally.Answered);
}
