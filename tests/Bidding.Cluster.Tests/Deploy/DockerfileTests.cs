using System.Text.Json;
using Bidding.Node.Cli;

namespace Bidding.Cluster.Tests.Deploy;

/// <summary>What the image is built from is there, and what it runs are verbs of the node.</summary>
public sealed class DockerfileTests
{
    private readonly string[] _lines = File.ReadAllLines(RepositoryFiles.At("deploy", "Dockerfile"));

    [Fact]
    public void Copies_FromTheRepository_AreThereAndNotIgnored()
    {
        var ignored = File.ReadAllLines(RepositoryFiles.At("deploy", "Dockerfile.dockerignore"));
        var sources = _lines.Where(line => line.StartsWith("COPY ", StringComparison.Ordinal) && !line.Contains("--from=", StringComparison.Ordinal)).SelectMany(line => line.Split(' ')[1..^1]).ToList();
        Assert.NotEmpty(sources);
        Assert.All(sources, source =>
        {
            Assert.True(Path.Exists(RepositoryFiles.At(source)), source);
            Assert.Contains($"!{source.TrimEnd('/')}", ignored);
        });
        Assert.Contains(_lines, line => line.Contains("deploy/precompile/precompile src/Bidding.Node/bin/Release/net10.0 /app", StringComparison.Ordinal));
        Assert.True(File.Exists(RepositoryFiles.At("src", "Bidding.Node", "Bidding.Node.csproj")));
    }

    [Fact]
    public void Image_OfTheLastStage_HasNoShellAndNoRoot()
    {
        Assert.EndsWith("-chiseled AS runtime", _lines.Last(line => line.StartsWith("FROM ", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains("USER 1654:1654", _lines);
        Assert.Equal(["5000", "8080", "11111"], _lines.Single(line => line.StartsWith("EXPOSE ", StringComparison.Ordinal)).Split(' ')[1..]);
    }

    [Theory]
    [InlineData("HEALTHCHECK", 2)]
    [InlineData("CMD [", 0)]
    public void Commands_AreVerbsOfTheNode(string start, int skipped)
    {
        var line = _lines.Single(line => line.StartsWith(start, StringComparison.Ordinal));
        var arguments = JsonSerializer.Deserialize<string[]>(line[line.IndexOf('[')..])!;
        Assert.Empty(RootCommandFactory.Create().Parse(arguments[skipped..]).Errors);
        NodeSettingNames.AssertKnown(_lines.Where(one => one.StartsWith("ENV ", StringComparison.Ordinal)).SelectMany(one => one.Split(' ')[1..]).Select(one => one.Split('=')[0]));
    }
}
