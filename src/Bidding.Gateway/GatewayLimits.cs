namespace Bidding.Gateway;

/// <summary>Bounds that are not settings: they follow from the protocol or guard the process.</summary>
public static class GatewayLimits
{
    /// <summary>Largest message or body taken, decompressed. Real bid requests are 1 to 20 KB.</summary>
    public const int MessageBytesMax = 1024 * 1024;

    /// <summary>How often the gRPC health service looks at readiness.</summary>
    internal static readonly TimeSpan HealthPeriod = TimeSpan.FromSeconds(1);
}
