using NodaTime;

namespace Bidding.Core.Privacy;

/// <summary>The walk over the bits of a TCF v2 core segment. Field widths are those of the specification's table.</summary>
internal static class TcStringDecoder
{
    private const int RequireConsent = 1;

    public static bool TryDecode(ReadOnlySpan<char> text, int vendorId, out TcString decoded)
    {
        decoded = default;
        int dot = text.IndexOf('.');
        ReadOnlySpan<char> core = dot < 0 ? text : text[..dot];
        if (!Base64UrlBits.TryOpen(core, out Base64UrlBits bits) || bits.Read(6) != 2)
        {
            return false;
        }

        Instant created = Instant.FromUnixTimeMilliseconds(bits.ReadLong(36) * 100);
        bits.Skip(36); // LastUpdated
        int cmpId = bits.Read(12);
        bits.Skip(12 + 6 + 12); // CmpVersion, ConsentScreen, ConsentLanguage
        int vendorListVersion = bits.Read(12);
        int policyVersion = bits.Read(6);
        bits.Skip(1 + 1 + 12); // IsServiceSpecific, UseNonStandardTexts, SpecialFeatureOptIns
        TcfPurposes consent = ReadPurposes(ref bits);
        TcfPurposes legitimateInterest = ReadPurposes(ref bits);
        bits.Skip(1 + 12); // PurposeOneTreatment, PublisherCC
        bool well = TryReadVendors(ref bits, vendorId, out bool vendorConsent);
        well &= TryReadVendors(ref bits, vendorId, out bool vendorLegitimateInterest);
        well &= TryReadRestrictions(ref bits, vendorId, out TcfPurposes barred);
        if (!well || bits.Overrun)
        {
            return false;
        }

        decoded = new TcString
        {
            Created = created,
            CmpId = cmpId,
            VendorListVersion = vendorListVersion,
            PolicyVersion = policyVersion,
            PurposesConsent = consent,
            PurposesLegitimateInterest = legitimateInterest,
            VendorConsent = vendorConsent,
            VendorLegitimateInterest = vendorLegitimateInterest,
            PurposesBarredFromConsent = barred,
        };
        return true;
    }

    private static TcfPurposes ReadPurposes(ref Base64UrlBits bits)
    {
        TcfPurposes purposes = default;
        for (int purpose = 1; purpose <= 24; purpose++)
        {
            if (bits.ReadFlag())
            {
                purposes = purposes.With(purpose);
            }
        }
        return purposes;
    }

    private static bool TryReadVendors(ref Base64UrlBits bits, int vendorId, out bool present)
    {
        int maxVendorId = bits.Read(16);
        if (bits.ReadFlag())
        {
            return TryReadRanges(ref bits, vendorId, out present);
        }
        present = false;
        if (vendorId < 1 || vendorId > maxVendorId)
        {
            bits.Skip(maxVendorId);
            return true;
        }
        bits.Skip(vendorId - 1);
        present = bits.ReadFlag();
        bits.Skip(maxVendorId - vendorId);
        return true;
    }

    private static bool TryReadRanges(ref Base64UrlBits bits, int vendorId, out bool present)
    {
        present = false;
        int entries = bits.Read(12);
        for (int i = 0; i < entries && !bits.Overrun; i++)
        {
            bool isRange = bits.ReadFlag();
            int first = bits.Read(16);
            int last = isRange ? bits.Read(16) : first;
            if (last < first)
            {
                return false;
            }
            present |= vendorId >= 1 && vendorId >= first && vendorId <= last;
        }
        return !bits.Overrun;
    }

    /// <summary>
    /// This bidder works on consent alone, so only "require consent" leaves a purpose usable: "not allowed" forbids
    /// it, "require legitimate interest" takes the consent basis away, and the undefined value grants nothing.
    /// </summary>
    private static bool TryReadRestrictions(ref Base64UrlBits bits, int vendorId, out TcfPurposes barred)
    {
        barred = default;
        int restrictions = bits.Read(12);
        for (int i = 0; i < restrictions && !bits.Overrun; i++)
        {
            int purpose = bits.Read(6);
            int type = bits.Read(2);
            if (!TryReadRanges(ref bits, vendorId, out bool concernsVendor))
            {
                return false;
            }
            if (concernsVendor && type != RequireConsent)
            {
                barred = barred.With(purpose);
            }
        }
        return !bits.Overrun;
    }
}
