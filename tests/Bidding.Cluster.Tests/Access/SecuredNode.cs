using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Bidding.Node.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Bidding.Cluster.Tests.Access;

/// <summary>A whole node in this process that asks for keys: an admin key and tokens are configured, and two tenants with a campaign each and two exchanges are in its catalog.</summary>
public sealed class SecuredNode : IAsyncLifetime
{
    public const string AdminKey = "an-admin-key-of-more-than-thirty-two-characters";
    public const string Issuer = "https://login.example";
    public const string Audience = "bidding";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly TempFolder _folder = new();
    private WebApplication? _node;

    public RSA Signing { get; } = RSA.Create(2048);

    public HttpClient Http { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    public Uri GrpcAddress { get; private set; } = new("http://127.0.0.1");

    /// <summary>Every endpoint that the node has.</summary>
    public IReadOnlyList<RouteEndpoint> Endpoints =>
        [.. ((IEndpointRouteBuilder)_node!).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()];

    public async Task InitializeAsync()
    {
        var (config, admin, issuer) = (_folder.File("node.json"), _folder.File("admin.key"), _folder.File("issuer.pem"));
        await File.WriteAllTextAsync(admin, AdminKey);
        await File.WriteAllTextAsync(issuer, Signing.ExportSubjectPublicKeyInfoPem());
        await File.WriteAllTextAsync(config, new JsonObject
        {
            ["Security"] = new JsonObject
            {
                ["AdminKeyFile"] = admin,
                ["Jwt"] = new JsonObject { ["Issuer"] = Issuer, ["Audience"] = Audience, ["Algorithm"] = "RS256", ["KeyFile"] = issuer },
            },
        }.ToJsonString());
        var ports = FreePorts.Next(2);
        _node = NodeHost.Build(new NodeSettings { DataFolder = _folder.File("data"), GrpcPort = ports[0], HttpPort = ports[1], ConfigFile = config });
        await _node.StartAsync();
        GrpcAddress = new Uri($"http://127.0.0.1:{ports[0]}");
        Http.BaseAddress = new Uri($"http://127.0.0.1:{ports[1]}");
        await Eventually.TrueAsync(async () => (await Http.GetAsync(new Uri("/health/ready", UriKind.Relative))).IsSuccessStatusCode, Deadline, () => "the node is not ready");
        foreach (var tenant in new[] { "acme", "rival" })
        {
            await MakeAsync("/v1/advertisers", $$"""{"id":"{{tenant}}","name":"{{tenant}}"}""");
            await MakeAsync("/v1/portfolios", $$"""{"id":"{{tenant}}-shared","advertiser_id":"{{tenant}}","name":"{{tenant}}","budget":{"currency":"USD","total":"5"} }""");
            await MakeAsync("/v1/campaigns", $$"""{"id":"{{tenant}}-spring","advertiser_id":"{{tenant}}","name":"C","budget":{"currency":"USD","daily":"1"},"flight":{"start":"2026-01-01T00:00:00Z"},"pricing":{"model":"cpc","payout":"1"} }""");
        }

        await MakeAsync("/v1/exchanges", """{"id":"north","name":"N","default_seat":"s"}""");
        await MakeAsync("/v1/exchanges", """{"id":"south","name":"S","default_seat":"s"}""");
    }

    public async Task DisposeAsync()
    {
        Http.Dispose();
        Signing.Dispose();
        if (_node is not null)
        {
            await _node.StopAsync();
            await _node.DisposeAsync();
        }

        _folder.Dispose();
    }

    /// <summary>A new key, known to the node's gateway already.</summary>
    public async Task<(string Id, string Key)> NewKeyAsync(string fields)
    {
        using var response = await SendAsync(HttpMethod.Post, "/v1/keys", AdminKey, $$"""{"name":"test",{{fields}}}""");
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        var made = (await response.Content.ReadFromJsonAsync<JsonObject>())!;
        var (id, key) = ((string)made["key"]!["id"]!, (string)made["api_key"]!);
        await Eventually.TrueAsync(async () => await IsKnownAsync(key), Deadline, () => "the key did not arrive");
        return (id, key);
    }

    /// <summary>Whether the key is taken at all: 403 is an answer to one that is known.</summary>
    public async Task<bool> IsKnownAsync(string key)
    {
        using var campaigns = await SendAsync(HttpMethod.Get, "/v1/keys", key);
        return campaigns.StatusCode != System.Net.HttpStatusCode.Unauthorized;
    }

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? key, string? json = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("authorization", $"Bearer {key}");
        }

        if (json is not null)
        {
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        }

        return await Http.SendAsync(request);
    }

    /// <summary>Runs a verb of the command line against this node.</summary>
    /// <param name="key">Its <c>--key</c>; empty: none.</param>
    public async Task<(int Code, string Output, string Error)> RunAsync(string key, params string[] verb)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var parsed = Bidding.Node.Cli.RootCommandFactory.Create().Parse([.. verb, "--node", GrpcAddress.ToString(), "--key", key]);
        var code = await parsed.InvokeAsync(new() { Output = output, Error = error });
        return (code, output.ToString(), error.ToString());
    }

    private async Task MakeAsync(string path, string json)
    {
        using var response = await SendAsync(HttpMethod.Post, path, AdminKey, json);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }
}

[CollectionDefinition(Name)]
public sealed class SecuredNodeCollection : ICollectionFixture<SecuredNode>
{
    public const string Name = "secured node";
}
