using System.Text;
using Bidding.Contracts;
using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;

namespace Bidding.Cluster.Tests.Catalog;

[Collection(CatalogCollection.Name)]
public sealed class CatalogGrainTests(CatalogHost host)
{
    [Fact]
    public async Task Write_Create_IsFoundAndNumbered()
    {
        var (advertiser, campaign) = await CampaignAsync();

        var found = (await host.Catalog.Find(ResourceKind.Campaign, campaign.Id))!;

        Assert.Equal((1, Status.Active), (found.Version, found.Status));
        Assert.True(found.Number > 0);
        var read = found.ToCampaign();
        Assert.Equal(advertiser.Number, read.Advertiser.Value);
        Assert.Equal(found.Number, read.Number.Value);
        Assert.Equal(Money.FromDecimal(1000), read.Budget.Total);
    }

    [Fact]
    public async Task Write_CreateTwice_AlreadyExists()
    {
        var (_, campaign) = await CampaignAsync();

        var reply = await host.Catalog.Write(Create(ResourceKind.Campaign, Encoding.UTF8.GetString(campaign.Body)));

        Assert.Equal(CatalogOutcome.AlreadyExists, reply.Outcome);
    }

    [Fact]
    public async Task Write_CreateWithKeyTwice_AnswersWithTheFirst()
    {
        var id = host.NewId("keyed");
        var command = Create(ResourceKind.Advertiser, $$"""{"id":"{{id}}","name":"A"}""") with { IdempotencyKey = $"key-{id}" };

        var first = await host.Catalog.Write(command);
        var again = await host.Catalog.Write(command);
        var other = await host.Catalog.Write(command with { Body = Bytes($$"""{"id":"{{id}}","name":"B"}""") });

        Assert.Equal((CatalogOutcome.Done, CatalogOutcome.Done, CatalogOutcome.KeyReused), (first.Outcome, again.Outcome, other.Outcome));
        Assert.Equal((first.Entry!.Number, 1), (again.Entry!.Number, again.Entry.Version));
    }

    [Fact]
    public async Task Write_UpdateWithKeyAndVersionTwice_IsOneUpdate()
    {
        var (_, campaign) = await CampaignAsync();
        var command = Update(campaign, """{"name":"Renamed"}""") with { ExpectedVersion = 1, IdempotencyKey = $"key-{campaign.Id}" };

        var first = await host.Catalog.Write(command);
        var again = await host.Catalog.Write(command);

        Assert.Equal((CatalogOutcome.Done, 2), (first.Outcome, first.Entry!.Version));
        Assert.Equal((CatalogOutcome.Done, 2), (again.Outcome, again.Entry!.Version));
    }

    [Fact]
    public async Task Write_CampaignWithoutAdvertiser_NamesTheField()
    {
        var reply = await host.Catalog.Write(Create(ResourceKind.Campaign, CampaignJson(host.NewId("c"), "nobody")));

        Assert.Equal(CatalogOutcome.Invalid, reply.Outcome);
        Assert.Equal("advertiser_id", Assert.Single(reply.Errors).Field);
    }

    [Fact]
    public async Task Write_UpdateBudget_ChangesIt_TellsTheCampaignFirst()
    {
        var (_, campaign) = await CampaignAsync();

        var reply = await host.Catalog.Write(Update(campaign, """{"budget":{"daily":"20.00"}}"""));

        var now = reply.Entry!.ToCampaign();
        Assert.Equal((Money.FromDecimal(20), Money.FromDecimal(1000)), (now.Budget.Daily, now.Budget.Total));
        Assert.Equal(reply.Entry!.CatalogVersion, host.Campaigns.ToldOf(campaign.Number));
    }

    [Fact]
    public async Task Write_UpdateOfAd_TellsItsCampaign()
    {
        var (_, campaign) = await CampaignAsync();

        var ad = await Made(ResourceKind.Ad, AdJson(host.NewId("ad"), campaign.Id));

        Assert.Equal(ad.CatalogVersion, host.Campaigns.ToldOf(campaign.Number));
        Assert.Equal(campaign.Number, ad.ToAd().Campaign.Value);
    }

    [Fact]
    public async Task Write_PauseOfAdvertiser_TellsItsCampaigns()
    {
        var (advertiser, campaign) = await CampaignAsync();

        var reply = await host.Catalog.Write(Change(advertiser, CatalogVerb.Pause));

        Assert.Equal(Status.Paused, reply.Entry!.ToAdvertiser().Status);
        Assert.Equal(reply.Entry!.CatalogVersion, host.Campaigns.ToldOf(campaign.Number));
    }

