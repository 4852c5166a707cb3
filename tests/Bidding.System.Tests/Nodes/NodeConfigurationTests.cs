using Bidding.SystemTests.Processes;

namespace Bidding.SystemTests.Nodes;

public sealed class NodeConfigurationTests : IDisposable
{
    private const int BadArguments = 2;
    private static readonly TimeSpan RefusalDeadline = TimeSpan.FromSeconds(30);

    private readonly TempFolder _data = new();

    public void Dispose() => _data.Dispose();

    [Theory]
    [InlineData("""{ "Gateway": { "VendorId": -1 } }""", "VendorId")]
    [InlineData("""{ "ExchangeRates": { "Rates": { "EUR": "cheap" } } }""", "ExchangeRates:Rates:EUR")]
    [InlineData("""{ "ExchangeRates": { "Base": "dollars" } }""", "ExchangeRates:Base")]
    [InlineData("{ broken", "settings.json")]
    public async Task Node_WithSettingsItCannotUse_EndsAndNamesThem(string settings, string named)
    {
        var file = Path.Combine(_data.Path, "settings.json");
        await File.WriteAllTextAsync(file, settings);
        await using var node = NodeProcess.Launch(Path.Combine(_data.Path, "node"), "--config", file);
        Assert.Equal(BadArguments, await node.WaitForExitAsync(RefusalDeadline));
        Assert.Contains(named, node.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Node_OnAFolderInUse_EndsAndSaysSo()
    {
        await using var first = await NodeProcess.StartAsync(_data.Path);
        await using var second = NodeProcess.Launch(_data.Path);
        Assert.Equal(1, await second.WaitForExitAsync(RefusalDeadline));
        Assert.Contains("in use", second.Output, StringComparison.Ordinal);
    }

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task Node_Keys_AreReadableByTheirOwnerAlone()
    {
        await using var node = await NodeProcess.StartAsync(_data.Path);
        var keys = Directory.GetFiles(Path.Combine(_data.Path, "keys"));
        Assert.NotEmpty(keys);
        Assert.All(keys, key => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(key)));
    }
}
