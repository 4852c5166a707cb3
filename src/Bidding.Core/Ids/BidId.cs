using System.Buffers.Binary;
using System.Globalization;

namespace Bidding.Core.Ids;

/// <summary>
/// Names one bid for ever: the incarnation of the gateway that made it (random per start) and a counter within it. Its win, bill, loss,
/// impression and click all carry it. 16 bytes; <c>default</c> is none.
/// </summary>
public readonly record struct BidId(long Incarnation, long Counter)
{
    public const int Size = 16;

    public bool IsNone => Incarnation == 0 && Counter == 0;

    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteInt64BigEndian(destination, Incarnation);
        BinaryPrimitives.WriteInt64BigEndian(destination[8..], Counter);
    }

    public static BidId Read(ReadOnlySpan<byte> source) =>
        new(BinaryPrimitives.ReadInt64BigEndian(source), BinaryPrimitives.ReadInt64BigEndian(source[8..]));

    /// <summary>Writes what <see cref="ToString"/> says as UTF-8: 32 bytes.</summary>
    public void WriteText(Span<byte> destination)
    {
        Span<byte> bytes = stackalloc byte[Size];
        Write(bytes);
        Convert.TryToHexStringLower(bytes, destination, out _);
    }

    /// <summary>32 hexadecimal digits.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Incarnation:x16}{Counter:x16}");

    public static bool TryParse(ReadOnlySpan<char> text, out BidId id)
    {
        id = default;
        if (text.Length != 32
            || !ulong.TryParse(text[..16], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var incarnation)
            || !ulong.TryParse(text[16..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var counter))
        {
            return false;
        }

        id = new(unchecked((long)incarnation), unchecked((long)counter));
        return true;
    }
}
