namespace Bidding.OpenRtb;

/// <summary>Why a JSON text was refused: the place in OpenRTB's own names (empty for the text as a whole) and a short reason.
/// Both are made of fixed words, known field names and numbers, never of the sender's text, so they are safe to log and to send back.</summary>
/// <param name="Path">Such as <c>imp[0].banner.w</c>.</param>
/// <param name="Reason">Such as <c>expected an integer</c>.</param>
public readonly record struct JsonError(string Path, string Reason)
{
    public override string ToString() => string.IsNullOrEmpty(Path) ? Reason : $"{Path}: {Reason}";
}
