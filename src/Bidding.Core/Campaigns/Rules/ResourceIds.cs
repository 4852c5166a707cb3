namespace Bidding.Core.Campaigns.Rules;

/// <summary>The form of resource ids.</summary>
public static class ResourceIds
{
    /// <summary>1 to 64 of a-z, 0-9, '-' and '_', starting with a letter or a digit.</summary>
    public static bool IsValid(string id) => FieldErrors.ResourceId().IsMatch(id);
}
