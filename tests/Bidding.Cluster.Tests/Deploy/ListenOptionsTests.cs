using Bidding.Node.Hosting;
using Microsoft.Extensions.Configuration;

namespace Bidding.Cluster.Tests.Deploy;

public sealed class ListenOptionsTests
{
    [Fact]
    public void Read_NothingSaid_IsLoopback() => Assert.True(System.Net.IPAddress.IsLoopback(ListenOptions.Read(new ConfigurationBuilder().Build())));

    [Fact]
    public void Read_Address_IsTaken() => Assert.Equal(System.Net.IPAddress.Any, ListenOptions.Read(Configured("0.0.0.0")));

    [Fact]
    public void Read_Nonsense_NamesTheSetting() => Assert.Contains("Listen:Address", Assert.Throws<SettingsException>(() => ListenOptions.Read(Configured("everywhere"))).Message, StringComparison.Ordinal);

    private static IConfiguration Configured(string address) => new ConfigurationBuilder().AddInMemoryCollection([new("Listen:Address", address)]).Build();
}
