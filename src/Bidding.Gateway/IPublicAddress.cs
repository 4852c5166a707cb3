namespace Bidding.Gateway;

/// <summary>Where browsers and exchanges reach this node: the prefix of every URL given out.</summary>
public interface IPublicAddress
{
    /// <summary>Absolute http or https URL without a trailing slash. Known once the node listens.</summary>
    string Url { get; }
}
