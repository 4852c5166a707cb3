using Bidding.Core.Auction;
using Bidding.Core.Snapshots;
using Bidding.Gateway.OpenRtb;
using Bidding.Gateway.Profiles;
using Bidding.Gateway.Snapshots;
using Bidding.Protocol.OpenRtb;
using NodaTime;

namespace Bidding.Gateway.Explain;

/// <summary>Tells why a request would get the answer it would get now, by the bid path's own steps and rules. Reserves and counts nothing. Any thread.</summary>
public sealed class ExplainPath(
    ISnapshotSource snapshots, FeatureExtractor extractor, IUserProfiles profiles, BidExplainer explainer, LiveCampaigns live, TimeProvider time)
{
    /// <summary>The exchange of this name; without a name, the only one there is. Null when that names none.</summary>
    public CompiledExchange? FindExchange(string? id)
    {
        var snapshot = snapshots.Current;
        return !string.IsNullOrEmpty(id) ? snapshot.FindExchange(id) : snapshot.Exchanges.Count == 1 ? snapshot.Exchanges[0] : null;
    }

    /// <param name="request">One that the validator let through.</param>
    public async ValueTask<Explanation> ExplainAsync(BidRequest request, CompiledExchange exchange)
    {
        var snapshot = snapshots.Current;
        var features = new BidFeatures();
        features.Begin(snapshot, snapshot.FindExchange(exchange.Id) ?? exchange);
        extractor.Extract(request, exchange.Number, features);
        var shown = await profiles.ReadAsync(features.UserKey);
        var moment = new BidMoment(Instant.FromDateTimeOffset(time.GetUtcNow()), time.GetTimestamp(), TimeSpan.Zero);
        return explainer.Explain(features, live, moment, shown is null ? default : UserHistory.Of(shown));
    }
}
