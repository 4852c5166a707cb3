using System.Buffers;

namespace Bidding.Gateway.Grpc;

/// <summary>A copy of one request's bytes in a rented array: the framework's own are gone when the call's method runs. Dispose it when the request is read.</summary>
internal sealed class RequestBytes : IDisposable
{
    private readonly int _length;
    private byte[]? _bytes;

    private RequestBytes(byte[] bytes, int length)
    {
        _bytes = bytes;
        _length = length;
    }

    /// <summary>Empty after <see cref="Dispose"/>.</summary>
    public ReadOnlySpan<byte> Span => _bytes.AsSpan(0, _bytes is null ? 0 : _length);

    public static RequestBytes Copy(in ReadOnlySequence<byte> from)
    {
        var bytes = ArrayPool<byte>.Shared.Rent((int)from.Length);
        from.CopyTo(bytes);
        return new RequestBytes(bytes, (int)from.Length);
    }

    public void Dispose()
    {
        if (_bytes is { } bytes)
        {
            _bytes = null;
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }
}
