namespace Bidding.OpenRtb.Validation;

/// <summary>Words used by more than one rule.</summary>
internal static class Reasons
{
    public const string Required = "required, must not be empty";

    public const string NotFinite = "must be a finite number";
}