    [Fact]
    public async Task Write_CampaignCannotBeTold_FailsAndARepeatTellsIt()
    {
        var (_, campaign) = await CampaignAsync();
        var update = Update(campaign, """{"budget":{"daily":"30.00"}}""");

        host.Campaigns.Fails = true;
        try
        {
            await Assert.ThrowsAsync<TimeoutException>(() => host.Catalog.Write(update));
        }
        finally
        {
            host.Campaigns.Fails = false;
        }

        var reply = await host.Catalog.Write(update);
        Assert.Equal((CatalogOutcome.Done, 2), (reply.Outcome, reply.Entry!.Version));
        Assert.Equal(reply.Entry!.CatalogVersion, host.Campaigns.ToldOf(campaign.Number));
    }

    [Theory]
    [InlineData("""{"budget":{"currency":"USD"}}""", "budget.currency")]
    [InlineData("""{"id":"other"}""", "id")]
    [InlineData("""{"advertiser_id":"other"}""", "advertiser_id")]
    [InlineData("""{"status":"paused"}""", "status")]
    [InlineData("""{"budget":{"daily":"9999.00"}}""", "budget.daily")]
    [InlineData("""{"budget":{"weekly":"1.00"}}""", "budget.weekly")]
    public async Task Write_UpdateThatIsNotAllowed_NamesTheFieldAndChangesNothing(string body, string field)
    {
        var (_, campaign) = await CampaignAsync();

        var reply = await host.Catalog.Write(Update(campaign, body));

        Assert.Equal(CatalogOutcome.Invalid, reply.Outcome);
        Assert.Contains(reply.Errors, error => error.Field == field);
        Assert.Equal(1, (await host.Catalog.Find(ResourceKind.Campaign, campaign.Id))!.Version);
    }

    [Fact]
    public async Task Write_UpdateWithMask_TakesOnlyItsPaths()
    {
        var (_, campaign) = await CampaignAsync();

        var reply = await host.Catalog.Write(Update(campaign, """{"name":"Not taken","budget":{"daily":"5.00"}}""") with { FieldMask = ["budget.daily", "budget.total"] });

        var now = reply.Entry!.ToCampaign();
        Assert.Equal("Spring", now.Name);
        Assert.Equal((null, Money.FromDecimal(5)), (now.Budget.Total, now.Budget.Daily));
    }

    [Fact]
    public async Task Write_SameDefinition_StaysAtItsVersion()
    {
        var (_, campaign) = await CampaignAsync();

        var reply = await host.Catalog.Write(Update(campaign, CampaignJson(campaign.Id, campaign.ToCampaign().AdvertiserId)) with { FieldMask = ["*"] });

        Assert.Equal((CatalogOutcome.Done, 1, campaign.CatalogVersion), (reply.Outcome, reply.Entry!.Version, reply.Entry!.CatalogVersion));
    }

