using System.Text;

namespace Bidding.Core.Auction;

/// <summary>Names and wire codes of <see cref="NoBidReason"/>.</summary>
public static class NoBidReasons
{
    private static readonly string[] Names = Enum.GetNames<NoBidReason>().Select(ToSnakeCase).ToArray();

    /// <summary>How many reasons there are: for arrays with one counter each.</summary>
    public static int Count => Names.Length;

    /// <summary>The stable name, such as <c>below_floor</c>.</summary>
    public static string Name(this NoBidReason reason) => Names[(int)reason];

    /// <summary>OpenRTB 2.6 <c>nbr</c> (AdCOM list "No-Bid Reason Codes"); 500 and above are ours, as the list allows.</summary>
    public static int Nbr(this NoBidReason reason) => reason switch
    {
        NoBidReason.None => 0,
        NoBidReason.InvalidRequest => 2,
        NoBidReason.RateLimited or NoBidReason.NotReady => 1,
        NoBidReason.TooLate => 15,
        NoBidReason.IncompleteSupplyChain => 16,
        NoBidReason.NoUserId or NoBidReason.ProfileUnknown => 8,
        NoBidReason.FrequencyCap => 9,
        _ => 500 + (int)reason,
    };

    private static string ToSnakeCase(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        foreach (var c in name)
        {
            if (char.IsAsciiLetterUpper(c) && text.Length > 0)
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(c));
        }

        return text.ToString();
    }
}
