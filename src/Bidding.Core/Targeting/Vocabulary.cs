using System.Runtime.InteropServices;

namespace Bidding.Core.Targeting;

/// <summary>
/// Texts numbered from 0 as they are added; a number stays for ever. One thread adds while any others look texts up, without a lock: snapshots that follow each other share
/// it, and to an earlier one a later one's numbers name nothing. Lookups by span do not allocate.
/// </summary>
internal sealed class Vocabulary
{
    private const int InitialSlots = 8;
    private const int LengthBits = 64;
    private volatile Slot[] _slots = [];

    /// <summary>Bit n: there is a text of so many characters, the last bit for all longer ones. Most texts of requests that nobody knows end here.</summary>
    private ulong _lengths;

    /// <summary>How many there are, to the thread that adds.</summary>
    public int Count { get; private set; }

    /// <summary>The text's number, -1 when unknown.</summary>
    public int Find(ReadOnlySpan<char> text)
    {
        if ((Volatile.Read(ref _lengths) & LengthBit(text.Length)) == 0)
        {
            return -1;
        }

        var slots = _slots;
        var hash = HashOf(text);
        for (var at = hash & (slots.Length - 1); ; at = (at + 1) & (slots.Length - 1))
        {
            ref var slot = ref slots[at];
            if (Volatile.Read(ref slot.Text) is not { } found)
            {
                return -1;
            }

            if (slot.Hash == hash && text.SequenceEqual(found))
            {
                return slot.Id;
            }
        }
    }

    /// <summary>No text is known: looking one up is in vain. Once false it stays so.</summary>
    public bool IsEmpty => Volatile.Read(ref _lengths) == 0;

    public int GetOrAdd(string text)
    {
        var id = Find(text);
        if (id < 0)
        {
            id = Count++;
            if (Count * 2 > _slots.Length)
            {
                Grow();
            }

            Put(_slots, text, HashOf(text), id);
            Volatile.Write(ref _lengths, _lengths | LengthBit(text.Length));
        }

        return id;
    }

    private void Grow()
    {
        var slots = new Slot[Math.Max(_slots.Length * 2, InitialSlots)];
        foreach (var slot in _slots)
        {
            if (slot.Text is { } text)
            {
                Put(slots, text, slot.Hash, slot.Id);
            }
        }

        _slots = slots;
    }

    /// <summary>At most half of the slots are taken, so there is always a free one.</summary>
    private static void Put(Slot[] slots, string text, int hash, int id)
    {
        var at = hash & (slots.Length - 1);
        while (slots[at].Text is not null)
        {
            at = (at + 1) & (slots.Length - 1);
        }

        ref var slot = ref slots[at];
        slot.Hash = hash;
        slot.Id = id;
        // Last, so that whoever sees the text sees the rest.
        Volatile.Write(ref slot.Text, text);
    }

    /// <summary>Multiplies and mixes four characters at a time. Only our own catalog's texts are stored, so nobody outside can make them collide.</summary>
    private static int HashOf(ReadOnlySpan<char> text)
    {
        const ulong Multiplier = 0x9E37_79B9_7F4A_7C15;
        var hash = (ulong)text.Length;
        var words = MemoryMarshal.Cast<char, ulong>(text);
        unchecked
        {
            foreach (var word in words)
            {
                hash = (hash ^ word) * Multiplier;
                hash ^= hash >> 32;
            }

            var last = 0UL;
            foreach (var letter in text[(words.Length * 4)..])
            {
                last = (last << 16) | letter;
            }

            hash = (hash ^ last) * Multiplier;
            return (int)(hash ^ (hash >> 32));
        }
    }

    private static ulong LengthBit(int length) => 1UL << Math.Min(length, LengthBits - 1);

    private struct Slot
    {
        public string? Text;
        public int Hash;
        public int Id;
    }
}
