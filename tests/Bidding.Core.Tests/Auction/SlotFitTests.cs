using Bidding.Core.Amounts;
using Bidding.Core.Auction;
using Bidding.Core.Campaigns;
using Bidding.Core.Targeting;
using NodaTime;

namespace Bidding.Core.Tests.Auction;

/// <summary>What a slot takes and what an ad needs, a row each.</summary>
public sealed class SlotFitTests
{
    public static TheoryData<string, Action<ImpFeatures>, NoBidReason> Banners => new()
    {
        { "same size", i => i.Banner.Sizes.Add(new(300, 250)), NoBidReason.None },
        { "other size", i => i.Banner.Sizes.Add(new(320, 50)), NoBidReason.NoFormatFit },
        { "second of its formats", i => { i.Banner.Sizes.Add(new(320, 50)); i.Banner.Sizes.Add(new(300, 600)); }, NoBidReason.None },
        { "ratio", i => i.Banner.Sizes.Add(new(0, 0, 6, 5, 200)), NoBidReason.None },
        { "ratio, but wider", i => i.Banner.Sizes.Add(new(0, 0, 6, 5, 301)), NoBidReason.Size },
        { "other ratio", i => i.Banner.Sizes.Add(new(0, 0, 16, 9, 0)), NoBidReason.Size },
        { "full screen, smaller creative", i => { i.Interstitial = true; i.Banner.Sizes.Add(new(320, 480)); }, NoBidReason.None },
        { "full screen, far larger", i => { i.Interstitial = true; i.Banner.Sizes.Add(new(1024, 768)); }, NoBidReason.Size },
        { "video only", i => { i.Banner.Offered = false; i.Video.Offered = true; }, NoBidReason.NoFormatFit },
    };

    [Theory]
    [MemberData(nameof(Banners))]
    public void Decide_BannerSlot_FitsOrNot(string rule, Action<ImpFeatures> change, NoBidReason expected)
    {
        var bench = Bench.WithOneCampaign(ad: a => a with { Banner = a.Banner! with { Sizes = [new(300, 250), new(300, 600)] } });
        bench.Fill = request =>
        {
            var imp = request.AddImp("1");
            imp.Banner.Offered = true;
            change(imp);
        };

        var outcome = bench.Outcome();
        Assert.True(expected == outcome, $"{rule}: {outcome.Name()}");
    }

    public static TheoryData<string, Action<MediaOffer>, NoBidReason> Videos => new()
    {
        { "plain", _ => { }, NoBidReason.None },
        { "long enough", v => v.MinDurationSeconds = 15, NoBidReason.None },
        { "too short", v => v.MinDurationSeconds = 16, NoBidReason.Duration },
        { "short enough", v => v.MaxDurationSeconds = 15, NoBidReason.None },
        { "too long", v => v.MaxDurationSeconds = 14, NoBidReason.Duration },
        { "one of the durations wanted", v => { v.RequiredDurations.Add(30); v.RequiredDurations.Add(15); }, NoBidReason.None },
        { "none of the durations wanted", v => v.RequiredDurations.Add(30), NoBidReason.Duration },
        { "VAST 4", v => v.Protocols.Add(7), NoBidReason.None },
        { "VAST 2 only", v => v.Protocols.Add(2), NoBidReason.None },
        { "wrappers only", v => v.Protocols.Add(5), NoBidReason.Protocol },
        { "linear", v => v.Linearity = 1, NoBidReason.None },
        { "non-linear", v => v.Linearity = 2, NoBidReason.Linearity },
        { "skippable", v => v.Skip = true, NoBidReason.None },
        { "not skippable", v => v.Skip = false, NoBidReason.Skip },
        { "no OMID", v => v.Apis.Clear(), NoBidReason.Api },
        { "progressive", v => v.Delivery.Add(2), NoBidReason.None },
        { "streaming only", v => v.Delivery.Add(1), NoBidReason.Delivery },
        { "bitrate within", v => { v.MinBitrateKbps = 700; v.MaxBitrateKbps = 900; }, NoBidReason.None },
        { "bitrate too high", v => v.MaxBitrateKbps = 500, NoBidReason.Mime },
        { "no content type of ours", v => v.Mimes = 0, NoBidReason.Mime },
    };

    [Theory]
    [MemberData(nameof(Videos))]
    public void Decide_VideoSlot_FitsOrNot(string rule, Action<MediaOffer> change, NoBidReason expected)
    {
        var bench = VideoBench(_ => { }, change);
        var outcome = bench.Outcome();
        Assert.True(expected == outcome, $"{rule}: {outcome.Name()}");
    }

