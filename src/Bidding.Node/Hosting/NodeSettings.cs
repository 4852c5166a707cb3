using Bidding.Node.Demo;

namespace Bidding.Node.Hosting;

/// <summary>What the command line says about a node. Everything else comes from configuration.</summary>
internal sealed record NodeSettings
{
    public required string DataFolder { get; init; }

    /// <summary>0: a free one.</summary>
    public required int GrpcPort { get; init; }
    public required int HttpPort { get; init; }
    public string? ConfigFile { get; init; }
    public Uri? PublicUrl { get; init; }

    /// <summary>The demo's catalog to load; null: none.</summary>
    public DemoOptions? Demo { get; init; }
}
