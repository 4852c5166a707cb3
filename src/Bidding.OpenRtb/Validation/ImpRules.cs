using Bidding.Protocol.OpenRtb;
using Google.Protobuf.Collections;
using Imp = Bidding.Protocol.OpenRtb.BidRequest.Types.Imp;

namespace Bidding.OpenRtb.Validation;

/// <summary>What one imp must have. Paths are relative to the imp.</summary>
internal static class ImpRules
{
    public static RequestError? Check(Imp imp, RequestLimits limits)
    {
        if (imp.Banner is null && imp.Video is null && imp.Audio is null && imp.Native is null)
        {
            return new RequestError("banner, video, audio, native", "one is required");
        }

        return RequestValidator.CheckId(imp.Id, "id", limits)
            ?? CheckBanner(imp.Banner, limits)
            ?? CheckVideo(imp.Video, limits)
            ?? CheckAudio(imp.Audio, limits)
            ?? CheckNative(imp.Native)
            ?? CheckMoney(imp)
            ?? CheckDeals(imp.Pmp, limits);
    }

    private static RequestError? CheckBanner(BidRequest.Types.Banner? banner, RequestLimits limits)
    {
        if (banner is null)
        {
            return null;
        }

        return Prefixed(CheckBannerSizes(banner, limits), "banner")
            // A width of 0 is no width: such a banner names no size at all.
            ?? (banner.Format.Count == 0 && (banner.W == 0 || banner.H == 0)
                ? new RequestError("banner", "needs w and h, or format") : null);
    }

    private static RequestError? CheckBannerSizes(BidRequest.Types.Banner banner, RequestLimits limits)
    {
        var size = new SizeCheck(limits);
        size.Add("w", banner.W);
        size.Add("h", banner.H);
        size.Add("wmax", banner.Wmax);
        size.Add("hmax", banner.Hmax);
        size.Add("wmin", banner.Wmin);
        size.Add("hmin", banner.Hmin);
        if (size.First() is { } error)
        {
            return error;
        }

        for (var i = 0; i < banner.Format.Count; i++)
        {
            if (CheckFormat(banner.Format[i], limits) is { } formatError)
            {
                return formatError with { Path = $"format[{i}].{formatError.Path}" };
            }
        }

        return null;
    }

    private static RequestError? CheckFormat(BidRequest.Types.Format format, RequestLimits limits)
    {
        var size = new SizeCheck(limits);
        size.Add("w", format.W);
        size.Add("h", format.H);
        size.Add("wratio", format.Wratio);
        size.Add("hratio", format.Hratio);
        size.Add("wmin", format.Wmin);
        return size.First();
    }

    private static RequestError? CheckVideo(BidRequest.Types.Video? video, RequestLimits limits)
    {
        if (video is null)
        {
            return null;
        }

        if (video.Mimes.Count == 0)
        {
            return new RequestError("video.mimes", Reasons.Required);
        }

        var size = new SizeCheck(limits);
        size.Add("w", video.W);
        size.Add("h", video.H);
        return size.Within("video") ?? CheckCompanions(video.Companionad, "video", limits);
    }

    private static RequestError? CheckAudio(BidRequest.Types.Audio? audio, RequestLimits limits) =>
        audio is null ? null
        : audio.Mimes.Count == 0 ? new RequestError("audio.mimes", Reasons.Required)
        : CheckCompanions(audio.Companionad, "audio", limits);

    private static RequestError? CheckCompanions(RepeatedField<BidRequest.Types.Banner> companions, string path, RequestLimits limits)
    {
        for (var i = 0; i < companions.Count; i++)
        {
            if (CheckBannerSizes(companions[i], limits) is { } error)
            {
                return error with { Path = $"{path}.companionad[{i}].{error.Path}" };
            }
        }

        return null;
    }

    // Paths are put together only for a fault, so that a good request allocates nothing here.
    private static RequestError? Prefixed(RequestError? error, string path) =>
        error is { } fault ? fault with { Path = $"{path}.{fault.Path}" } : null;

    private static RequestError? CheckNative(BidRequest.Types.Native? native) =>
        native is { RequestNative: null, Request.Length: 0 } ? new RequestError("native.request", Reasons.Required) : null;

    // JSON cannot say these, protobuf can: a floor that is not a number compares false with every price.
    private static RequestError? CheckMoney(Imp imp) =>
        !double.IsFinite(imp.Bidfloor) ? new RequestError("bidfloor", Reasons.NotFinite)
        : imp.Video is { } video && !double.IsFinite(video.Mincpmpersec) ? new RequestError("video.mincpmpersec", Reasons.NotFinite)
        : imp.Audio is { } audio && !double.IsFinite(audio.Mincpmpersec) ? new RequestError("audio.mincpmpersec", Reasons.NotFinite)
        : imp.Qty is { } qty && !double.IsFinite(qty.Multiplier) ? new RequestError("qty.multiplier", Reasons.NotFinite)
        : null;

    private static RequestError? CheckDeals(BidRequest.Types.Pmp? pmp, RequestLimits limits)
    {
        for (var i = 0; i < pmp?.Deals.Count; i++)
        {
            var deal = pmp.Deals[i];
            if (deal.Id.Length > limits.MaxIdLength)
            {
                return new RequestError($"pmp.deals[{i}].id", $"longer than {limits.MaxIdLength} characters");
            }

            if (!double.IsFinite(deal.Bidfloor) || !double.IsFinite(deal.Mincpmpersec))
            {
                return new RequestError($"pmp.deals[{i}].bidfloor", Reasons.NotFinite);
            }
        }

        return null;
    }
}
