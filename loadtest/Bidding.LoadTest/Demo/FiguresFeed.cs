using System.Globalization;
using Bidding.Protocol.V1;
using Grpc.Core;

namespace Bidding.LoadTest.Demo;

/// <summary>Asks the node for its campaigns' figures and notices what moved: the shifts of budget between ads as they happen.</summary>
internal sealed class FiguresFeed(Reports.ReportsClient reports)
{
    private const int PageSize = 500;
    private const int ShiftsKept = 8;
    private const decimal ShiftShown = 0.01m;
    private static readonly TimeSpan AnswerDeadline = TimeSpan.FromSeconds(10);
    private readonly Dictionary<string, decimal> _shares = [];
    private readonly Queue<string> _shifts = new();

    public IReadOnlyList<CampaignFigures> Latest { get; private set; } = [];

    /// <summary>The last few shifts in words, newest last.</summary>
    public IReadOnlyCollection<string> Shifts => _shifts;
    public long ShiftCount => Latest.Sum(figures => figures.BudgetShifts);

    public async Task RefreshAsync(CancellationToken cancel)
    {
        var all = new List<CampaignFigures>();
        var page = "";
        do
        {
            var response = await reports.ListCampaignFiguresAsync(
                new() { PageSize = PageSize, PageToken = page },
                new CallOptions(deadline: DateTime.UtcNow + AnswerDeadline, cancellationToken: cancel));
            all.AddRange(response.Figures);
            page = response.NextPageToken;
        }
        while (page.Length > 0);

        foreach (var campaign in all)
        {
            NoticeShifts(campaign);
        }

        Latest = all;
    }

    private void NoticeShifts(CampaignFigures campaign)
    {
        var moved = new List<string>();
        foreach (var ad in campaign.Ads)
        {
            var share = Amount(ad.Share);
            if (_shares.TryGetValue(ad.AdId, out var before) && Math.Abs(share - before) >= ShiftShown)
            {
                moved.Add(string.Create(CultureInfo.InvariantCulture, $"{ad.AdId[(campaign.CampaignId.Length + 1)..]} {before * 100:0} > {share * 100:0} %"));
            }

            _shares[ad.AdId] = share;
        }

        if (moved.Count == 0)
        {
            return;
        }

        _shifts.Enqueue($"{campaign.CampaignId}: {string.Join(", ", moved)}");
        while (_shifts.Count > ShiftsKept)
        {
            _shifts.Dequeue();
        }
    }

    /// <summary>A decimal string of the wire; empty is zero.</summary>
    public static decimal Amount(string text) => text.Length == 0 ? 0 : decimal.Parse(text, CultureInfo.InvariantCulture);
}
