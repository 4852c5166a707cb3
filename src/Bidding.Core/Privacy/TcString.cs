using NodaTime;

namespace Bidding.Core.Privacy;

/// <summary>
/// What an IAB TCF v2 consent string (core segment) says about one vendor. Other segments are tolerated and not needed.
/// Source: IAB Tech Lab, "Consent string and vendor list formats v2", the core string. Immutable, allocation-free.
/// </summary>
public readonly record struct TcString
{
    /// <summary>When the string was first made; a tenth of a second on the wire.</summary>
    public required Instant Created { get; init; }

    public required int CmpId { get; init; }

    public required int VendorListVersion { get; init; }

    public required int PolicyVersion { get; init; }

    public required TcfPurposes PurposesConsent { get; init; }

    public required TcfPurposes PurposesLegitimateInterest { get; init; }

    /// <summary>The vendor this was decoded for is among those the user consented to.</summary>
    public required bool VendorConsent { get; init; }

    public required bool VendorLegitimateInterest { get; init; }

    /// <summary>Purposes the publisher forbids the vendor outright, or allows on another basis than consent.</summary>
    public required TcfPurposes PurposesBarredFromConsent { get; init; }

    /// <summary>
    /// Reads <paramref name="text"/> for <paramref name="vendorId"/> (its id on the Global Vendor List).
    /// False for anything but a whole, well-formed version 2 core segment; never throws.
    /// </summary>
    public static bool TryDecode(ReadOnlySpan<char> text, int vendorId, out TcString decoded) =>
        TcStringDecoder.TryDecode(text, vendorId, out decoded);

    /// <summary>User and publisher both let the vendor rely on consent for every one of <paramref name="purposes"/>.</summary>
    public bool GrantsConsent(TcfPurposes purposes) =>
        VendorConsent && PurposesConsent.ContainsAll(purposes) && !PurposesBarredFromConsent.Overlaps(purposes);
}
