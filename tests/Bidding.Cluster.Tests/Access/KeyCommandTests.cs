using Bidding.Core.Access;

namespace Bidding.Cluster.Tests.Access;

/// <summary><c>key</c>, <c>audit</c> and the catalog's verbs against a node that asks for keys.</summary>
[Collection(SecuredNodeCollection.Name)]
public sealed class KeyCommandTests(SecuredNode node)
{
    private const int Failed = 1;
    private static readonly TimeSpan RevocationMax = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Key_FromItsCreationToItsRevocation_IsShownOnceAndStops()
    {
        var made = await node.RunAsync(SecuredNode.AdminKey, "key", "create", "--id", "cli-made", "--name", "Ann", "--role", "viewer", "--advertiser", "acme");
        Assert.True(made.Code == 0, made.Error);
        var key = made.Output.TrimEnd().Split('\n')[^1].Trim();
        Assert.StartsWith("cli-made.", key, StringComparison.Ordinal);
        var secret = key.Split(KeySecret.Separator)[1];
        await Eventually.TrueAsync(() => node.IsKnownAsync(key), TimeSpan.FromSeconds(10), () => "the key did not arrive");

        foreach (var verb in new string[][] { ["key", "list", "--all"], ["key", "list", "--output", "json"], ["audit", "--kind", "key", "--output", "json"] })
        {
            var shown = await node.RunAsync(SecuredNode.AdminKey, verb);
            Assert.Contains("cli-made", shown.Output, StringComparison.Ordinal);
            Assert.DoesNotContain(secret, shown.Output, StringComparison.Ordinal);
            Assert.DoesNotContain(KeySecret.HashOf(secret), shown.Output, StringComparison.Ordinal);
        }

        var read = await node.RunAsync(key, "campaign", "list");
        Assert.Equal(0, read.Code);
        Assert.Contains("acme-spring", read.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("rival", read.Output, StringComparison.Ordinal);
        Assert.Equal(Failed, (await node.RunAsync(key, "campaign", "pause", "acme-spring")).Code);
        Assert.Equal(Failed, (await node.RunAsync(key, "key", "list")).Code);

        Assert.Equal("key cli-made is revoked", (await node.RunAsync(SecuredNode.AdminKey, "key", "revoke", "cli-made")).Output.Trim());
        await Eventually.TrueAsync(async () => !await node.IsKnownAsync(key), RevocationMax, () => "the revoked key is still good");
        var refused = await node.RunAsync(key, "campaign", "list");
        Assert.Equal(Failed, refused.Code);
        Assert.Contains("Unauthenticated", refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("cli-made", (await node.RunAsync(SecuredNode.AdminKey, "key", "list")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Apply_WithAKeyOrWithout_ChangesOrIsRefused()
    {
        using var folder = new TempFolder();
        var file = folder.File("c.yaml");
        await File.WriteAllTextAsync(file, """
            kind: campaign
            id: cli-applied
            advertiser_id: acme
            name: Spring
            budget: { currency: USD, daily: 5 }
            flight: { start: 2026-03-01T00:00:00Z }
            pricing: { model: cpc, payout: 0.5 }
            ads:
              - id: cli-applied
                name: Banner
                landing_url: https://a.example/
                adomain: [a.example]
                banner: { sizes: [300x250], image_url: "https://c.example/a.png" }
            """);

        var refused = await node.RunAsync("", "campaign", "apply", "-f", file);
        Assert.Equal((Failed, ""), (refused.Code, refused.Output));
        Assert.Contains("Unauthenticated", refused.Error, StringComparison.Ordinal);

        var applied = await node.RunAsync(SecuredNode.AdminKey, "campaign", "apply", "-f", file);
        Assert.True(applied.Code == 0, applied.Error);
        Assert.Contains("campaign cli-applied created", applied.Output, StringComparison.Ordinal);
        Assert.Equal(0, (await node.RunAsync(SecuredNode.AdminKey, "ad", "pause", "cli-applied")).Code);
        var audit = await node.RunAsync(SecuredNode.AdminKey, "audit", "--kind", "ad", "--id", "cli-applied");
        Assert.Contains("admin-key", audit.Output, StringComparison.Ordinal);
        Assert.Equal(Failed, (await node.RunAsync("", "ad", "resume", "cli-applied")).Code);
    }
}
