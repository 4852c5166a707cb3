using Bidding.Protocol.V1;
using Google.Protobuf;
using Grpc.Net.Client;

namespace Bidding.Node.Cli.Catalog;

internal abstract partial record ResourceType
{
    private sealed record PortfolioType() : ResourceType("portfolio", "portfolios", "", "advertiser_id")
    {
        public override IReadOnlyList<string> Columns => ["id", "name", "advertiser_id", "status", "budget.total", "budget.daily", "budget.currency", "version"];

        public override IMessage New() => new Portfolio();

        public override async Task<IMessage> GetAsync(GrpcChannel channel, string id, CancellationToken cancel) =>
            await Of(channel).GetPortfolioAsync(new() { Id = id }, cancellationToken: cancel);

        public override async Task<(IReadOnlyList<IMessage>, string)> ListAsync(GrpcChannel channel, string parentId, string pageToken, bool includeArchived, CancellationToken cancel)
        {
            var page = await Of(channel).ListPortfoliosAsync(
                new() { AdvertiserId = parentId, PageToken = pageToken, IncludeArchived = includeArchived }, cancellationToken: cancel);
            return (page.Portfolios, page.NextPageToken);
        }

        public override async Task<IMessage> CreateAsync(GrpcChannel channel, IMessage resource, CancellationToken cancel) =>
            await Of(channel).CreatePortfolioAsync(new() { Portfolio = (Portfolio)resource }, cancellationToken: cancel);

        public override async Task<IMessage> ReplaceAsync(GrpcChannel channel, IMessage resource, int expectedVersion, CancellationToken cancel) =>
            await Of(channel).UpdatePortfolioAsync(
                new() { Portfolio = (Portfolio)resource, UpdateMask = new() { Paths = { "*" } }, ExpectedVersion = expectedVersion }, cancellationToken: cancel);

        public override async Task<IMessage> ChangeAsync(GrpcChannel channel, StatusVerb verb, string id, CancellationToken cancel) => verb switch
        {
            StatusVerb.Pause => await Of(channel).PausePortfolioAsync(new() { Id = id }, cancellationToken: cancel),
            StatusVerb.Resume => await Of(channel).ResumePortfolioAsync(new() { Id = id }, cancellationToken: cancel),
            _ => await Of(channel).ArchivePortfolioAsync(new() { Id = id }, cancellationToken: cancel),
        };

        private static Portfolios.PortfoliosClient Of(GrpcChannel channel) => new(channel);
    }
}
