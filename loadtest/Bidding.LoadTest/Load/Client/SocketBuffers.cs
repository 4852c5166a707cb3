using System.Net;
using System.Net.Sockets;

namespace Bidding.LoadTest.Load.Client;

/// <summary>A non-blocking socket with what waits to be written and what was read and not used yet. One thread.</summary>
internal sealed class SocketBuffers : IDisposable
{
    private const int ReadAtLeast = 64 * 1024;
    private readonly Socket _socket;
    private byte[] _out = new byte[256 * 1024];
    private int _outStart, _outEnd;
    private byte[] _in = new byte[512 * 1024];
    private int _inStart, _inEnd;

    public SocketBuffers(IPEndPoint server)
    {
        _socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        _socket.Connect(server);
        _socket.Blocking = false;
        Handle = (int)_socket.Handle;
    }

    public int Handle { get; }
    public bool HasOutput => _outEnd > _outStart;
    public ReadOnlySpan<byte> Input => _in.AsSpan(_inStart, _inEnd - _inStart);

    /// <summary>Room for so many bytes at the output's end, which count as written.</summary>
    public Span<byte> Append(int bytes)
    {
        if (_outEnd + bytes > _out.Length)
        {
            Compact(ref _out, ref _outStart, ref _outEnd, bytes);
        }

        var room = _out.AsSpan(_outEnd, bytes);
        _outEnd += bytes;
        return room;
    }

    public void Flush()
    {
        while (_outEnd > _outStart)
        {
            var sent = _socket.Send(_out.AsSpan(_outStart, _outEnd - _outStart), SocketFlags.None, out var error);
            if (error == SocketError.WouldBlock)
            {
                return;
            }

            Check(error);
            _outStart += sent;
        }

        _outStart = _outEnd = 0;
    }

    /// <summary>Reads once. False when there was nothing.</summary>
    public bool Read()
    {
        if (_inStart == _inEnd)
        {
            _inStart = _inEnd = 0;
        }

        if (_in.Length - _inEnd < ReadAtLeast)
        {
            Compact(ref _in, ref _inStart, ref _inEnd, ReadAtLeast);
        }

        var read = _socket.Receive(_in.AsSpan(_inEnd), SocketFlags.None, out var error);
        if (error == SocketError.WouldBlock)
        {
            return false;
        }

        Check(error);
        if (read == 0)
        {
            throw new IOException("The server closed the connection.");
        }

        _inEnd += read;
        return true;
    }

    public void Consume(int bytes) => _inStart += bytes;

    public void Dispose() => _socket.Dispose();

    private static void Compact(ref byte[] buffer, ref int start, ref int end, int room)
    {
        var used = end - start;
        var target = used + room > buffer.Length ? new byte[Math.Max(buffer.Length * 2, used + room)] : buffer;
        Buffer.BlockCopy(buffer, start, target, 0, used);
        (buffer, start, end) = (target, 0, used);
    }

    private static void Check(SocketError error)
    {
        if (error != SocketError.Success)
        {
            throw new IOException($"The connection broke: {error}.", new SocketException((int)error));
        }
    }
}
