using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Bidding.LoadTest.Chaos.Network;

/// <summary>
/// A port that passes connections on to another one, and holds back or delays what passes as the <see cref="NetworkRules"/> say: without privileges, and without touching the
/// machine's own network. What was held back arrives when the network heals, as TCP sends it again.
/// </summary>
internal sealed class Link : IDisposable
{
    private const int PieceBytes = 64 * 1024;
    private const int PiecesWaitingMax = 256;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly NetworkRules _rules;
    private readonly Func<int, int> _from;
    private readonly int _to;
    private readonly int _target;

    /// <param name="from">The node that a connection came from, by the port it came from.</param>
    /// <param name="to">Whose port it is: a node's number, or <see cref="NetworkRules.Servers"/>.</param>
    /// <param name="target">Port of loopback that connections are passed on to.</param>
    public Link(NetworkRules rules, Func<int, int> from, int to, int target)
    {
        (_rules, _from, _to, _target) = (rules, from, to, target);
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Dispose()
    {
        _end.Cancel();
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var caller = await _listener.AcceptTcpClientAsync(_end.Token);
                _ = PassAsync(caller);
            }
        }
        catch (Exception end) when (end is OperationCanceledException or ObjectDisposedException or SocketException && _end.IsCancellationRequested)
        {
            // The link is gone.
        }
    }

    private async Task PassAsync(TcpClient caller)
    {
        using var near = caller;
        using var far = new TcpClient();
        try
        {
            var from = _from(((IPEndPoint)near.Client.RemoteEndPoint!).Port);
            await WhileCutAsync(from);
            await far.ConnectAsync(IPAddress.Loopback, _target, _end.Token);
            near.NoDelay = far.NoDelay = true;
            using var either = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
            var ways = new[] { MoveAsync(near, far, from, either.Token), MoveAsync(far, near, from, either.Token) };
            await Task.WhenAny(ways);
            // Either side closed: the other hears of it, once the network lets it.
            await WhileCutAsync(from);
            await either.CancelAsync();
            await Task.WhenAll(ways);
        }
        catch (Exception end) when (end is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // A connection that ended, on either side: both sockets are closed.
        }
    }

    private async Task MoveAsync(TcpClient source, TcpClient sink, int from, CancellationToken cancel)
    {
        var waiting = Channel.CreateBounded<(byte[] Bytes, TimeSpan Delay, long At)>(PiecesWaitingMax);
        var writing = WriteAsync(sink.GetStream(), waiting.Reader, from, cancel);
        var buffer = new byte[PieceBytes];
        var stream = source.GetStream();
        while (await stream.ReadAsync(buffer, cancel) is var count and > 0)
        {
            await waiting.Writer.WriteAsync((buffer[..count], _rules.DelayBetween(from, _to), TimeProvider.System.GetTimestamp()), cancel);
        }

        waiting.Writer.Complete();
        await writing;
    }

    private async Task WriteAsync(NetworkStream sink, ChannelReader<(byte[] Bytes, TimeSpan Delay, long At)> waiting, int from, CancellationToken cancel)
    {
        await foreach (var (bytes, delay, at) in waiting.ReadAllAsync(cancel))
        {
            var left = delay - TimeProvider.System.GetElapsedTime(at);
            if (left > TimeSpan.Zero)
            {
                await Task.Delay(left, cancel);
            }

            await WhileCutAsync(from);
            await sink.WriteAsync(bytes, cancel);
        }
    }

    private async Task WhileCutAsync(int from)
    {
        // The change is taken before the look, so that none between the two is missed.
        for (var changed = _rules.Changed; _rules.IsCut(from, _to); changed = _rules.Changed)
        {
            await changed.WaitAsync(_end.Token);
        }
    }
}
