using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Bidding.Node.Hosting;
using Microsoft.AspNetCore.Builder;

namespace Bidding.Cluster.Tests.Access;

/// <summary>A whole node in this process that speaks TLS with a certificate of its own, with the exchanges north and south in its catalog.</summary>
internal sealed class TlsNode : IAsyncDisposable
{
    private const string AdminKey = "an-admin-key-of-more-than-thirty-two-characters";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly TempFolder _folder = new();
    private readonly X509Certificate2 _certificate = NewCertificate("node");
    private readonly int[] _ports = FreePorts.Next(2);
    private readonly WebApplication _node;

    private TlsNode(string clientCertificates)
    {
        var (config, certificate, key, admin) = (_folder.File("node.json"), _folder.File("node.pem"), _folder.File("node.key"), _folder.File("admin.key"));
        File.WriteAllText(certificate, _certificate.ExportCertificatePem());
        File.WriteAllText(key, _certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(admin, AdminKey);
        File.WriteAllText(config, new JsonObject
        {
            ["Security"] = new JsonObject { ["AdminKeyFile"] = admin },
            ["Network"] = new JsonObject { ["CertificateFile"] = certificate, ["CertificateKeyFile"] = key, ["ClientCertificates"] = clientCertificates },
        }.ToJsonString());
        _node = NodeHost.Build(new NodeSettings { DataFolder = _folder.File("data"), GrpcPort = _ports[0], HttpPort = _ports[1], ConfigFile = config });
    }

    public Uri GrpcAddress => new($"https://127.0.0.1:{_ports[0]}");

    public static X509Certificate2 NewCertificate(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }

    /// <param name="clientCertificates">The setting of this name.</param>
    /// <param name="north">Stands for exchange north.</param>
    public static async Task<TlsNode> StartAsync(string clientCertificates, X509Certificate2 north)
    {
        var node = new TlsNode(clientCertificates);
        await node._node.StartAsync();
        using var http = node.NewClient(north);
        http.DefaultRequestHeaders.Add("x-api-key", AdminKey);
        await Eventually.TrueAsync(async () => (await http.GetAsync(new Uri("/health/ready", UriKind.Relative))).IsSuccessStatusCode, Deadline, () => "the node is not ready");
        await MakeAsync(http, "/v1/exchanges", """{"id":"north","name":"N","default_seat":"s"}""");
        await MakeAsync(http, "/v1/exchanges", """{"id":"south","name":"S","default_seat":"s"}""");
        var hash = north.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant();
        await MakeAsync(http, "/v1/keys", $$"""{"id":"north","name":"north","role":"exchange","exchange_id":"north","certificate_sha256":"{{hash}}"}""");
        return node;
    }

    /// <summary>Of the HTTP port; knows the node by its certificate.</summary>
    public HttpClient NewClient(X509Certificate2? client) => new(NewHandler(client)) { BaseAddress = new Uri($"https://127.0.0.1:{_ports[1]}") };

    public SocketsHttpHandler NewHandler(X509Certificate2? client)
    {
        var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, presented, _, _) => presented?.GetCertHashString() == _certificate.GetCertHashString();
        if (client is not null)
        {
            handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => client;
        }

        return handler;
    }

    public async ValueTask DisposeAsync()
    {
        await _node.StopAsync();
        await _node.DisposeAsync();
        _certificate.Dispose();
        _folder.Dispose();
    }

    private static async Task MakeAsync(HttpClient http, string path, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await http.PostAsync(new Uri(path, UriKind.Relative), content);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }
}
