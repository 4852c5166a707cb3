using System.Globalization;
using NodaTime;

namespace Bidding.Core.Campaigns.Rules;

/// <summary>Bounds and cross-field rules of creatives.</summary>
internal static class CreativeRules
{
    private const int PixelsMax = 10_000;
    private const int HtmlCharsMax = 65_536;
    private const string ClickMacro = "{click_url}";
    private static readonly Duration DurationMin = Duration.FromSeconds(1);
    private static readonly Duration DurationMax = Duration.FromMinutes(10);

    public static void Check(Ad ad, FieldErrors errors)
    {
        var creatives = new object?[] { ad.Banner, ad.Video, ad.Audio, ad.Native }.Count(creative => creative is not null);
        errors.AddIf(creatives != 1, "banner", "an ad has exactly one of banner, video, audio and native; make an ad for each");
        if (ad.Banner is { } banner)
        {
            CheckBanner(banner, errors);
        }

        if (ad.Video is { } video)
        {
            CheckVideo(video, "video", errors);
        }

        if (ad.Audio is { } audio)
        {
            CheckAudio(audio, errors);
        }

        if (ad.Native is { } native)
        {
            CheckNative(native, errors);
        }
    }

    private static void CheckBanner(BannerCreative banner, FieldErrors errors)
    {
        errors.AddIf(banner.Sizes.Count == 0, "banner.sizes", "needs at least one size such as 300x250");
        errors.CheckCount("banner.sizes", banner.Sizes.Count, 50);
        errors.CheckDistinct("banner.sizes", banner.Sizes);
        foreach (var size in banner.Sizes)
        {
            CheckSize(size.Width, size.Height, "banner.sizes", errors);
        }

        errors.AddIf(
            banner.ImageUrl.Length > 0 == banner.Html.Length > 0, "banner.image_url",
            "a banner is either an image (image_url) or the advertiser's own markup (html): give exactly one");
        if (banner.ImageUrl.Length > 0)
        {
            errors.CheckUrl("banner.image_url", banner.ImageUrl);
        }

        errors.AddIf(banner.Html.Length > HtmlCharsMax, "banner.html", $"must be at most {HtmlCharsMax} characters long");
        errors.AddIf(
            banner.Html.Length > 0 && !banner.Html.Contains(ClickMacro, StringComparison.Ordinal), "banner.html",
            $"must send clicks to {ClickMacro}, or they could not be counted");
        errors.CheckText("banner.alt_text", banner.AltText, 200);
        errors.AddIf(banner.Type is < 1 or > 4, "banner.type", "must be 1 (XHTML text), 2 (XHTML banner), 3 (JavaScript) or 4 (iframe)");
    }

    private static void CheckVideo(VideoCreative video, string field, FieldErrors errors)
    {
        CheckFiles(video.Files, $"{field}.files", "video", errors);
        for (var index = 0; index < video.Files.Count; index++)
        {
            CheckSize(video.Files[index].Width, video.Files[index].Height, $"{field}.files[{index}]", errors);
        }

        CheckDuration(video.Duration, field, errors);
        errors.AddIf(video.SkipAfter < Duration.Zero || video.SkipAfter >= video.Duration, $"{field}.skip_after", "must be shorter than the duration");
        errors.AddIf(video.Linearity is not (1 or 2), $"{field}.linearity", "must be 1 (linear) or 2 (non-linear)");
        errors.CheckDistinct($"{field}.apis", video.Apis);
        errors.AddIf(video.Apis.Any(api => api is < 1 or > 9 and < 500), $"{field}.apis", "must be OpenRTB API frameworks, 1 to 9, or a vendor's from 500");
        errors.CheckText($"{field}.title", video.Title, 200);
    }

    private static void CheckAudio(AudioCreative audio, FieldErrors errors)
    {
        CheckFiles(audio.Files, "audio.files", "audio", errors);
        for (var index = 0; index < audio.Files.Count; index++)
        {
            errors.AddIf(audio.Files[index].Width != 0 || audio.Files[index].Height != 0, $"audio.files[{index}]", "an audio file has no width and height; remove them");
        }

        CheckDuration(audio.Duration, "audio", errors);
        errors.CheckText("audio.title", audio.Title, 200);
    }

    private static void CheckNative(NativeCreative native, FieldErrors errors)
    {
        errors.CheckText("native.title", native.Title, 140);
        errors.CheckText("native.body", native.Body, 500);
        errors.CheckText("native.sponsored", native.Sponsored, 100);
        errors.CheckText("native.call_to_action", native.CallToAction, 50);
        errors.CheckText("native.price", native.Price, 30);
        errors.CheckText("native.display_url", native.DisplayUrl, 200);
        errors.AddIf(
            native.Rating.Length > 0 && !(decimal.TryParse(native.Rating, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var rating) && rating is >= 0 and <= 5),
            "native.rating", "must be a number from 0 to 5, such as 4.5");
        errors.CheckCount("native.images", native.Images.Count, 20);
        CheckImage(native.Icon, "native.icon", errors);
        for (var index = 0; index < native.Images.Count; index++)
        {
            CheckImage(native.Images[index], $"native.images[{index}]", errors);
        }

        if (native.Video is { } video)
        {
            CheckVideo(video, "native.video", errors);
        }
    }

    private static void CheckImage(NativeImage? image, string field, FieldErrors errors)
    {
        if (image is not null)
        {
            errors.CheckUrl($"{field}.url", image.Url);
            CheckSize(image.Width, image.Height, field, errors);
        }
    }

    private static void CheckFiles(IReadOnlyList<MediaFile> files, string field, string type, FieldErrors errors)
    {
        errors.AddIf(files.Count == 0, field, "needs at least one file");
        errors.CheckCount(field, files.Count, 10);
        for (var index = 0; index < files.Count; index++)
        {
            var file = files[index];
            errors.CheckUrl($"{field}[{index}].url", file.Url);
            errors.AddIf(
                !file.Mime.StartsWith($"{type}/", StringComparison.Ordinal) || file.Mime.Length is < 7 or > 100 || file.Mime.Any(c => c <= ' '), $"{field}[{index}].mime",
                $"'{file.Mime}' must be a media type such as {(type == "video" ? "video/mp4" : "audio/mpeg")}");
            errors.AddIf(file.BitrateKbps is < 0 or > 1_000_000, $"{field}[{index}].bitrate_kbps", "must be from 0 (unknown) to 1000000");
        }
    }

    private static void CheckDuration(Duration duration, string field, FieldErrors errors) =>
        errors.AddIf(duration < DurationMin || duration > DurationMax, $"{field}.duration", "must be from 1s to 10m");

    private static void CheckSize(int width, int height, string field, FieldErrors errors) =>
        errors.AddIf(width is < 1 or > PixelsMax || height is < 1 or > PixelsMax, field, $"width and height must be from 1 to {PixelsMax} pixels");
}
