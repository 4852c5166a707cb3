using Bidding.Protocol.V1;
using Google.Protobuf;
using Grpc.Net.Client;

namespace Bidding.Node.Cli.Catalog;

/// <summary>How the command line speaks of and to one kind of resource.</summary>
/// <param name="Kind">Its word in files and on the command line.</param>
/// <param name="Plural">Under which key lists of it stand in files.</param>
/// <param name="NestedIn">The kind that may hold such a list; empty: none.</param>
/// <param name="ParentField">The field that names its parent; empty: none.</param>
internal abstract partial record ResourceType(string Kind, string Plural, string NestedIn, string ParentField)
{
    public static ResourceType Advertiser { get; } = new AdvertiserType();
    public static ResourceType Exchange { get; } = new ExchangeType();
    public static ResourceType Portfolio { get; } = new PortfolioType();
    public static ResourceType Campaign { get; } = new CampaignType();
    public static ResourceType Ad { get; } = new AdType();

    /// <summary>Parents before children: the order in which a file is applied.</summary>
    public static IReadOnlyList<ResourceType> All { get; } = [Advertiser, Exchange, Portfolio, Campaign, Ad];

    /// <summary>Fields shown in a list, as paths.</summary>
    public abstract IReadOnlyList<string> Columns { get; }

    public abstract IMessage New();

    public abstract Task<IMessage> GetAsync(GrpcChannel channel, string id, CancellationToken cancel);

    public abstract Task<(IReadOnlyList<IMessage> Resources, string Next)> ListAsync(
        GrpcChannel channel, string parentId, string pageToken, bool includeArchived, CancellationToken cancel);

    public abstract Task<IMessage> CreateAsync(GrpcChannel channel, IMessage resource, CancellationToken cancel);

    /// <summary>Replaces the whole definition.</summary>
    public abstract Task<IMessage> ReplaceAsync(GrpcChannel channel, IMessage resource, int expectedVersion, CancellationToken cancel);

    public abstract Task<IMessage> ChangeAsync(GrpcChannel channel, StatusVerb verb, string id, CancellationToken cancel);

    public static string TextOf(IMessage resource, string field) => resource.Descriptor.FindFieldByName(field)?.Accessor.GetValue(resource) as string ?? "";

    public static int VersionOf(IMessage resource) => (int)resource.Descriptor.FindFieldByName("version").Accessor.GetValue(resource);

    private sealed record AdvertiserType() : ResourceType("advertiser", "advertisers", "", "")
    {
        public override IReadOnlyList<string> Columns => ["id", "name", "status", "version"];

        public override IMessage New() => new Advertiser();

        public override async Task<IMessage> GetAsync(GrpcChannel channel, string id, CancellationToken cancel) =>
            await Of(channel).GetAdvertiserAsync(new() { Id = id }, cancellationToken: cancel);

        public override async Task<(IReadOnlyList<IMessage>, string)> ListAsync(GrpcChannel channel, string parentId, string pageToken, bool includeArchived, CancellationToken cancel)
        {
            var page = await Of(channel).ListAdvertisersAsync(new() { PageToken = pageToken, IncludeArchived = includeArchived }, cancellationToken: cancel);
            return (page.Advertisers, page.NextPageToken);
        }

        public override async Task<IMessage> CreateAsync(GrpcChannel channel, IMessage resource, CancellationToken cancel) =>
            await Of(channel).CreateAdvertiserAsync(new() { Advertiser = (Advertiser)resource }, cancellationToken: cancel);

        public override async Task<IMessage> ReplaceAsync(GrpcChannel channel, IMessage resource, int expectedVersion, CancellationToken cancel) =>
            await Of(channel).UpdateAdvertiserAsync(
                new() { Advertiser = (Advertiser)resource, UpdateMask = new() { Paths = { "*" } }, ExpectedVersion = expectedVersion }, cancellationToken: cancel);

        public override async Task<IMessage> ChangeAsync(GrpcChannel channel, StatusVerb verb, string id, CancellationToken cancel) => verb switch
        {
            StatusVerb.Pause => await Of(channel).PauseAdvertiserAsync(new() { Id = id }, cancellationToken: cancel),
            StatusVerb.Resume => await Of(channel).ResumeAdvertiserAsync(new() { Id = id }, cancellationToken: cancel),
            _ => await Of(channel).ArchiveAdvertiserAsync(new() { Id = id }, cancellationToken: cancel),
        };

        private static Campaigns.CampaignsClient Of(GrpcChannel channel) => new(channel);
    }

    private sealed record CampaignType() : ResourceType("campaign", "campaigns", "advertiser", "advertiser_id")
    {
        public override IReadOnlyList<string> Columns =>
            ["id", "name", "advertiser_id", "status", "pricing.model", "budget.total", "budget.daily", "budget.currency", "version"];

        public override IMessage New() => new Campaign();

        public override async Task<IMessage> GetAsync(GrpcChannel channel, string id, CancellationToken cancel) =>
            await Of(channel).GetCampaignAsync(new() { Id = id }, cancellationToken: cancel);

        public override async Task<(IReadOnlyList<IMessage>, string)> ListAsync(GrpcChannel channel, string parentId, string pageToken, bool includeArchived, CancellationToken cancel)
        {
            var page = await Of(channel).ListCampaignsAsync(
                new() { AdvertiserId = parentId, PageToken = pageToken, IncludeArchived = includeArchived }, cancellationToken: cancel);
            return (page.Campaigns, page.NextPageToken);
        }

