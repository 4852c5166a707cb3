namespace Bidding.Core.Campaigns;

/// <summary>A field that never changes once its resource was made.</summary>
/// <param name="Field">As a path, such as <c>budget.time_zone</c>.</param>
/// <param name="Value">To compare by.</param>
/// <param name="Why">For whoever tried.</param>
public readonly record struct FixedField(string Field, string Value, string Why);
