namespace Bidding.LoadTest.Load.Client;

/// <summary>Finds in a <c>BidResponse</c>'s bytes the little that a load needs, without decoding it: its id, and whether there is a <c>seatbid</c>.</summary>
internal static class AnswerScan
{
    private const int IdField = 1;
    private const int SeatbidField = 2;

    /// <summary>Works on the first part of a message too, as long as its id and its first seatbid's tag are in it. False for bytes that are no message.</summary>
    public static bool TryScan(ReadOnlySpan<byte> message, out ReadOnlySpan<byte> id, out bool bid)
    {
        id = default;
        bid = false;
        while (message.Length > 0)
        {
            if (!TryVarint(ref message, out var tag))
            {
                return false;
            }

            var (field, wire) = (tag >> 3, tag & 7);
            if (field == SeatbidField)
            {
                bid = true;
                return true;
            }

            if (wire == 0 && TryVarint(ref message, out _))
            {
                continue;
            }

            if (wire is 1 or 5)
            {
                message = message[Math.Min(message.Length, wire == 1 ? 8 : 4)..];
                continue;
            }

            if (wire != 2 || !TryVarint(ref message, out var length) || length > (ulong)message.Length)
            {
                return false;
            }

            if (field == IdField)
            {
                id = message[..(int)length];
            }

            message = message[(int)length..];
        }

        return true;
    }

    private static bool TryVarint(ref ReadOnlySpan<byte> bytes, out ulong value)
    {
        value = 0;
        for (var i = 0; i < bytes.Length && i < 10; i++)
        {
            value |= (ulong)(bytes[i] & 0x7F) << (7 * i);
            if (bytes[i] < 0x80)
            {
                bytes = bytes[(i + 1)..];
                return true;
            }
        }

        return false;
    }
}
