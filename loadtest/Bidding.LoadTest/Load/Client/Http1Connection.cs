using System.Buffers.Text;
using System.Net;
using System.Text;

namespace Bidding.LoadTest.Load.Client;

/// <summary>JSON over HTTP/1.1 on a connection that stays open, one request at a time, as exchanges do.</summary>
internal sealed class Http1Connection : ILoadConnection
{
    private const int LengthDigits = 6;
    private readonly SocketBuffers _socket;
    private readonly byte[] _head;
    private readonly int _lengthAt;
    private uint _number;
    private long _intendedAt;

    public Http1Connection(IPEndPoint server, string path, uint number)
    {
        _socket = new SocketBuffers(server);
        _number = number;
        var head = $"POST {path} HTTP/1.1\r\nHost: {server}\r\nContent-Type: application/json\r\nx-openrtb-version: 2.6\r\nContent-Length: ";
        _lengthAt = head.Length;
        _head = Encoding.ASCII.GetBytes(head + new string('0', LengthDigits) + "\r\n\r\n");
    }

    public int Handle => _socket.Handle;
    public int InFlight { get; private set; }
    public bool HasRoom => InFlight == 0;
    public bool HasOutput => _socket.HasOutput;

    public void Send(EncodedRequest request, long intendedAt)
    {
        var bytes = _socket.Append(_head.Length + request.Body.Length);
        _head.CopyTo(bytes);
        _ = Utf8Formatter.TryFormat(request.Body.Length, bytes.Slice(_lengthAt, LengthDigits), out _, new('D', LengthDigits));
        var body = bytes[_head.Length..];
        request.Body.CopyTo(body);
        RequestId.Write(body[request.IdOffset..], _number++);
        _intendedAt = intendedAt;
        InFlight = 1;
    }

    public void Flush() => _socket.Flush();

    public void Receive(IAnswerSink sink)
    {
        if (!_socket.Read() || !Http1Answer.TryRead(_socket.Input, out var answer, out var bytes))
        {
            return;
        }

        InFlight = 0;
        if (answer.Status is 200 or 204)
        {
            sink.Answered(_intendedAt, answer.Status == 200, _socket.Input.Slice(answer.BodyStart, answer.BodyBytes));
        }
        else
        {
            sink.Failed(_intendedAt, $"HTTP {answer.Status}");
        }

        _socket.Consume(bytes);
    }

    public void Dispose() => _socket.Dispose();
}

/// <summary>Where the parts of an HTTP/1.1 answer are.</summary>
/// <param name="BodyBytes">Of its first piece, where it comes in chunks.</param>
internal readonly record struct Http1Answer(int Status, int BodyStart, int BodyBytes)
{
    /// <summary>False until all of the answer is there.</summary>
    /// <exception cref="IOException">The bytes are no HTTP/1.1 answer.</exception>
    public static bool TryRead(ReadOnlySpan<byte> input, out Http1Answer answer, out int bytes)
    {
        answer = default;
        bytes = 0;
        var headEnd = input.IndexOf("\r\n\r\n"u8);
        if (headEnd < 0)
        {
            return false;
        }

        if (!input.StartsWith("HTTP/1.1 "u8) || !Utf8Parser.TryParse(input[9..], out int status, out _))
        {
            throw new IOException("The server does not answer in HTTP/1.1.");
        }

        var bodyStart = headEnd + 4;
        var head = input[..bodyStart];
        if (FieldOf(head, "\r\ncontent-length:"u8, out var length))
        {
            if (!Utf8Parser.TryParse(length, out int lengthBytes, out _))
            {
                throw new IOException("The server's Content-Length is no number.");
            }

            answer = new(status, bodyStart, lengthBytes);
            bytes = bodyStart + lengthBytes;
            return input.Length >= bytes;
        }

        if (FieldOf(head, "\r\ntransfer-encoding:"u8, out _))
        {
            return TryChunks(input, status, bodyStart, out answer, out bytes);
        }

        answer = new(status, bodyStart, 0);
        bytes = bodyStart;
        return true;
    }

    private static bool TryChunks(ReadOnlySpan<byte> input, int status, int bodyStart, out Http1Answer answer, out int bytes)
    {
        answer = default;
        for (bytes = bodyStart; ;)
        {
            var lineEnd = input[bytes..].IndexOf("\r\n"u8);
            if (lineEnd < 0)
            {
                return false;
            }

            if (!Utf8Parser.TryParse(input[bytes..], out int size, out _, 'x'))
            {
                throw new IOException("The server's chunks have no size.");
            }

            if (answer.Status == 0)
            {
                answer = new(status, bytes + lineEnd + 2, size);
            }

            bytes += lineEnd + 2 + size + 2;
            if (bytes > input.Length)
            {
                return false;
            }

            if (size == 0)
            {
                return true;
            }
        }
    }

    private static bool FieldOf(ReadOnlySpan<byte> head, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        value = default;
        for (var i = 0; i + name.Length < head.Length; i++)
        {
            var next = head[i..].IndexOf((byte)'\r');
            if (next < 0)
            {
                return false;
            }

            i += next;
            if (i + name.Length < head.Length && Ascii.EqualsIgnoreCase(head.Slice(i, name.Length), name))
            {
                value = head[(i + name.Length)..].TrimStart((byte)' ');
                return true;
            }
        }

        return false;
    }
}