    public static TheoryData<TargetingDimension, string, Action<ImpFeatures>, bool> Placements => new()
    {
        { TargetingDimension.VideoPlacement, "instream", i => i.Video.Plcmt = 1, true },
        { TargetingDimension.VideoPlacement, "instream", i => i.Video.Plcmt = 4, false },
        { TargetingDimension.VideoPlacement, "instream", _ => { }, false },
        { TargetingDimension.Skippable, "yes", i => i.Video.Skip = true, true },
        { TargetingDimension.Skippable, "no", i => i.Video.Skip = true, false },
        { TargetingDimension.Linearity, "linear", _ => { }, true },
        { TargetingDimension.Linearity, "nonlinear", _ => { }, false },
        { TargetingDimension.Interstitial, "no", _ => { }, true },
        { TargetingDimension.Interstitial, "yes", _ => { }, false },
        { TargetingDimension.Interstitial, "yes", i => i.Interstitial = true, true },
        { TargetingDimension.Size, "640x360", _ => { }, true },
        { TargetingDimension.Size, "1920x1080", _ => { }, false },
    };

    [Theory]
    [MemberData(nameof(Placements))]
    public void Decide_TargetingOfTheSlot_MatchesOrNot(TargetingDimension dimension, string value, Action<ImpFeatures> change, bool expected)
    {
        foreach (var onAd in new[] { false, true })
        {
            var spec = Bench.Only(dimension, value);
            var bench = VideoBench(change, _ => { }, onAd ? TargetingSpec.Everything : spec, onAd ? spec : TargetingSpec.Everything);
            Assert.Equal(expected ? NoBidReason.None : NoBidReason.PlacementTargeting, bench.Outcome());
        }
    }

    [Fact]
    public void Decide_SeveralFilesFit_TakesTheBestQuality()
    {
        var bench = VideoBench(_ => { }, _ => { });
        Assert.Equal(1, bench.Decide().Imp(0).MediaFile);
        Assert.Equal(7, bench.Decide().Imp(0).Protocol);
        Assert.Equal(new(640, 360), bench.Decide().Imp(0).Size);
    }

    [Theory]
    [InlineData(300_000_000, 4_500_000_000, NoBidReason.None)]
    [InlineData(340_000_000, 5_100_000_000, NoBidReason.BelowFloor)]
    public void Decide_FloorPerSecond_IsTimesTheDuration(long perSecond, long floor, NoBidReason expected)
    {
        var bench = VideoBench(_ => { }, v => v.MinCpmPerSecond = new(perSecond));
        var imp = bench.Decide().Imp(0);
        Assert.Equal(expected, imp.Reason);
        Assert.Equal(expected == NoBidReason.None ? floor : 0, imp.Factors.Floor.NanosPerMille);
    }

    [Fact]
    public void Decide_FloorForTheDuration_ReplacesThePlainOne()
    {
        var bench = VideoBench(i => i.Floor = new(9 * Bench.NanosPerUnit), v =>
        {
            v.DurationFloors.Add(new(16, 30, new(8 * Bench.NanosPerUnit)));
            v.DurationFloors.Add(new(1, 15, new(2 * Bench.NanosPerUnit)));
        });
        Assert.Equal(NoBidReason.None, bench.Outcome());
    }

    public static TheoryData<string, NativeAssetOffer, bool> Assets => new()
    {
        { "title", new() { Id = 1, Kind = NativeAssetKind.Title, Length = 90, Required = true }, true },
        { "title too long", new() { Id = 1, Kind = NativeAssetKind.Title, Length = 3, Required = true }, false },
        { "title too long, not required", new() { Id = 1, Kind = NativeAssetKind.Title, Length = 3 }, true },
        { "main image by minimum", new() { Id = 1, Kind = NativeAssetKind.Image, Type = 3, WidthMin = 1200, HeightMin = 600, Required = true }, true },
        { "main image too small", new() { Id = 1, Kind = NativeAssetKind.Image, Type = 3, WidthMin = 1201, Required = true }, false },
        { "main image by ratio", new() { Id = 1, Kind = NativeAssetKind.Image, Type = 3, Width = 600, Height = 314, Required = true }, true },
        { "main image of another ratio", new() { Id = 1, Kind = NativeAssetKind.Image, Type = 3, Width = 600, Height = 600, Required = true }, false },
        { "icon, which it lacks", new() { Id = 1, Kind = NativeAssetKind.Image, Type = 1, Required = true }, false },
        { "sponsored", new() { Id = 1, Kind = NativeAssetKind.Data, Type = 1, Required = true }, true },
        { "rating, which it lacks", new() { Id = 1, Kind = NativeAssetKind.Data, Type = 3, Required = true }, false },
        { "video, which it lacks", new() { Id = 1, Kind = NativeAssetKind.Video, Required = true, Mimes = ulong.MaxValue }, false },
    };

