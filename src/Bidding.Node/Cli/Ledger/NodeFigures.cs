using Bidding.Core.Amounts;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using Bidding.Core.Ledger.Verification;
using Bidding.Protocol.V1;
using Grpc.Core;
using Grpc.Net.Client;

namespace Bidding.Node.Cli.Ledger;

/// <summary>Asks a running node what its campaigns say of themselves.</summary>
internal static class NodeFigures
{
    private const int PageSize = 500;

    /// <summary>Throws <see cref="RpcException"/> when the node does not answer.</summary>
    public static async Task ReadAsync(GrpcChannel channel, CatalogNames names, Dictionary<CampaignNumber, LiveFigures> into, CancellationToken cancel)
    {
        var client = new Reports.ReportsClient(channel);
        var request = new ListCampaignFiguresRequest { PageSize = PageSize };
        do
        {
            var page = await client.ListCampaignFiguresAsync(request, cancellationToken: cancel);
            foreach (var said in page.Figures)
            {
                // One created since the catalog was read has no stream to compare with yet.
                if (names.FindCampaign(said.CampaignId) is { } campaign) into[campaign] = Read(said, campaign, names);
            }

            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
    }

    private static LiveFigures Read(CampaignFigures said, CampaignNumber campaign, CatalogNames names) => new()
    {
        Campaign = campaign,
        Seq = said.Seq,
        Posted = Amount(said.Posted),
        Billed = Amount(said.Billed),
        Unbilled = Amount(said.Unbilled),
        LateNotices = said.LateNotices,
        Shifts = said.BudgetShifts,
        Ads = said.Ads.Where(ad => names.FindAd(ad.AdId) is not null).ToDictionary(ad => names.FindAd(ad.AdId)!.Value, Read),
    };

    private static AdBooks Read(AdFigures said) => new()
    {
        Wins = said.Wins,
        Impressions = said.Impressions,
        Clicks = said.Clicks,
        Results = said.Results,
        Conversions = said.Conversions,
        ConversionValue = Amount(said.ConversionValue),
        Posted = Amount(said.Posted),
        Billed = Amount(said.Billed),
    };

    private static Money Amount(string text) =>
        text.Length == 0 ? Money.Zero
        : Money.TryParse(text, out var amount) ? amount
        : throw new RpcException(new Status(StatusCode.Internal, $"The node sent '{text}' for an amount."));
}
