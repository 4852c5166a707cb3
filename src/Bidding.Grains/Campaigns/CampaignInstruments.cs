using Bidding.Core.Amounts;
using Prometheus;

namespace Bidding.Grains.Campaigns;

/// <summary>Counters of all campaigns of a silo. Amounts of different currencies are not added up: nano-units granted are a measure of activity.</summary>
internal static class CampaignInstruments
{
    public static Counter LateNotices { get; } = Metrics.CreateCounter("bidding_late_notices_total", "Notices booked after their exchange's notice window, and wins after a loss.");
    public static Counter LeaseRequests { get; } = Metrics.CreateCounter("bidding_lease_requests_total", "Lease requests that reached a campaign.");
    public static Counter LeaseGranted { get; } = Metrics.CreateCounter("bidding_lease_granted_nanos_total", "Amounts leased to gateways, in nano-units.");
    public static Gauge WindowsOpen { get; } = Metrics.CreateGauge("bidding_lease_windows_open", "Escrow windows that still hold something, reported ones merged.");
    public static Counter BudgetShifts { get; } = Metrics.CreateCounter("bidding_budget_shifts_total", "Allocations recorded: budget moved between ads.");
}

/// <summary>The gauges of one campaign, kept while its activation lives here. Units of the campaign's currency.</summary>
internal sealed class CampaignGauges : IDisposable
{
    private static readonly Gauge[] All =
    [
        Make("bidding_escrow_outstanding", "Reserved for bids and leases that may still post."),
        Make("bidding_campaign_posted", "Media cost."),
        Make("bidding_campaign_billed", "What the advertiser owes."),
        Make("bidding_campaign_budget", "What the advertiser may owe in total; where only days are limited, what was billed before today and the day's limit."),
        Make("bidding_campaign_results", "What counted towards the goal."),
        Make("bidding_campaign_cost_per_result", "What the advertiser owes per result."),
        Make("bidding_pacing_participation", "Probability of entering an auction, 0 to 1."),
        Make("bidding_pacing_multiplier", "Factor on the bid's value, 0 to 1."),
        Make("bidding_pacing_deviation", "Posted today against the plan by now, as a part of the plan for today."),
    ];

    private readonly string _campaign;
    private readonly Gauge.Child[] _children;
    private int _windows;

    public CampaignGauges(string campaignId)
    {
        _campaign = campaignId;
        _children = Array.ConvertAll(All, g => g.WithLabels(campaignId));
    }

    public void Set(Money outstanding, Money posted, Money billed, Money budget, long results)
    {
        _children[0].Set(Units(outstanding));
        _children[1].Set(Units(posted));
        _children[2].Set(Units(billed));
        _children[3].Set(Units(budget));
        _children[4].Set(results);
        _children[5].Set(results == 0 ? 0 : Units(billed) / results);
    }

    public void SetPacing(double participation, double multiplier, double deviation)
    {
        _children[6].Set(participation);
        _children[7].Set(multiplier);
        _children[8].Set(deviation);
    }

    public void SetWindows(int open)
    {
        CampaignInstruments.WindowsOpen.Inc(open - _windows);
        _windows = open;
    }

    public void Dispose()
    {
        SetWindows(0);
        foreach (var gauge in All)
        {
            gauge.RemoveLabelled(_campaign);
        }
    }

    private static double Units(Money amount) => amount.Nanos / (double)Money.NanosPerUnit;

    private static Gauge Make(string name, string help) => Metrics.CreateGauge(name, help, "campaign");
}
