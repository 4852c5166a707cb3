namespace Bidding.Core.Tests.Privacy;

/// <summary>Makes consent strings by the specifications' tables, for the tests alone.</summary>
internal static class ConsentStrings
{
    public const int OurVendor = 755;

    public static readonly int[] AllPurposes = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

    public readonly record struct Restriction(int Purpose, int Type, params (int First, int Last)[] Vendors);

    public static string Granting { get; } = Tcf(AllPurposes, [OurVendor]);

    public static string Refusing { get; } = Tcf([], []);

    public static string Tcf(
        int[] purposes, int[] vendors, bool asRange = false, Restriction[]? restrictions = null, int version = 2, int policy = 4)
    {
        var bits = new BitWriter()
            .Bits(version, 6).Bits(17_000_000_000, 36).Bits(17_000_000_001, 36) // Version, Created, LastUpdated
            .Bits(31, 12).Bits(2, 12).Bits(1, 6).Bits(4, 6).Bits(13, 6) // CmpId, CmpVersion, ConsentScreen, "EN"
            .Bits(123, 12).Bits(policy, 6).Flag(true).Flag(false).Bits(0, 12); // VendorListVersion, TcfPolicyVersion, flags, features
        Purposes(bits, purposes);
        Purposes(bits, [7]);
        bits.Flag(false).Bits(3, 6).Bits(4, 6); // PurposeOneTreatment, PublisherCC
        Vendors(bits, vendors, asRange);
        Vendors(bits, [2, 9], asRange);
        bits.Bits(restrictions?.Length ?? 0, 12);
        foreach (var restriction in restrictions ?? [])
        {
            bits.Bits(restriction.Purpose, 6).Bits(restriction.Type, 2);
            Ranges(bits, restriction.Vendors);
        }
        return bits.ToString();
    }

    /// <summary>Ids must be sorted. Each is written as its own item, as the distance to the one before.</summary>
    public static string Gpp(params (int Id, string Text)[] sections)
    {
        var bits = new BitWriter().Bits(3, 6).Bits(1, 6).Bits(sections.Length, 12);
        int last = 0;
        foreach (var (id, _) in sections)
        {
            bits.Flag(false).Raw(Fibonacci(id - last));
            last = id;
        }
        return string.Join('~', sections.Select(section => section.Text).Prepend(bits.ToString()));
    }

    /// <summary>A US section: version, then the two-bit fields in order, padded with zeros to a full core segment.</summary>
    public static string Us(int version, params int[] fields)
    {
        var bits = new BitWriter().Bits(version, 6);
        foreach (int field in fields.Concat(Enumerable.Repeat(0, 24)))
        {
            bits.Bits(field, 2);
        }
        return bits.ToString();
    }

    public static string Fibonacci(int number)
    {
        var numbers = new List<int> { 1, 2 };
        while (numbers[^1] <= number)
        {
            numbers.Add(numbers[^1] + numbers[^2]);
        }
        var bits = new char[numbers.Count];
        Array.Fill(bits, '0');
        for (int i = numbers.Count - 1; i >= 0; i--)
        {
            if (numbers[i] <= number)
            {
                bits[i] = '1';
                number -= numbers[i];
            }
        }
        return new string(bits).TrimEnd('0') + "1";
    }

    private static void Purposes(BitWriter bits, int[] purposes)
    {
        for (int purpose = 1; purpose <= 24; purpose++)
        {
            bits.Flag(purposes.Contains(purpose));
        }
    }

    private static void Vendors(BitWriter bits, int[] vendors, bool asRange)
    {
        int max = vendors.DefaultIfEmpty(0).Max();
        bits.Bits(max, 16).Flag(asRange);
        if (asRange)
        {
            Ranges(bits, [.. vendors.Select(vendor => (vendor, vendor))]);
            return;
        }
        for (int vendor = 1; vendor <= max; vendor++)
        {
            bits.Flag(vendors.Contains(vendor));
        }
    }

    private static void Ranges(BitWriter bits, (int First, int Last)[] ranges)
    {
        bits.Bits(ranges.Length, 12);
        foreach (var (first, last) in ranges)
        {
            bits.Flag(last != first).Bits(first, 16);
            if (last != first)
            {
                bits.Bits(last, 16);
            }
        }
    }
}
