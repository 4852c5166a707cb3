using System.Net;

namespace Bidding.Node.Hosting;

/// <summary>Where and how a node listens; section <c>Network</c>.</summary>
internal sealed class NetworkOptions
{
    public const string Section = "Network";

    /// <summary>Address of both ports, such as <c>0.0.0.0</c>. Loopback by default: whoever opens a node to others says so.</summary>
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>Certificate with its chain, in PEM; empty: no TLS.</summary>
    public string CertificateFile { get; set; } = "";

    /// <summary>The certificate's private key, in PEM.</summary>
    public string CertificateKeyFile { get; set; } = "";

    /// <summary>Whether clients are asked for a certificate, which a key of the catalog may name in place of a secret: <c>none</c>, <c>asked</c> or <c>required</c>.</summary>
    public string ClientCertificates { get; set; } = "none";

    public bool HasTls => CertificateFile.Length > 0;

    /// <summary>Throws <see cref="SettingsException"/> where they cannot be used, and where they would open a node that asks nobody for a key.</summary>
    public IPAddress Check(bool asksForKeys)
    {
        if (!IPAddress.TryParse(Address, out var address))
        {
            throw new SettingsException($"{Section}:{nameof(Address)}: '{Address}' is not an IP address, such as 127.0.0.1 or 0.0.0.0.");
        }

        if (!asksForKeys && !IPAddress.IsLoopback(address))
        {
            throw new SettingsException(
                $"{Section}:{nameof(Address)} is {address}, and no keys are configured: a node that asks nobody for a key listens on loopback only. "
                + $"Set {SecurityOptions.Section}:{nameof(SecurityOptions.AdminKeyFile)} or {SecurityOptions.Section}:Jwt.");
        }

        if (HasTls != CertificateKeyFile.Length > 0)
        {
            throw new SettingsException($"{Section}: {nameof(CertificateFile)} and {nameof(CertificateKeyFile)} go together.");
        }

        if (ClientCertificates is not ("none" or "asked" or "required") || (ClientCertificates != "none" && !HasTls))
        {
            throw new SettingsException($"{Section}:{nameof(ClientCertificates)} must be none, asked or required, and the latter two need {nameof(CertificateFile)}.");
        }

        return address;
    }
}
