using System.Text;
using System.Text.Unicode;
using Bidding.Core.Auction;

namespace Bidding.Gateway.OpenRtb.Wire;

/// <summary>
/// What the reading of one request works on: where its texts are decoded, and whether it has turned out to be one for the generated parser. Reused; one thread at a time.
/// </summary>
internal sealed class WireScope
{
    private const int CharsMax = 4096;
    private readonly char[] _chars = new char[CharsMax];
    private int _used;

    public BidFeatures Features { get; private set; } = new();

    /// <summary>Something is out of the ordinary: the generated parser decides what the request is.</summary>
    public bool IsOdd { get; private set; }

    public void Begin(BidFeatures features)
    {
        Features = features;
        IsOdd = false;
        _used = 0;
    }

    public void Odd() => IsOdd = true;

    public void Expect(bool usual) => IsOdd |= !usual;

    /// <summary>A reader's verdict when it is at its end.</summary>
    public void End(scoped in WireReader reader) => IsOdd |= reader.IsOdd;

    /// <summary>A text as characters, until the next one is asked for. Not UTF-8, or very long: odd, and empty.</summary>
    public ReadOnlySpan<char> Text(ReadOnlySpan<byte> utf8)
    {
        _used = 0;
        return AlsoText(utf8);
    }

    /// <summary>The same beside the texts before it.</summary>
    public ReadOnlySpan<char> AlsoText(ReadOnlySpan<byte> utf8)
    {
        var room = _chars.AsSpan(_used);
        if (utf8.Length > room.Length
            || (Ascii.ToUtf16(utf8, room, out var written) != System.Buffers.OperationStatus.Done
                && Utf8.ToUtf16(utf8, room, out _, out written, replaceInvalidSequences: false) != System.Buffers.OperationStatus.Done))
        {
            Odd();
            return [];
        }

        _used += written;
        return room[..written];
    }

    /// <summary>A text that is kept.</summary>
    public string String(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
        {
            return "";
        }

        Expect(Utf8.IsValid(utf8));
        return Bidding.OpenRtb.Mapping.ShortStrings.Get(utf8);
    }
}
