namespace Bidding.OpenRtb.Validation;

/// <summary>Why a well-formed request is refused: the field in OpenRTB's names and a short reason. Holds nothing of the sender's text.</summary>
/// <param name="Path">Such as <c>imp[1].video.mimes</c>.</param>
/// <param name="Reason">Such as <c>required, must not be empty</c>.</param>
public readonly record struct RequestError(string Path, string Reason)
{
    public override string ToString() => $"{Path}: {Reason}";
}
