namespace Bidding.Core.Privacy;

/// <summary>
/// The opt-outs that a US section of a GPP string records; a field the section does not have is false.
/// Sources: GPP "US National Privacy" and the "US-States" section specifications.
/// </summary>
public readonly record struct UsGppSection(bool SaleOptOut, bool SharingOptOut, bool TargetedAdvertisingOptOut, bool Gpc)
{
    private const int GpcSubsectionType = 1;

    public bool AnyOptOut => SaleOptOut || SharingOptOut || TargetedAdvertisingOptOut || Gpc;

    /// <summary>
    /// Reads a section 6 to 22. False for other ids, versions whose layout is not known here and truncated or
    /// undefined values; never throws.
    /// </summary>
    public static bool TryDecode(int sectionId, ReadOnlySpan<char> text, out UsGppSection decoded)
    {
        decoded = default;
        if (sectionId == GppSections.UsPrivacyV1)
        {
            bool known = UsPrivacyString.TryDecode(text, out UsPrivacyString usp);
            decoded = new UsGppSection(usp.OptedOutOfSale == true, false, false, false);
            return known;
        }
        if (!Layout.TryFor(sectionId, out Layout layout))
        {
            return false;
        }
        int dot = text.IndexOf('.');
        if (!TryReadCore(dot < 0 ? text : text[..dot], layout, out UsGppSection core))
        {
            return false;
        }
        bool gpc = false;
        if (dot >= 0 && !TryReadGpc(text[(dot + 1)..], out gpc))
        {
            return false;
        }
        decoded = core with { Gpc = gpc };
        return true;
    }

    private static bool TryReadCore(ReadOnlySpan<char> text, Layout layout, out UsGppSection core)
    {
        core = default;
        if (!Base64UrlBits.TryOpen(text, out Base64UrlBits bits))
        {
            return false;
        }
        int version = bits.Read(6);
        bits.Skip(2 * layout.Notices);
        bool sale = false, sharing = false, targeted = false;
        bool well = version >= 1 && version <= layout.LastVersion && TryReadChoice(ref bits, out sale);
        well = well && (!layout.HasSharing || TryReadChoice(ref bits, out sharing));
        well = well && (!layout.HasTargeted || TryReadChoice(ref bits, out targeted));
        core = new UsGppSection(sale, sharing, targeted, false);
        return well && !bits.Overrun;
    }

    /// <summary>0 does not apply, 1 opted out, 2 did not opt out; 3 is not defined.</summary>
    private static bool TryReadChoice(ref Base64UrlBits bits, out bool optedOut)
    {
        int value = bits.Read(2);
        optedOut = value == 1;
        return value != 3;
    }

    /// <summary>Subsections follow the core behind dots, each led by its type; only type 1, GPC, concerns us.</summary>
    private static bool TryReadGpc(ReadOnlySpan<char> subsections, out bool gpc)
    {
        gpc = false;
        foreach (Range range in subsections.Split('.'))
        {
            if (!Base64UrlBits.TryOpen(subsections[range], out Base64UrlBits bits))
            {
                return false;
            }
            gpc |= bits.Read(2) == GpcSubsectionType && bits.ReadFlag();
        }
        return true;
    }

    /// <summary>
    /// Where the opt-outs stand: after the version and some two-bit notices come sale, sharing and targeted
    /// advertising, in this order, those that the section has.
    /// </summary>
    private readonly record struct Layout(int Notices, bool HasSharing, bool HasTargeted, int LastVersion)
    {
        public static bool TryFor(int sectionId, out Layout layout)
        {
            layout = sectionId switch
            {
                // Version 2 of the national section widened later fields only.
                GppSections.UsNational => new Layout(6, true, true, 2),
                GppSections.UsCalifornia => new Layout(3, true, false, 1),
                GppSections.UsUtah or GppSections.UsIowa => new Layout(4, false, true, 1),
                >= GppSections.UsVirginia and <= GppSections.UsTennessee => new Layout(3, false, true, 1),
                _ => default,
            };
            return layout.LastVersion > 0;
        }
    }
}
