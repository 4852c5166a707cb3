namespace Bidding.Core.Tokens;

/// <summary>Why a token was refused. Malformed and forged answer 400, expired 410; none changes anything.</summary>
public enum TokenError : byte
{
    None = 0,

    /// <summary>Not a token of a version known here: cut off, too long, not base64url.</summary>
    Malformed = 1,

    /// <summary>Not signed by a key in use, altered after signing, or made for another use.</summary>
    Forged = 2,

    /// <summary>Genuine, and older than its lifetime.</summary>
    Expired = 3,
}
