using Bidding.Core.Auction;
using Bidding.Core.Campaigns;
using Bidding.Core.Pacing;
using Bidding.Core.Targeting;

namespace Bidding.Core.Snapshots;

/// <summary>Compiles one ad and enters it into the index.</summary>
internal static class AdCompiler
{
    public static CompiledAd Compile(Ad ad, CompiledCampaign campaign, int index, TargetingIndexBuilder builder)
    {
        var campaignSpec = campaign.Definition.Targeting;
        var unservable = campaign.Unservable != NoBidReason.None ? campaign.Unservable
            : ad.Status != Status.Active ? NoBidReason.AdPaused
            : !ListRules.AllowFormat(campaignSpec, ad.Format) || !ListRules.AllowFormat(ad.Targeting, ad.Format) ? NoBidReason.FormatTargeting
            : NoBidReason.None;
        builder.Add(index, campaign.Definition, ad, unservable == NoBidReason.None);
        var deals = builder.Words.Values[(int)TargetingDimension.Deal];
        return new(ad)
        {
            Index = index,
            CampaignIndex = campaign.Index,
            Unservable = unservable,
            IsSecure = IsSecure(ad),
            Sizes = [.. (ad.Banner?.Sizes ?? []).Where(size => ListRules.AllowSize(campaignSpec, size) && ListRules.AllowSize(ad.Targeting, size))],
            Attributes = [.. ad.Attributes],
            Slot = new(campaignSpec, ad.Targeting),
            BannerType = ad.Banner?.Type ?? 0,
            IsExpandable = ad.Banner is { Expandable: true },
            CampaignPlayer = SizeRules.Of(campaignSpec),
            AdPlayer = SizeRules.Of(ad.Targeting),
            CampaignOs = OsRules.Of(campaignSpec.OsVersions, builder.Words.Os),
            AdOs = OsRules.Of(ad.Targeting.OsVersions, builder.Words.Os),
            Hours = HourMask.From(campaignSpec.Dayparts).And(HourMask.From(ad.Targeting.Dayparts)).And(HourMask.From(PlanWeights.HoursOf(campaign.Definition.PacingRules.Dayparts))),
            MinAge = Math.Max(campaignSpec.MinAge ?? 0, ad.Targeting.MinAge ?? 0),
            MaxAge = Math.Min(campaignSpec.MaxAge ?? int.MaxValue, ad.Targeting.MaxAge ?? int.MaxValue),
            NeedsAge = (campaignSpec.MinAge ?? campaignSpec.MaxAge ?? ad.Targeting.MinAge ?? ad.Targeting.MaxAge) is not null,
            Deals = DealRules.Of(campaignSpec, ad.Targeting, deals),
            Media = CompileMedia(ad, builder),
            Domains = [.. ad.Adomain.Select(domain => TargetingText.OfRule(TargetingDimension.Domain, domain))],
        };
    }

    /// <summary>A native ad has the media of its video asset.</summary>
    private static CompiledMedia? CompileMedia(Ad ad, TargetingIndexBuilder builder)
    {
        if (ad.Audio is { } audio)
        {
            return new(CompileFiles(audio.Files, builder), (long)audio.Duration.TotalMilliseconds, false, 0, []);
        }

        return (ad.Video ?? ad.Native?.Video) is { } video
            ? new(CompileFiles(video.Files, builder), (long)video.Duration.TotalMilliseconds, video.SkipAfter is not null, video.Linearity, [.. video.Apis])
            : null;
    }

    private static CompiledFile[] CompileFiles(IReadOnlyList<MediaFile> files, TargetingIndexBuilder builder) =>
        [.. files.Select(file => new CompiledFile(builder.MimeBit(file.Mime), file.BitrateKbps))];

    private static bool IsSecure(Ad ad) => Urls(ad).All(url => !url.Contains("http://", StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<string> Urls(Ad ad)
    {
        yield return ad.Banner?.ImageUrl ?? "";
        yield return ad.Banner?.Html ?? "";
        yield return ad.Native?.Icon?.Url ?? "";
        foreach (var image in ad.Native?.Images ?? [])
        {
            yield return image.Url;
        }

        foreach (var file in ad.Video?.Files ?? ad.Audio?.Files ?? ad.Native?.Video?.Files ?? [])
        {
            yield return file.Url;
        }
    }
}
