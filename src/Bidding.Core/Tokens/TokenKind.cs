namespace Bidding.Core.Tokens;

/// <summary>
/// What a token may be used for. It is signed along, so that a token seen in a browser (beacon, click) is no use as a
/// notice, which is for exchanges alone. Values are part of the wire format: never renumber; 0 to 15.
/// </summary>
public enum TokenKind : byte
{
    /// <summary>Win, billing and loss notices.</summary>
    Notice = 1,

    /// <summary>The impression beacon.</summary>
    Impression = 2,

    /// <summary>The click redirect.</summary>
    Click = 3,

    /// <summary>Handed to the landing page; comes back with a conversion.</summary>
    ClickId = 4,
}
