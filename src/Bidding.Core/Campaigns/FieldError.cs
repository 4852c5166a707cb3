namespace Bidding.Core.Campaigns;

/// <summary>What is wrong with one field of a resource and how to mend it.</summary>
/// <param name="Field">Its path in the JSON form, such as <c>budget.daily</c> or <c>pricing.actions[1].payout</c>.</param>
public readonly record struct FieldError(string Field, string Message)
{
    public override string ToString() => Field.Length == 0 ? Message : $"{Field}: {Message}";
}
