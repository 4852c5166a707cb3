using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Bidding.Node.Hosting;

/// <summary>How nodes find each other, and what this one does; section <c>Cluster</c>. Without Redis a node is a cluster of its own.</summary>
internal sealed class ClusterOptions
{
    public const string Section = "Cluster";

    /// <summary>StackExchange.Redis configuration of the membership store; empty: this node alone.</summary>
    public string Redis { get; set; } = "";

    /// <summary>Nodes with the same id and the same Redis form one cluster.</summary>
    [Required(AllowEmptyStrings = false)]
    public string Id { get; set; } = "bidding";

    /// <summary>What this node does; <see cref="NodeRole.Both"/>, since a small cluster wants equal nodes.</summary>
    [EnumDataType(typeof(NodeRole))]
    public NodeRole Role { get; set; } = NodeRole.Both;

    /// <summary>Port other silos connect to; 0: a free one, which suits nodes on one machine.</summary>
    [Range(0, ushort.MaxValue)]
    public int SiloPort { get; set; }

    /// <summary>Port this silo listens on where others reach it through another one, <see cref="SiloPort"/>, that is mapped to it; 0: the same.</summary>
    [Range(0, ushort.MaxValue)]
    public int SiloListenPort { get; set; }

    /// <summary>Port that nodes of role gateway connect to; 0: a free one. Only in a cluster.</summary>
    [Range(0, ushort.MaxValue)]
    public int GatewayPort { get; set; }

    /// <summary>Address other silos reach this one at; empty: loopback when alone, else the first that is not.</summary>
    public string AdvertisedAddress { get; set; } = "";

    public bool IsAlone => Redis.Length == 0;

    /// <summary>Throws <see cref="SettingsException"/> for a role that needs others, in a node that knows none, and for an address that is none.</summary>
    public static ClusterOptions Read(IConfiguration configuration)
    {
        ClusterOptions options;
        try
        {
            options = configuration.GetSection(Section).Get<ClusterOptions>() ?? new ClusterOptions();
        }
        catch (InvalidOperationException error)
        {
            throw new SettingsException(error.InnerException is null ? error.Message : $"{error.Message} {error.InnerException.Message}", error);
        }

        if (options.IsAlone && options.Role != NodeRole.Both)
        {
            throw new SettingsException($"{Section}:Role is {options.Role}, which needs other nodes: set {Section}:Redis, or leave the role out.");
        }

        if (options.AdvertisedAddress.Length > 0 && !IPAddress.TryParse(options.AdvertisedAddress, out _))
        {
            throw new SettingsException($"{Section}:{nameof(AdvertisedAddress)}: '{options.AdvertisedAddress}' is not an IP address, such as 10.0.0.7.");
        }

        return options;
    }
}

/// <summary>What a node does in its cluster.</summary>
internal enum NodeRole
{
    /// <summary>Hosts grains and answers bids.</summary>
    Both,

    /// <summary>Hosts grains; answers health and metrics alone.</summary>
    Silo,

    /// <summary>Answers bids, notices and management; its grains are on other nodes.</summary>
    Gateway,
}
