namespace Bidding.Core.Privacy;

/// <summary>
/// An IAB Global Privacy Platform string: a header with the ids of the sections, then the sections, joined by '~'.
/// A view over the caller's text, nothing is copied. Source: GPP "Consent String Specification", version 1.
/// </summary>
public readonly ref struct GppString
{
    private const int HeaderType = 3;
    private const int SupportedVersion = 1;

    private readonly ReadOnlySpan<char> _header;
    private readonly ReadOnlySpan<char> _sections;

    private GppString(ReadOnlySpan<char> header, ReadOnlySpan<char> sections)
    {
        _header = header;
        _sections = sections;
    }

    /// <summary>False where the header is not that of a version 1 GPP string; never throws.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out GppString gpp)
    {
        int tilde = text.IndexOf('~');
        ReadOnlySpan<char> header = tilde < 0 ? text : text[..tilde];
        gpp = default;
        if (!Base64UrlBits.TryOpen(header, out Base64UrlBits bits) || bits.Read(6) != HeaderType
            || bits.Read(6) != SupportedVersion)
        {
            return false;
        }
        gpp = new GppString(header, tilde < 0 ? [] : text[(tilde + 1)..]);
        return true;
    }

    /// <summary>The text of section <paramref name="id"/>; false if it is not listed, or listed and not there.</summary>
    public bool TryGetSection(int id, out ReadOnlySpan<char> section)
    {
        section = default;
        return TryFindIndex(id, out long index) && TryTake(index, out section);
    }

    /// <summary>The section ids are a Fibonacci range: sorted items, each the distance from the last id seen.</summary>
    private bool TryFindIndex(int id, out long index)
    {
        index = 0;
        if (!Base64UrlBits.TryOpen(_header, out Base64UrlBits bits))
        {
            return false;
        }
        bits.Skip(6 + 6);
        int items = bits.Read(12);
        long last = 0;
        for (int i = 0; i < items; i++)
        {
            bool isGroup = bits.ReadFlag();
            if (!TryReadFibonacci(ref bits, out long offset))
            {
                return false;
            }
            long length = 0;
            if (isGroup && !TryReadFibonacci(ref bits, out length))
            {
                return false;
            }
            long first = last + offset;
            last = first + length;
            if (id >= first && id <= last)
            {
                index += id - first;
                return true;
            }
            index += length + 1;
        }
        return false;
    }

    private bool TryTake(long index, out ReadOnlySpan<char> section)
    {
        ReadOnlySpan<char> rest = _sections;
        for (long i = 0; i < index; i++)
        {
            int tilde = rest.IndexOf('~');
            if (tilde < 0)
            {
                section = default;
                return false;
            }
            rest = rest[(tilde + 1)..];
        }
        int end = rest.IndexOf('~');
        section = end < 0 ? rest : rest[..end];
        return !section.IsEmpty;
    }

    /// <summary>Sum of the Fibonacci numbers 1, 2, 3, 5, 8... whose bit is set; two set bits in a row end the number.</summary>
    private static bool TryReadFibonacci(ref Base64UrlBits bits, out long value)
    {
        value = 0;
        long current = 1;
        long next = 2;
        bool previous = false;
        // 32 Fibonacci numbers reach 5.7 million, ids are small: a longer code is garbage.
        for (int i = 0; i < 32; i++)
        {
            bool bit = bits.ReadFlag();
            if (bits.Overrun)
            {
                return false;
            }
            if (bit && previous)
            {
                return true;
            }
            value += bit ? current : 0;
            (current, next) = (next, current + next);
            previous = bit;
        }
        return false;
    }
}
