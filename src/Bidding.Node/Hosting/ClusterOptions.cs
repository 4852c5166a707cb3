using System.ComponentModel.DataAnnotations;

namespace Bidding.Node.Hosting;

/// <summary>How nodes find each other; section <c>Cluster</c>. Without Redis a node is a cluster of its own.</summary>
internal sealed class ClusterOptions
{
    public const string Section = "Cluster";

    /// <summary>StackExchange.Redis configuration of the membership store; empty: this node alone.</summary>
    public string Redis { get; set; } = "";

    /// <summary>Nodes with the same id and the same Redis form one cluster.</summary>
    [Required(AllowEmptyStrings = false)]
    public string Id { get; set; } = "bidding";

    /// <summary>Port other silos connect to; 0: a free one, which suits nodes on one machine.</summary>
    [Range(0, ushort.MaxValue)]
    public int SiloPort { get; set; }

    /// <summary>Address other silos reach this one at; empty: loopback when alone, else the first that is not.</summary>
    public string AdvertisedAddress { get; set; } = "";
}
