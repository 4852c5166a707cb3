namespace Bidding.Node.Hosting;

/// <summary>What makes a node ask for keys; section <c>Security</c>. Without any of it the node is in local development mode.</summary>
internal sealed class SecurityOptions
{
    public const string Section = "Security";

    /// <summary>The key that may do everything, with which the first keys are made: 32 characters or more. From the environment; never in a file of settings that is shared.</summary>
    public string AdminKey { get; set; } = "";

    /// <summary>A file that holds it instead, such as a mounted secret.</summary>
    public string AdminKeyFile { get; set; } = "";

    /// <summary>Whether <c>/metrics</c> asks for no key. It shows traffic of all exchanges, so it asks by default.</summary>
    public bool PublicMetrics { get; set; }

    public JwtOptions Jwt { get; set; } = new();
}

/// <summary>Which JSON web tokens are accepted; section <c>Security:Jwt</c>. None while the issuer is empty.</summary>
internal sealed class JwtOptions
{
    public string Issuer { get; set; } = "";

    public string Audience { get; set; } = "";

    /// <summary>RS256, PS256, ES256 or HS256: the only one accepted.</summary>
    public string Algorithm { get; set; } = "RS256";

    /// <summary>The issuer's public key in PEM; for HS256 a file with the secret, 32 bytes or more.</summary>
    public string KeyFile { get; set; } = "";
}
