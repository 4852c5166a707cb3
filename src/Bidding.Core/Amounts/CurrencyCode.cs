namespace Bidding.Core.Amounts;

/// <summary>An ISO 4217 alphabetic code such as EUR, packed into 24 bits. <c>default</c> is no currency.</summary>
public readonly record struct CurrencyCode
{
    private CurrencyCode(int packed) => Packed = packed;

    /// <summary>The three ASCII letters as one number; 0 is none. Stable: it may be stored.</summary>
    public int Packed { get; }

    public static CurrencyCode Usd { get; } = Parse("USD");
    public static CurrencyCode Eur { get; } = Parse("EUR");

    public bool IsNone => Packed == 0;

    public static CurrencyCode FromPacked(int packed) => new(packed);

    /// <summary>Accepts three ASCII letters in either case.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out CurrencyCode code)
    {
        code = default;
        if (text.Length != 3 || !char.IsAsciiLetter(text[0]) || !char.IsAsciiLetter(text[1]) || !char.IsAsciiLetter(text[2]))
        {
            return false;
        }

        code = new((char.ToUpperInvariant(text[0]) << 16) | (char.ToUpperInvariant(text[1]) << 8) | char.ToUpperInvariant(text[2]));
        return true;
    }

    public static CurrencyCode Parse(string text) =>
        TryParse(text, out var code) ? code : throw new FormatException($"'{text}' is not a currency code of three letters.");

    public override string ToString() => IsNone
        ? ""
        : string.Create(3, Packed, static (span, packed) =>
        {
            span[0] = (char)((packed >> 16) & 0x7F);
            span[1] = (char)((packed >> 8) & 0x7F);
            span[2] = (char)(packed & 0x7F);
        });
}
