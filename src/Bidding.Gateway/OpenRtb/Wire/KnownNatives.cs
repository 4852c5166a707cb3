using Bidding.OpenRtb;
using Bidding.OpenRtb.Mapping;
using Bidding.Protocol.OpenRtb;
using static Bidding.Protocol.OpenRtb.BidRequest.Types;

namespace Bidding.Gateway.OpenRtb.Wire;

/// <summary>
/// Remembers native slots off the wire with the JSON request inside them read: a placement sends the same one with every request, and reading it costs as much as all else of
/// the imp. A slot is kept when it is seen a second time. A fixed table, newest wins: bounded memory whatever is sent. Thread-safe without locks, as an entry is immutable and
/// its place one reference.
/// </summary>
internal static class KnownNatives
{
    private const int BytesMax = 4096;
    private const int Places = 512;
    private static readonly Kept?[] Table = new Kept?[Places];
    private static readonly uint[] LastSeen = new uint[Places];

    /// <summary>The slot, from the table where it is there. Not a native slot at all: throws as the generated parser does.</summary>
    public static KnownNative Get(ReadOnlySpan<byte> native)
    {
        if (native.Length > BytesMax)
        {
            return KnownNative.Read(native);
        }

        var hash = ShortStrings.Hash(native);
        var place = hash % Places;
        if (Volatile.Read(ref Table[place]) is { } kept && native.SequenceEqual(kept.Wire))
        {
            return kept.Native;
        }

        var fresh = KnownNative.Read(native);
        if (LastSeen[place] == hash)
        {
            Volatile.Write(ref Table[place], new(native.ToArray(), fresh));
        }
        else
        {
            LastSeen[place] = hash;
        }

        return fresh;
    }

    private sealed record Kept(byte[] Wire, KnownNative Native);
}

/// <summary>A native slot and the request inside it. Nobody changes the messages.</summary>
/// <param name="Request">Null where it cannot be read.</param>
internal sealed record KnownNative(Native Slot, NativeRequest? Request)
{
    public static KnownNative Read(ReadOnlySpan<byte> wire)
    {
        var slot = Native.Parser.ParseFrom(wire);
        return new KnownNative(slot, NativeJson.TryGetRequest(slot, out var request, out _) ? request : null);
    }
}
