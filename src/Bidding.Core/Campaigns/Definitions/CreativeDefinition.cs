using System.Globalization;
using NodaTime;

namespace Bidding.Core.Campaigns.Definitions;

/// <summary>The JSON form of creatives.</summary>
internal static class CreativeDefinition
{
    public static BannerCreative ReadBanner(DefinitionReader json)
    {
        var sizes = new List<AdSize>();
        foreach (var text in json.Texts("sizes"))
        {
            if (TryParseSize(text, out var size))
            {
                sizes.Add(size);
            }
            else
            {
                json.Fail("sizes", $"'{text}' must be width x height such as 300x250");
            }
        }

        var result = new BannerCreative
        {
            Sizes = sizes,
            ImageUrl = json.Text("image_url"),
            Html = json.Text("html"),
            AltText = json.Text("alt_text"),
            Type = json.Int("type", 2),
            Expandable = json.Flag("expandable"),
        };
        json.RefuseUnknown();
        return result;
    }

    public static VideoCreative ReadVideo(DefinitionReader json)
    {
        var result = new VideoCreative
        {
            Files = ReadFiles(json),
            Duration = ReadDuration(json),
            SkipAfter = json.Time("skip_after"),
            Linearity = json.Int("linearity", 1),
            Apis = json.Ints("apis"),
            Title = json.Text("title"),
        };
        json.RefuseUnknown();
        return result;
    }

    public static AudioCreative ReadAudio(DefinitionReader json)
    {
        var result = new AudioCreative { Files = ReadFiles(json), Duration = ReadDuration(json), Title = json.Text("title") };
        json.RefuseUnknown();
        return result;
    }

    public static NativeCreative ReadNative(DefinitionReader json)
    {
        var result = new NativeCreative
        {
            Title = json.RequiredText("title"),
            Body = json.Text("body"),
            Sponsored = json.Text("sponsored"),
            CallToAction = json.Text("call_to_action"),
            Rating = json.Text("rating"),
            Price = json.Text("price"),
            DisplayUrl = json.Text("display_url"),
            Icon = json.Object("icon") is { } icon ? ReadImage(icon) : null,
            Images = [.. json.Objects("images").Select(ReadImage)],
            Video = json.Object("video") is { } video ? ReadVideo(video) : null,
        };
        json.RefuseUnknown();
        return result;
    }

    public static void Write(DefinitionWriter json, BannerCreative banner)
    {
        json.Texts("sizes", [.. banner.Sizes.Select(size => size.ToString())]);
        json.Text("image_url", banner.ImageUrl);
        json.Text("html", banner.Html);
        json.Text("alt_text", banner.AltText);
        json.Number("type", banner.Type);
        json.Flag("expandable", banner.Expandable);
    }

    public static void Write(DefinitionWriter json, VideoCreative video)
    {
        WriteFiles(json, video.Files);
        json.Time("duration", video.Duration);
        json.Time("skip_after", video.SkipAfter);
        json.Number("linearity", video.Linearity);
        json.Ints("apis", video.Apis);
        json.Text("title", video.Title);
    }

    public static void Write(DefinitionWriter json, AudioCreative audio)
    {
        WriteFiles(json, audio.Files);
        json.Time("duration", audio.Duration);
        json.Text("title", audio.Title);
    }

    public static void Write(DefinitionWriter json, NativeCreative native)
    {
        json.Text("title", native.Title);
        json.Text("body", native.Body);
        json.Text("sponsored", native.Sponsored);
        json.Text("call_to_action", native.CallToAction);
        json.Text("rating", native.Rating);
        json.Text("price", native.Price);
        json.Text("display_url", native.DisplayUrl);
        if (native.Icon is { } icon)
        {
            json.Object("icon", () => WriteImage(json, icon));
        }

        json.Objects("images", native.Images, image => WriteImage(json, image));
        if (native.Video is { } video)
        {
            json.Object("video", () => Write(json, video));
        }
    }

    /// <summary>Width x height, each 1 to 5 digits: <c>300x250</c>.</summary>
    internal static bool TryParseSize(string text, out AdSize size)
    {
        size = default;
        var cut = text.IndexOf('x', StringComparison.Ordinal);
        if (cut < 0 || !TryParseSide(text.AsSpan(0, cut), out var width) || !TryParseSide(text.AsSpan(cut + 1), out var height))
        {
            return false;
        }

        size = new(width, height);
        return true;
    }

    private static bool TryParseSide(ReadOnlySpan<char> text, out int pixels)
    {
        pixels = 0;
        return text.Length is > 0 and <= 5 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out pixels);
    }

    private static MediaFile[] ReadFiles(DefinitionReader json) => [.. json.Objects("files").Select(file =>
    {
        var result = new MediaFile(file.RequiredText("url"), file.RequiredText("mime"), file.Int("width"), file.Int("height"), file.Int("bitrate_kbps"));
        file.RefuseUnknown();
        return result;
    })];

    private static Duration ReadDuration(DefinitionReader json)
    {
        if (!json.Has("duration"))
        {
            json.Fail("duration", "is required");
        }

        return json.Time("duration") ?? Duration.Zero;
    }

    private static NativeImage ReadImage(DefinitionReader json)
    {
        var result = new NativeImage(json.RequiredText("url"), json.Int("width"), json.Int("height"));
        json.RefuseUnknown();
        return result;
    }

    private static void WriteFiles(DefinitionWriter json, IReadOnlyList<MediaFile> files) => json.Objects("files", files, file =>
    {
        json.Text("url", file.Url);
        json.Text("mime", file.Mime);
        json.Number("width", file.Width, unless: 0);
        json.Number("height", file.Height, unless: 0);
        json.Number("bitrate_kbps", file.BitrateKbps, unless: 0);
    });

    private static void WriteImage(DefinitionWriter json, NativeImage image)
    {
        json.Text("url", image.Url);
        json.Number("width", image.Width, unless: 0);
        json.Number("height", image.Height, unless: 0);
    }
}
