using System.Buffers.Binary;

namespace Bidding.Gateway.Answers;

/// <summary>
/// Where one answer is written, reused for the next; grows as needed and keeps its size. In front of the message stands room for gRPC's prefix, so that
/// a framed answer is one block. One thread at a time.
/// </summary>
public sealed class AnswerBuffer
{
    /// <summary>gRPC's length-prefixed message: a byte of compression flag (0), four of length, big-endian.</summary>
    private const int PrefixSize = 5;
    private const int InitialSize = 4096;

    /// <summary>A buffer that one odd answer made larger than this is not kept.</summary>
    private const int KeptSizeMax = 256 * 1024;

    private byte[] _bytes = new byte[InitialSize];
    private int _end = PrefixSize;

    public AnswerFormat Format { get; private set; }

    public bool IsKept => _bytes.Length <= KeptSizeMax;

    /// <summary>The answer's bytes. Empty: in JSON, no bid.</summary>
    public ReadOnlyMemory<byte> Message => _bytes.AsMemory(PrefixSize, _end - PrefixSize);

    /// <summary>The same with gRPC's prefix in front.</summary>
    public ReadOnlyMemory<byte> Framed()
    {
        _bytes[0] = 0;
        BinaryPrimitives.WriteInt32BigEndian(_bytes.AsSpan(1), _end - PrefixSize);
        return _bytes.AsMemory(0, _end);
    }

    /// <summary>Empties the buffer for an answer in <paramref name="format"/>.</summary>
    public void Begin(AnswerFormat format)
    {
        Format = format;
        _end = PrefixSize;
    }

    /// <summary>At least <paramref name="size"/> free bytes behind what is written.</summary>
    internal Span<byte> Room(int size)
    {
        if (_bytes.Length - _end < size)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _end + size));
        }

        return _bytes.AsSpan(_end);
    }

    internal void Advance(int written) => _end += written;
}
