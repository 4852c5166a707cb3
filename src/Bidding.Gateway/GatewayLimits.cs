namespace Bidding.Gateway;

/// <summary>Bounds that are not settings: they follow from the protocol or guard the process.</summary>
public static class GatewayLimits
{
    /// <summary>Largest message taken, decompressed. Real bid requests are 1 to 20 KB.</summary>
    public const int MessageBytesMax = 1024 * 1024;

    /// <summary>Largest body that is read at all. Between the two it is read, thrown away and refused with words; beyond, the connection is cut.</summary>
    public const int BodyBytesMax = 16 * 1024 * 1024;

    /// <summary>Most notices in one call.</summary>
    public const int NoticesPerCallMax = 1000;

    /// <summary>How often the gRPC health service looks at readiness.</summary>
    internal static readonly TimeSpan HealthPeriod = TimeSpan.FromSeconds(1);
}
