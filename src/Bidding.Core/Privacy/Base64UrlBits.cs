namespace Bidding.Core.Privacy;

/// <summary>
/// Reads big-endian bit fields straight out of base64url text, six bits a character, without a buffer.
/// Never throws: reading past the end sets <see cref="Overrun"/> and yields zeros. Not thread-safe, lives on the stack.
/// </summary>
internal ref struct Base64UrlBits
{
    private readonly ReadOnlySpan<char> _text;
    private int _position;

    private Base64UrlBits(ReadOnlySpan<char> text) => _text = text;

    /// <summary>True once a read or skip wanted more bits than there are; everything read since is zero.</summary>
    public bool Overrun { get; private set; }

    private readonly int Length => _text.Length * 6;

    /// <summary>Checks the alphabet once, so that later reads cannot meet a foreign character. Trailing '=' is padding.</summary>
    public static bool TryOpen(ReadOnlySpan<char> text, out Base64UrlBits bits)
    {
        bits = default;
        text = text.TrimEnd('=');
        // 64 Ki characters is far beyond any real consent string and keeps bit positions well inside an int.
        if (text.IsEmpty || text.Length > 65_536)
        {
            return false;
        }
        foreach (char c in text)
        {
            if (ValueOf(c) < 0)
            {
                return false;
            }
        }
        bits = new Base64UrlBits(text);
        return true;
    }

    /// <summary>The next <paramref name="count"/> bits (0 to 31) as an unsigned number.</summary>
    public int Read(int count) => (int)ReadLong(count);

    /// <summary>The next <paramref name="count"/> bits (0 to 62) as an unsigned number.</summary>
    public long ReadLong(int count)
    {
        if (!Take(count, out int start))
        {
            return 0;
        }
        long value = 0;
        int at = start;
        int left = count;
        while (left > 0)
        {
            int inChar = at % 6;
            int take = Math.Min(6 - inChar, left);
            int bits = (ValueOf(_text[at / 6]) >> (6 - inChar - take)) & ((1 << take) - 1);
            value = (value << take) | (uint)bits;
            at += take;
            left -= take;
        }
        return value;
    }

    public bool ReadFlag() => Read(1) == 1;

    public void Skip(int count) => Take(count, out _);

    private bool Take(int count, out int start)
    {
        start = _position;
        if (Overrun || count > Length - _position)
        {
            Overrun = true;
            return false;
        }
        _position += count;
        return true;
    }

    private static int ValueOf(char c) => c switch
    {
        >= 'A' and <= 'Z' => c - 'A',
        >= 'a' and <= 'z' => c - 'a' + 26,
        >= '0' and <= '9' => c - '0' + 52,
        '-' => 62,
        '_' => 63,
        _ => -1,
    };
}
