using System.Reflection;
using Bidding.Node.Hosting;

namespace Bidding.Cluster.Tests.Deploy;

/// <summary>Environment variables that a node reads, by its options' own types.</summary>
internal static class NodeSettingNames
{
    private static readonly Dictionary<string, Type> Sections = new()
    {
        ["Cluster"] = typeof(ClusterOptions),
        ["Storage"] = typeof(StorageOptions),
        ["Ledger"] = typeof(LedgerOptions),
        ["Network"] = typeof(NetworkOptions),
        ["Security"] = typeof(SecurityOptions),
        ["ExchangeRates"] = typeof(RatesOptions),
    };

    /// <summary>Of all that start with BIDDING_: an unknown one would be passed over in silence.</summary>
    public static void AssertKnown(IEnumerable<string> variables)
    {
        var documented = File.ReadAllText(RepositoryFiles.At("docs", "configuration.md"));
        foreach (var variable in variables.Where(name => name.StartsWith("BIDDING_", StringComparison.Ordinal)))
        {
            var parts = variable["BIDDING_".Length..].Split("__");
            if (Sections.TryGetValue(parts[0], out var type))
            {
                Assert.True(type.GetProperty(parts[1], BindingFlags.Public | BindingFlags.Instance) is { CanWrite: true }, $"{variable}: {type.Name} has no {parts[1]}");
            }

            Assert.Contains($"`{parts[0]}:{parts[1]}`", documented, StringComparison.Ordinal);
        }
    }
}