        public override async Task<IMessage> CreateAsync(GrpcChannel channel, IMessage resource, CancellationToken cancel) =>
            await Of(channel).CreateCampaignAsync(new() { Campaign = (Campaign)resource }, cancellationToken: cancel);

        public override async Task<IMessage> ReplaceAsync(GrpcChannel channel, IMessage resource, int expectedVersion, CancellationToken cancel) =>
            await Of(channel).UpdateCampaignAsync(
                new() { Campaign = (Campaign)resource, UpdateMask = new() { Paths = { "*" } }, ExpectedVersion = expectedVersion }, cancellationToken: cancel);

        public override async Task<IMessage> ChangeAsync(GrpcChannel channel, StatusVerb verb, string id, CancellationToken cancel) => verb switch
        {
            StatusVerb.Pause => await Of(channel).PauseCampaignAsync(new() { Id = id }, cancellationToken: cancel),
            StatusVerb.Resume => await Of(channel).ResumeCampaignAsync(new() { Id = id }, cancellationToken: cancel),
            _ => await Of(channel).ArchiveCampaignAsync(new() { Id = id }, cancellationToken: cancel),
        };

        private static Campaigns.CampaignsClient Of(GrpcChannel channel) => new(channel);
    }

    private sealed record AdType() : ResourceType("ad", "ads", "campaign", "campaign_id")
    {
        public override IReadOnlyList<string> Columns => ["id", "name", "campaign_id", "status", "landing_url", "version"];

        public override IMessage New() => new Ad();

        public override async Task<IMessage> GetAsync(GrpcChannel channel, string id, CancellationToken cancel) =>
            await Of(channel).GetAdAsync(new() { Id = id }, cancellationToken: cancel);

        public override async Task<(IReadOnlyList<IMessage>, string)> ListAsync(GrpcChannel channel, string parentId, string pageToken, bool includeArchived, CancellationToken cancel)
        {
            var page = await Of(channel).ListAdsAsync(new() { CampaignId = parentId, PageToken = pageToken, IncludeArchived = includeArchived }, cancellationToken: cancel);
            return (page.Ads, page.NextPageToken);
        }

        public override async Task<IMessage> CreateAsync(GrpcChannel channel, IMessage resource, CancellationToken cancel) =>
            await Of(channel).CreateAdAsync(new() { Ad = (Ad)resource }, cancellationToken: cancel);

        public override async Task<IMessage> ReplaceAsync(GrpcChannel channel, IMessage resource, int expectedVersion, CancellationToken cancel) =>
            await Of(channel).UpdateAdAsync(new() { Ad = (Ad)resource, UpdateMask = new() { Paths = { "*" } }, ExpectedVersion = expectedVersion }, cancellationToken: cancel);

        public override async Task<IMessage> ChangeAsync(GrpcChannel channel, StatusVerb verb, string id, CancellationToken cancel) => verb switch
        {
            StatusVerb.Pause => await Of(channel).PauseAdAsync(new() { Id = id }, cancellationToken: cancel),
            StatusVerb.Resume => await Of(channel).ResumeAdAsync(new() { Id = id }, cancellationToken: cancel),
            _ => await Of(channel).ArchiveAdAsync(new() { Id = id }, cancellationToken: cancel),
        };

        private static Campaigns.CampaignsClient Of(GrpcChannel channel) => new(channel);
    }

    private sealed record ExchangeType() : ResourceType("exchange", "exchanges", "", "")
    {
        public override IReadOnlyList<string> Columns => ["id", "name", "status", "auction_type", "billable_event", "currency", "version"];

        public override IMessage New() => new Exchange();

        public override async Task<IMessage> GetAsync(GrpcChannel channel, string id, CancellationToken cancel) =>
            await Of(channel).GetExchangeAsync(new() { Id = id }, cancellationToken: cancel);

        public override async Task<(IReadOnlyList<IMessage>, string)> ListAsync(GrpcChannel channel, string parentId, string pageToken, bool includeArchived, CancellationToken cancel)
        {
            var page = await Of(channel).ListExchangesAsync(new() { PageToken = pageToken, IncludeArchived = includeArchived }, cancellationToken: cancel);
            return (page.Exchanges, page.NextPageToken);
        }

        public override async Task<IMessage> CreateAsync(GrpcChannel channel, IMessage resource, CancellationToken cancel) =>
            await Of(channel).CreateExchangeAsync(new() { Exchange = (Exchange)resource }, cancellationToken: cancel);

        public override async Task<IMessage> ReplaceAsync(GrpcChannel channel, IMessage resource, int expectedVersion, CancellationToken cancel) =>
            await Of(channel).UpdateExchangeAsync(
                new() { Exchange = (Exchange)resource, UpdateMask = new() { Paths = { "*" } }, ExpectedVersion = expectedVersion }, cancellationToken: cancel);

        public override async Task<IMessage> ChangeAsync(GrpcChannel channel, StatusVerb verb, string id, CancellationToken cancel) => verb switch
        {
            StatusVerb.Pause => await Of(channel).PauseExchangeAsync(new() { Id = id }, cancellationToken: cancel),
            StatusVerb.Resume => await Of(channel).ResumeExchangeAsync(new() { Id = id }, cancellationToken: cancel),
            _ => await Of(channel).ArchiveExchangeAsync(new() { Id = id }, cancellationToken: cancel),
        };

        private static Exchanges.ExchangesClient Of(GrpcChannel channel) => new(channel);
    }
}

/// <summary>The verbs that change a resource's status.</summary>
internal enum StatusVerb
{
    Pause,
    Resume,
    Archive,
}
