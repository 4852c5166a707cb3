namespace Bidding.Core.Campaigns;

/// <summary>Where a resource is in its life. Only <see cref="Active"/> ones bid; an archived one never comes back.</summary>
public enum Status : byte
{
    Active = 0,
    Paused = 1,
    Archived = 2,
}
