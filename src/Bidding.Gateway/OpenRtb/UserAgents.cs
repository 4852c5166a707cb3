using System.Text;
using Bidding.OpenRtb.Mapping;

namespace Bidding.Gateway.OpenRtb;

/// <summary>What a User-Agent header tells. Immutable.</summary>
/// <param name="Version">With dots.</param>
internal sealed record UserAgentFacts(string Text, string Os, string Version, string Browser)
{
    public static UserAgentFacts None { get; } = new("", "", "", "");

    public static UserAgentFacts Of(string text)
    {
        var os = UserAgentReading.Os(text, out var version);
        return new(text, os.ToString(), version.ToString().Replace('_', '.'), UserAgentReading.Browser(text).ToString());
    }
}

/// <summary>
/// Facts of the headers seen lately, so that a header is searched once and not with every request. A fixed table, newest wins: bounded memory whatever is sent.
/// Thread-safe without locks, as an entry is one reference.
/// </summary>
internal static class UserAgents
{
    private const int Entries = 4096;
    private const int BytesMax = 512;
    private static readonly UserAgentFacts?[] Table = new UserAgentFacts?[Entries];

    public static UserAgentFacts Of(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
        {
            return UserAgentFacts.None;
        }

        if (utf8.Length > BytesMax)
        {
            return UserAgentFacts.Of(Encoding.UTF8.GetString(utf8));
        }

        ref var entry = ref Table[ShortStrings.Hash(utf8) % Entries];
        if (Volatile.Read(ref entry) is { } known && Ascii.Equals(utf8, known.Text))
        {
            return known;
        }

        var facts = UserAgentFacts.Of(Encoding.UTF8.GetString(utf8));
        Volatile.Write(ref entry, facts);
        return facts;
    }
}