    [Fact]
    public async Task Write_StaleVersion_Conflicts()
    {
        var (_, campaign) = await CampaignAsync();
        await host.Catalog.Write(Update(campaign, """{"name":"Second"}"""));

        var reply = await host.Catalog.Write(Update(campaign, """{"name":"Third"}""") with { ExpectedVersion = 1 });

        Assert.Equal(CatalogOutcome.VersionConflict, reply.Outcome);
        Assert.Contains("version 2", Assert.Single(reply.Errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_ValidateOnly_StoresNothing()
    {
        var id = host.NewId("dry");
        var create = Create(ResourceKind.Advertiser, $$"""{"id":"{{id}}","name":"A"}""") with { ValidateOnly = true };

        var good = await host.Catalog.Write(create);
        var bad = await host.Catalog.Write(create with { Body = Bytes($$"""{"id":"{{id}}"}""") });

        Assert.Equal((CatalogOutcome.Done, CatalogOutcome.Invalid), (good.Outcome, bad.Outcome));
        Assert.Null(await host.Catalog.Find(ResourceKind.Advertiser, id));
    }

    [Fact]
    public async Task Write_PauseResumeArchive_ChangeTheStatusOnce()
    {
        var (_, campaign) = await CampaignAsync();

        var paused = await host.Catalog.Write(Change(campaign, CatalogVerb.Pause));
        var twice = await host.Catalog.Write(Change(campaign, CatalogVerb.Pause));
        var resumed = await host.Catalog.Write(Change(campaign, CatalogVerb.Resume));
        var archived = await host.Catalog.Write(Change(campaign, CatalogVerb.Archive));

        Assert.Equal(
            [(Status.Paused, 2), (Status.Paused, 2), (Status.Active, 3), (Status.Archived, 4)],
            new[] { paused, twice, resumed, archived }.Select(reply => (reply.Entry!.ToCampaign().Status, reply.Entry!.Version)));
    }

    [Fact]
    public async Task Write_ToArchived_IsRefused()
    {
        var (advertiser, campaign) = await CampaignAsync();
        await host.Catalog.Write(Change(campaign, CatalogVerb.Archive));

        var updated = await host.Catalog.Write(Update(campaign, """{"name":"x"}"""));
        var resumed = await host.Catalog.Write(Change(campaign, CatalogVerb.Resume));
        var ad = await host.Catalog.Write(Create(ResourceKind.Ad, AdJson(host.NewId("ad"), campaign.Id)));

        Assert.All([updated, resumed, ad], reply => Assert.Equal(CatalogOutcome.FailedPrecondition, reply.Outcome));
        Assert.Equal(CatalogOutcome.Done, (await host.Catalog.Write(Change(advertiser, CatalogVerb.Archive))).Outcome);
    }

    [Fact]
    public async Task List_Pages_AreOrderedAndComplete()
    {
        var (advertiser, first) = await CampaignAsync();
        var second = await Made(ResourceKind.Campaign, CampaignJson(host.NewId("c"), advertiser.Id));
        var third = await Made(ResourceKind.Campaign, CampaignJson(host.NewId("c"), advertiser.Id));
        await host.Catalog.Write(Change(third, CatalogVerb.Archive));
        string[] expected = [first.Id, second.Id];

        var seen = new List<string>();
        for (var after = ""; await host.Catalog.List(ResourceKind.Campaign, advertiser.Id, after, 1, false) is [var entry]; after = entry.Id)
        {
            seen.Add(entry.Id);
        }

        Assert.Equal(expected.Order(StringComparer.Ordinal), seen);
        Assert.Equal(3, (await host.Catalog.List(ResourceKind.Campaign, advertiser.Id, "", 10, true)).Length);
    }

    [Fact]
    public async Task Changes_AfterAVersion_HoldEveryWriteSince()
    {
        var before = await host.Catalog.Version();
        var (advertiser, campaign) = await CampaignAsync();

        var changes = await host.Catalog.Changes(before, 1000);

        Assert.Contains(changes, entry => entry.Kind == ResourceKind.Advertiser && entry.Id == advertiser.Id);
        Assert.Contains(changes, entry => entry.Kind == ResourceKind.Campaign && entry.Id == campaign.Id && entry.CatalogVersion == campaign.CatalogVersion);
        Assert.Equal(changes.Select(entry => entry.CatalogVersion).Order(), changes.Select(entry => entry.CatalogVersion));
    }

    [Fact]
    public async Task Subscribe_ANewVersion_IsPushed()
    {
        var observer = new NotedVersions();
        await host.Catalog.Subscribe(host.Grains.CreateObjectReference<ICatalogObserver>(observer));

        var (_, campaign) = await CampaignAsync();

        await Eventually.TrueAsync(() => observer.Last >= campaign.CatalogVersion, TimeSpan.FromSeconds(10), "the version was not pushed");
    }

    private async Task<(CatalogEntry Advertiser, CatalogEntry Campaign)> CampaignAsync()
    {
        var advertiser = await Made(ResourceKind.Advertiser, $$"""{"id":"{{host.NewId("adv")}}","name":"Acme"}""");
        return (advertiser, await Made(ResourceKind.Campaign, CampaignJson(host.NewId("camp"), advertiser.Id)));
    }

    private async Task<CatalogEntry> Made(ResourceKind kind, string json)
    {
        var reply = await host.Catalog.Write(Create(kind, json));
        Assert.Empty(reply.Errors);
        return reply.Entry!;
    }

    private static string CampaignJson(string id, string advertiser) => $$"""
        {"id":"{{id}}","advertiser_id":"{{advertiser}}","name":"Spring","budget":{"currency":"EUR","total":"1000.00"},
         "flight":{"start":"2026-03-01T00:00:00Z"},"pricing":{"model":"cpc","payout":"0.50"} }
        """;

    private static string AdJson(string id, string campaign) => $$"""
        {"id":"{{id}}","campaign_id":"{{campaign}}","name":"Ad","landing_url":"https://acme.example/","adomain":["acme.example"],
         "banner":{"sizes":["300x250"],"image_url":"https://cdn.example/a.png"} }
        """;

    private static CatalogCommand Create(ResourceKind kind, string json) => new(kind, CatalogVerb.Create, "", Bytes(json), [], 0, false, "");

    private static CatalogCommand Update(CatalogEntry entry, string json) => new(entry.Kind, CatalogVerb.Update, entry.Id, Bytes(json), [], 0, false, "");

    private static CatalogCommand Change(CatalogEntry entry, CatalogVerb verb) => new(entry.Kind, verb, entry.Id, [], [], 0, false, "");

    private static byte[] Bytes(string json) => Encoding.UTF8.GetBytes(json);

    private sealed class NotedVersions : ICatalogObserver
    {
        private long _last;

        public long Last => Volatile.Read(ref _last);

        public Task Changed(long catalogVersion)
        {
            Volatile.Write(ref _last, catalogVersion);
            return Task.CompletedTask;
        }
    }
}
