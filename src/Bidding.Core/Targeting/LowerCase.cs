using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Bidding.Core.Targeting;

/// <summary>Texts of requests in lower case, which nearly all are short and ASCII.</summary>
internal static class LowerCase
{
    private const int LettersAtOnce = sizeof(ulong) / sizeof(char);
    private const ulong Lanes = 0x0001_0001_0001_0001;
    private const ulong NotAscii = 0xFF80 * Lanes;

    /// <summary>Without the spaces around it, by the invariant culture. Returns the length written; 0 when the text is longer than <paramref name="lower"/>.</summary>
    public static int Write(ReadOnlySpan<char> text, Span<char> lower)
    {
        text = text.Trim();
        if (text.Length > lower.Length)
        {
            return 0;
        }

        lower = lower[..text.Length];
        var from = MemoryMarshal.Cast<char, ulong>(text);
        var to = MemoryMarshal.Cast<char, ulong>(lower);
        var seen = 0UL;
        for (var i = 0; i < from.Length && i < to.Length; i++)
        {
            seen |= from[i];
            to[i] = Lower(from[i]);
        }

        for (var i = from.Length * LettersAtOnce; i < text.Length && i < lower.Length; i++)
        {
            var letter = text[i];
            seen |= letter;
            lower[i] = (char)(char.IsAsciiLetterUpper(letter) ? letter | 0x20 : letter);
        }

        return (seen & NotAscii) == 0 ? text.Length : text.ToLowerInvariant(lower);
    }

    /// <summary>
    /// Four ASCII letters at once: in each lane the first sum reaches the lane's eighth bit from A on, the second after Z, so that where they differ there is an upper-case letter.
    /// What it makes of others is not used.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Lower(ulong letters)
    {
        unchecked
        {
            var fromA = letters + ((0x80 - 'A') * Lanes);
            var afterZ = letters + ((0x80 - 'Z' - 1) * Lanes);
            return letters | (((fromA ^ afterZ) & (0x80 * Lanes)) >> 2);
        }
    }
}
