namespace Bidding.Core.Privacy;

/// <summary>
/// IAB US Privacy (CCPA) string, version 1: four characters, for example <c>1YNN</c>: version, notice given, opted out
/// of sale, covered by the LSPA; each <c>Y</c>, <c>N</c> or <c>-</c> (does not apply). Source: IAB "U.S. Privacy String".
/// </summary>
public readonly record struct UsPrivacyString(bool? NoticeGiven, bool? OptedOutOfSale, bool? LspaCovered)
{
    /// <summary>False for anything but a well-formed version 1 string; never throws.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, out UsPrivacyString decoded)
    {
        decoded = default;
        if (text.Length != 4 || text[0] != '1' || !TryFlag(text[1], out bool? notice)
            || !TryFlag(text[2], out bool? optOut) || !TryFlag(text[3], out bool? lspa))
        {
            return false;
        }
        decoded = new UsPrivacyString(notice, optOut, lspa);
        return true;
    }

    private static bool TryFlag(char c, out bool? value)
    {
        value = c switch { 'Y' or 'y' => true, 'N' or 'n' => false, _ => null };
        return value is not null || c == '-';
    }
}
