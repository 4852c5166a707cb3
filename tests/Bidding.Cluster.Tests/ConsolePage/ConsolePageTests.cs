using System.Net;
using System.Text.RegularExpressions;

namespace Bidding.Cluster.Tests.ConsolePage;

public sealed partial class ConsolePageTests(ConsoleServer server) : IClassFixture<ConsoleServer>
{
    [Fact]
    public async Task Root_Get_IsThePageAndEverythingItAsksFor()
    {
        var page = await server.Client.GetAsync("/");
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Equal("text/html", page.Content.Headers.ContentType!.MediaType);

        var files = await FilesAsync();
        Assert.Contains("/console/app.js", files.Keys);
        Assert.Contains("/console/console.css", files.Keys);
        Assert.Contains("/console/metrics.js", files.Keys);
    }

    [Fact]
    public async Task Responses_Headers_AllowTheNodesOwnFilesOnly()
    {
        foreach (var path in (await FilesAsync()).Keys.Append("/"))
        {
            var response = await server.Client.GetAsync(path);
            var policy = response.Headers.GetValues("Content-Security-Policy").Single();
            Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
            Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
            Assert.Contains("connect-src 'self';", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        }
    }

    // The policy would block these in the browser; a page that needs them would be a broken page.
    [Fact]
    public async Task Page_Markup_HasNoInlineScriptStyleOrHandler()
    {
        var page = await server.Client.GetStringAsync("/");
        Assert.DoesNotMatch(@"<script(?![^>]*\bsrc=)", page);
        Assert.DoesNotMatch(@"<style|\sstyle=|\son[a-z]+=", page);
    }

    [Fact]
    public async Task Files_AskNobodyElse()
    {
        foreach (var (path, body) in (await FilesAsync()).Append(new("/", await server.Client.GetStringAsync("/"))))
        {
            Assert.All(Address().Matches(body), address => Assert.True(address.Value == "http://www.w3.org/2000/svg", $"{path}: {address.Value}"));
        }
    }

    [Theory]
    [InlineData("innerHTML")]
    [InlineData("outerHTML")]
    [InlineData("insertAdjacentHTML")]
    [InlineData("document.write")]
    [InlineData("DOMParser")]
    [InlineData("eval(")]
    [InlineData("new Function")]
    public async Task Scripts_NeverMakeMarkupOfText(string means) =>
        Assert.All(await FilesAsync(), file => Assert.DoesNotContain(means, file.Value, StringComparison.Ordinal));

    [Fact]
    public async Task File_AskedAgainUnchanged_IsNotSentAgain()
    {
        var first = await server.Client.GetAsync("/console/app.js");
        using var again = new HttpRequestMessage(HttpMethod.Get, "/console/app.js");
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        Assert.Equal(HttpStatusCode.NotModified, (await server.Client.SendAsync(again)).StatusCode);
    }

    [Theory]
    [InlineData("/console/nothing.js")]
    [InlineData("/console/..%2fapp.js")]
    [InlineData("/console/")]
    public async Task File_Unknown_IsNotFound(string path) =>
        Assert.Equal(HttpStatusCode.NotFound, (await server.Client.GetAsync(path)).StatusCode);

    // The page reads the figures by name: a field that is renamed in the proto would silently show as nothing.
    [Fact]
    public async Task Scripts_FieldsOfFigures_AreThoseOfTheProto()
    {
        var proto = await File.ReadAllTextAsync(RepositoryFiles.At("protos", "bidding", "v1", "reports.proto"));
        var known = ProtoField().Matches(proto).Select(match => match.Groups[1].Value).ToHashSet();
        var files = await FilesAsync();
        var used = new[] { "campaigns.js", "detail.js", "history.js" }
            .SelectMany(name => FieldRead().Matches(files[$"/console/{name}"])).Select(match => match.Groups[1].Value).ToHashSet();
        Assert.Contains("posted_today", used);
        Assert.Empty(used.Except(known).Except(["part"]));
    }

    [Fact]
    public async Task Scripts_Metrics_AreThoseOfTheDocumentation()
    {
        var documented = await File.ReadAllTextAsync(RepositoryFiles.At("docs", "metrics.md"));
        var used = Metric().Matches((await FilesAsync())["/console/node.js"]).Select(match => match.Value).ToHashSet();
        Assert.NotEmpty(used);
        Assert.All(used, name => Assert.Contains($"| `{name}` |", documented, StringComparison.Ordinal));
    }

    /// <summary>All files reached from the page, by their paths: what it links to, and what its scripts import.</summary>
    private async Task<Dictionary<string, string>> FilesAsync()
    {
        var files = new Dictionary<string, string>();
        var asked = new Queue<string>(Link().Matches(await server.Client.GetStringAsync("/")).Select(match => match.Groups[1].Value));
        while (asked.TryDequeue(out var path))
        {
            if (!files.ContainsKey(path))
            {
                var response = await server.Client.GetAsync(path);
                Assert.True(response.StatusCode == HttpStatusCode.OK, $"{path}: {response.StatusCode}");
                files[path] = await response.Content.ReadAsStringAsync();
                foreach (Match import in Import().Matches(files[path]))
                {
                    asked.Enqueue($"/console/{import.Groups[1].Value}");
                }
            }
        }

        return files;
    }

    [GeneratedRegex("(?:src|href)=\"(/console/[^\"]+)\"")]
    private static partial Regex Link();

    [GeneratedRegex(@"from '\./([^']+)'")]
    private static partial Regex Import();

    [GeneratedRegex("""(?:https?:)?//[a-z0-9][^\s"'`<>]*\.[a-z]{2,}[^\s"'`<>]*""")]
    private static partial Regex Address();

    [GeneratedRegex(@"^\s+(?:repeated )?\w+ (\w+) = \d+;", RegexOptions.Multiline)]
    private static partial Regex ProtoField();

    [GeneratedRegex(@"(?<!this\.)\b(?:f|ad|figures)\.([a-z][a-z_]*)\b(?!\()")]
    private static partial Regex FieldRead();

    [GeneratedRegex("bidding_[a-z_]+")]
    private static partial Regex Metric();
}
