using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;

namespace Bidding.Gateway.Http;

/// <summary>What could be read of a body. <see cref="Bytes"/> is the caller's until <see cref="Dispose"/>.</summary>
internal readonly struct RequestBody : IDisposable
{
    private readonly byte[]? _rented;
    private readonly int _length;

    private RequestBody(byte[]? rented, int length, string error)
    {
        _rented = rented;
        _length = length;
        Error = error;
    }

    public ReadOnlySpan<byte> Bytes => _rented.AsSpan(0, _length);

    /// <summary>The same bytes.</summary>
    public ReadOnlyMemory<byte> Memory => _rented.AsMemory(0, _length);

    /// <summary>Empty when the body was read whole.</summary>
    public string Error { get; }

    /// <summary>
    /// Reads a body of at most <see cref="GatewayLimits.MessageBytesMax"/> bytes, unpacked when it is gzip. A larger one is read to its end and thrown away, so that the
    /// answer reaches a client that is still sending.
    /// </summary>
    public static async ValueTask<RequestBody> ReadAsync(HttpRequest request, CancellationToken cancel)
    {
        string? encoding = request.Headers.ContentEncoding;
        var packed = string.Equals(encoding, "gzip", StringComparison.OrdinalIgnoreCase);
        if (!packed && !string.IsNullOrEmpty(encoding) && !string.Equals(encoding, "identity", StringComparison.OrdinalIgnoreCase))
        {
            return Refused("content-encoding must be gzip or absent");
        }

        var body = await ReadRawAsync(request.BodyReader, cancel);
        if (!packed || body.Error.Length > 0)
        {
            return body;
        }

        using (body)
        {
            return Unpack(body);
        }
    }

    public void Dispose()
    {
        if (_rented is not null)
        {
            ArrayPool<byte>.Shared.Return(_rented);
        }
    }

    private static RequestBody Refused(string error) => new(null, 0, error);

    private static async ValueTask<RequestBody> ReadRawAsync(PipeReader reader, CancellationToken cancel)
    {
        var tooLarge = false;
        while (true)
        {
            var result = await reader.ReadAsync(cancel);
            var buffer = result.Buffer;
            tooLarge |= buffer.Length > GatewayLimits.MessageBytesMax;
            if (result.IsCompleted)
            {
                if (tooLarge)
                {
                    reader.AdvanceTo(buffer.End);
                    return Refused($"the body is larger than {GatewayLimits.MessageBytesMax} bytes");
                }

                var length = (int)buffer.Length;
                var rented = ArrayPool<byte>.Shared.Rent(Math.Max(1, length));
                buffer.CopyTo(rented);
                reader.AdvanceTo(buffer.End);
                return new(rented, length, "");
            }

            reader.AdvanceTo(tooLarge ? buffer.End : buffer.Start, buffer.End);
        }
    }

    private static RequestBody Unpack(in RequestBody packed)
    {
        // One byte more than may come out, so that too much shows.
        var rented = ArrayPool<byte>.Shared.Rent(GatewayLimits.MessageBytesMax + 1);
        try
        {
            using var source = new MemoryStream(packed._rented!, 0, packed._length, writable: false);
            using var gzip = new GZipStream(source, CompressionMode.Decompress);
            var length = gzip.ReadAtLeast(rented.AsSpan(0, GatewayLimits.MessageBytesMax + 1), GatewayLimits.MessageBytesMax + 1, throwOnEndOfStream: false);
            if (length <= GatewayLimits.MessageBytesMax)
            {
                return new(rented, length, "");
            }

            ArrayPool<byte>.Shared.Return(rented);
            return Refused($"the body unpacks to more than {GatewayLimits.MessageBytesMax} bytes");
        }
        catch (InvalidDataException)
        {
            ArrayPool<byte>.Shared.Return(rented);
            return Refused("the body is not gzip");
        }
    }
}
