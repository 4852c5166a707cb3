using System.Text.RegularExpressions;

namespace Bidding.Cluster.Tests.Deploy;

/// <summary>compose.yaml parses strictly, and all that it names is there.</summary>
public sealed partial class ComposeTests
{
    private static readonly string Folder = RepositoryFiles.At("deploy");
    private readonly ComposeFile _file = YamlTree.Read<ComposeFile>(File.ReadAllText(Path.Combine(Folder, "compose.yaml")));

    [Fact]
    public void Compose_UnknownKey_IsRefused() => Assert.ThrowsAny<YamlDotNet.Core.YamlException>(() => YamlTree.Read<ComposeFile>("services: { x: { imagine: y } }"));

    [Fact]
    public void Services_AreThreeEqualNodesAndWhatTheyNeed()
    {
        Assert.Equal(["grafana", "migrate", "node1", "node2", "node3", "postgres", "prometheus", "redis"], _file.Services.Keys.Order(StringComparer.Ordinal));
        var nodes = _file.Services.Where(service => service.Key.StartsWith("node", StringComparison.Ordinal)).Select(service => service.Value).ToList();
        Assert.All(nodes, node => Assert.Equal(nodes[0].Environment, node.Environment));
        Assert.All(nodes, node => Assert.True(node.ReadOnly && node.CapDrop.Contains("ALL") && node.Needs.Contains("migrate")));
        Assert.Equal("no", _file.Services["migrate"].Restart);
    }

    [Fact]
    public void References_AreAllThere()
    {
        foreach (var (name, service) in _file.Services)
        {
            Assert.All(service.Needs, needed => Assert.Contains(needed, _file.Services.Keys));
            Assert.All(service.SecretNames, secret => Assert.Contains(secret, _file.Secrets.Keys));
            Assert.All(service.Networks, network => Assert.Contains(network, _file.Networks.Keys));
            Assert.All(service.Ports, port => Assert.StartsWith("127.0.0.1:", port, StringComparison.Ordinal));
            foreach (var source in service.Volumes.Select(volume => volume.Split(':')[0]))
            {
                Assert.True(source.StartsWith('.') ? Path.Exists(Path.Combine(Folder, source)) : _file.Volumes.ContainsKey(source), $"{name}: {source}");
            }

            if (service.Build is { } build) Assert.True(File.Exists(Path.Combine(Folder, build.Context, build.Dockerfile)));
            if (service.Image != "bidding:local") continue;
            NodeSettingNames.AssertKnown(service.Environment.Keys);
            // Without it compose would look for the image in a registry.
            Assert.True(service.Build is not null, $"{name} does not say how its image is built");
        }
    }

    [Fact]
    public void Secrets_AreThoseThatTheScriptMakes()
    {
        var made = Made().Matches(File.ReadAllText(Path.Combine(Folder, "make-secrets"))).Select(match => $"./secrets/{match.Groups[1].Value}").Order(StringComparer.Ordinal);
        Assert.Equal(made, _file.Secrets.Values.Select(secret => secret.File).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Prometheus_ScrapesEveryNode_WithTheRulesOfOne()
    {
        var scraped = File.ReadAllText(Path.Combine(Folder, "prometheus", "compose.yml"));
        Assert.All(_file.Services.Keys.Where(name => name.StartsWith("node", StringComparison.Ordinal)), node => Assert.Contains($"\"{node}:8080\"", scraped, StringComparison.Ordinal));
        Assert.Contains("- alerts.yml", scraped, StringComparison.Ordinal);
        Assert.Contains("--config.file=/etc/prometheus/compose.yml", _file.Services["prometheus"].Command);
    }

    [GeneratedRegex(@"^make (\S+) ", RegexOptions.Multiline)]
    private static partial Regex Made();
}
