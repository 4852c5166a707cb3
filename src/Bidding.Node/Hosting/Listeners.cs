using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Bidding.Gateway;
using Bidding.Gateway.Access;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Bidding.Node.Hosting;

/// <summary>The two ports: gRPC as HTTP/2, and HTTP; with TLS where a certificate is configured. Loopback only while no keys are configured.</summary>
internal static class Listeners
{
    /// <summary>Throws <see cref="SettingsException"/>.</summary>
    public static void AddListeners(this WebApplicationBuilder builder, NodeSettings settings, AccessSettings access)
    {
        var network = builder.Configuration.GetSection(NetworkOptions.Section).Get<NetworkOptions>() ?? new NetworkOptions();
        var address = network.Check(asksForKeys: !access.IsOpen);
        var certificate = network.HasTls ? ReadCertificate(network) : null;
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = GatewayLimits.BodyBytesMax;
            kestrel.Limits.Http2.MaxStreamsPerConnection = 1000;
            kestrel.Limits.Http2.InitialConnectionWindowSize = 1024 * 1024;
            kestrel.Limits.Http2.InitialStreamWindowSize = 512 * 1024;
            Listen(settings.GrpcPort, HttpProtocols.Http2);
            Listen(settings.HttpPort, HttpProtocols.Http1);

            void Listen(int port, HttpProtocols protocols) => kestrel.Listen(address, port, endpoint =>
            {
                endpoint.Protocols = protocols;
                if (certificate is not null)
                {
                    UseTls(endpoint, certificate, network.ClientCertificates);
                }
            });
        });
    }

    private static void UseTls(ListenOptions endpoint, X509Certificate2Collection certificate, string clients)
    {
        endpoint.UseHttps(https =>
        {
            https.ServerCertificate = certificate[0];
            https.ServerCertificateChain = certificate;
            https.ClientCertificateMode = clients switch
            {
                "required" => ClientCertificateMode.RequireCertificate,
                "asked" => ClientCertificateMode.AllowCertificate,
                _ => ClientCertificateMode.NoCertificate,
            };

            // Whose a certificate is, is told by its hash alone, which a key of the catalog names: no authority can make another one that passes.
            https.ClientCertificateValidation = (_, _, _) => true;
        });
        endpoint.Use(next => async connection =>
        {
            if (connection.Features.Get<ITlsConnectionFeature>()?.ClientCertificate is { } client)
            {
                connection.Features.Set(new ClientCertificate(client.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant()));
            }

            await next(connection);
        });
    }

    private static X509Certificate2Collection ReadCertificate(NetworkOptions network)
    {
        try
        {
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(network.CertificateFile);
            chain[0] = X509Certificate2.CreateFromPemFile(network.CertificateFile, network.CertificateKeyFile);
            return chain;
        }
        catch (Exception error) when (error is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new SettingsException($"{NetworkOptions.Section}:{nameof(NetworkOptions.CertificateFile)}: {error.Message}", error);
        }
    }
}
