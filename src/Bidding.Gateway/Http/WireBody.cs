using System.Buffers;
using Bidding.OpenRtb;

namespace Bidding.Gateway.Http;

/// <summary>A request's JSON as protobuf, in a rented array, where it could be converted. <see cref="Bytes"/> is the caller's until <see cref="Dispose"/>.</summary>
internal readonly struct WireBody : IDisposable
{
    private readonly byte[] _rented;
    private readonly int _length;

    private WireBody(byte[] rented, int length, bool isConverted) => (_rented, _length, IsConverted) = (rented, length, isConverted);

    /// <summary>False for a text that is out of the ordinary, which is to be read by <see cref="OpenRtbJson"/>.</summary>
    public bool IsConverted { get; }

    public ReadOnlyMemory<byte> Bytes => _rented.AsMemory(0, _length);

    public static WireBody Of(ReadOnlySpan<byte> json)
    {
        var rented = ArrayPool<byte>.Shared.Rent(OpenRtbWire.BufferFor(json.Length));
        var isConverted = OpenRtbWire.TryConvert(json, rented, out var length);
        return new(rented, length, isConverted);
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_rented);
}