    [Theory]
    [MemberData(nameof(Assets))]
    public void Decide_NativeSlot_NeedsEveryRequiredAsset(string rule, NativeAssetOffer asset, bool expected)
    {
        var bench = Bench.WithOneCampaign(ad: a => a with
        {
            Banner = null,
            Native = new() { Title = "Shoes", Sponsored = "Acme", Images = [new("https://cdn.acme.example/m.png", 1200, 628)] },
        });
        bench.Fill = request =>
        {
            var imp = request.AddImp("1");
            imp.Native.Offered = true;
            imp.Native.Assets.Add(asset);
        };

        var outcome = bench.Outcome();
        Assert.True((expected ? NoBidReason.None : NoBidReason.NativeAssets) == outcome, $"{rule}: {outcome.Name()}");
    }

    [Fact]
    public void Decide_AudioSlot_BidsWithAudio()
    {
        var bench = Bench.WithOneCampaign(ad: a => a with
        {
            Banner = null,
            Audio = new() { Files = [new("https://cdn.acme.example/a.mp3", "audio/mpeg", 0, 0, 128)], Duration = Duration.FromSeconds(20) },
        });
        bench.Fill = request =>
        {
            var imp = request.AddImp("1");
            imp.Audio.Offered = true;
            imp.Audio.Mimes = request.MimeBit("audio/mpeg");
        };
        Assert.Equal(NoBidReason.None, bench.Outcome());
    }

    [Theory]
    [InlineData(true, NoBidReason.None)]
    [InlineData(false, NoBidReason.Expandable)]
    public void Decide_ExpandableBanner_NeedsADirection(bool allowed, NoBidReason expected)
    {
        var bench = Bench.WithOneCampaign(ad: a => a with { Banner = a.Banner! with { Expandable = true } });
        bench.Fill = request => Bench.Banner(request).Banner.ExpandableAllowed = allowed;
        Assert.Equal(expected, bench.Outcome());
    }

    [Fact]
    public void Decide_BannerSizeTargeting_LeavesOnlyAllowedSizes()
    {
        var bench = Bench.WithOneCampaign(
            c => c with { Targeting = Bench.Without(TargetingDimension.Size, "300x250") },
            a => a with { Banner = a.Banner! with { Sizes = [new(300, 250), new(300, 600)] } });
        bench.Fill = request =>
        {
            var imp = Bench.Banner(request);
            imp.Banner.Sizes.Add(new(300, 600));
        };
        Assert.Equal(new(300, 600), bench.Decide().Imp(0).Size);
    }

    [Fact]
    public void Decide_FormatTargeting_KeepsOtherFormatsOut()
    {
        var bench = Bench.WithOneCampaign(c => c with { Targeting = Bench.Only(TargetingDimension.Format, "video") });
        Assert.Equal(NoBidReason.NoCampaigns, bench.Outcome());
        Assert.Equal(NoBidReason.FormatTargeting, bench.Explain().Imps[0].Campaigns[0].Rule);
    }

    private static Bench VideoBench(Action<ImpFeatures> slot, Action<MediaOffer> change, TargetingSpec? campaign = null, TargetingSpec? ad = null)
    {
        var bench = Bench.WithOneCampaign(c => c with { Targeting = campaign ?? TargetingSpec.Everything }, a => a with
        {
            Banner = null,
            Targeting = ad ?? TargetingSpec.Everything,
            Video = new()
            {
                Files =
                [
                    new("https://cdn.acme.example/s.mp4", "video/mp4", 640, 360, 600),
                    new("https://cdn.acme.example/l.mp4", "video/mp4", 1280, 720, 800),
                    new("https://cdn.acme.example/l.webm", "video/webm", 1280, 720, 2000),
                ],
                Duration = Duration.FromSeconds(15),
                SkipAfter = Duration.FromSeconds(5),
                Apis = [7],
            },
        });
        bench.Fill = request =>
        {
            var imp = request.AddImp("1");
            imp.Video.Offered = true;
            imp.Video.Mimes = request.MimeBit("VIDEO/mp4");
            imp.Video.Width = 640;
            imp.Video.Height = 360;
            imp.Video.Apis.Add(7);
            slot(imp);
            change(imp.Video);
        };
        return bench;
    }
}
