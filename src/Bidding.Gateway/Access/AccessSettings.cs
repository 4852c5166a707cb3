namespace Bidding.Gateway.Access;

/// <summary>What opens doors beside the catalog's keys; made by the host from environment and files. Immutable.</summary>
/// <param name="AdminKeyHash">SHA-256 of the key that may do everything, with which the first keys are made; null: none.</param>
/// <param name="Tokens">Which JSON web tokens are accepted; null: none are.</param>
/// <param name="MetricsArePublic">Whether <c>/metrics</c> asks for no key.</param>
public sealed record AccessSettings(byte[]? AdminKeyHash, TokenRules? Tokens, bool MetricsArePublic)
{
    /// <summary>Local development mode: nobody is asked for a key. The host listens on loopback only then.</summary>
    public bool IsOpen => AdminKeyHash is null && Tokens is null;

    public static AccessSettings Open { get; } = new(null, null, MetricsArePublic: true);
}
