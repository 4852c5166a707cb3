using System.Runtime.InteropServices;

namespace Bidding.Core.Targeting;

/// <summary>
/// Texts numbered from 0 as they are added; a number stays for ever. One thread adds while any others look texts up, without a lock: snapshots that follow each other share
/// it, and to an earlier one a later one's numbers name nothing. Lookups by span do not allocate.
/// </summary>
internal sealed class Vocabulary
{
    private const int InitialSlots = 8;
    private volatile Slot[] _slots = new Slot[InitialSlots];

    /// <summary>How many there are, to the thread that adds.</summary>
    public int Count { get; private set; }

    /// <summary>The text's number, -1 when unknown.</summary>
    public int Find(ReadOnlySpan<char> text)
    {
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
        }

        return id;
    }

    private void Grow()
    {
        var slots = new Slot[_slots.Length * 2];
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

            foreach (var letter in text[(words.Length * 4)..])
            {
                hash = (hash ^ letter) * Multiplier;
                hash ^= hash >> 32;
            }

            return (int)hash;
        }
    }

    private struct Slot
    {
        public string? Text;
        public int Hash;
        public int Id;
    }
}
