using Bidding.Core.Auction;
using Bidding.Core.Campaigns;
using Bidding.Core.Targeting;
using NodaTime;

namespace Bidding.Core.Tests.Auction;

/// <summary>
/// Ads that need the same of a slot are judged once. So each row has two ads that differ in one need alone, and a slot that only the first fits: neither may be given the other's verdict.
/// </summary>
public sealed class FitNeedsTests
{
    public static TheoryData<string, Func<Ad, Ad>, Func<Ad, Ad>, Action<ImpFeatures>> Pairs => new()
    {
        { "format", Same, Native, Banner },
        { "sizes", ad => ad with { Banner = ad.Banner! with { Sizes = [new(600, 500)] } }, Same, i => { i.Banner.Offered = true; i.Banner.Sizes.Add(new(0, 0, 6, 5, 301)); } },
        { "banner type", Same, ad => ad with { Banner = ad.Banner! with { Type = 3 } }, i => { Banner(i); i.Banner.BlockedTypes.Add(3); } },
        { "expandable", Same, ad => ad with { Banner = ad.Banner! with { Expandable = true } }, Banner },
        { "https", Same, ad => ad with { Banner = ad.Banner! with { ImageUrl = "http://cdn.acme.example/a.png" } }, i => { Banner(i); i.Secure = true; } },
        { "attributes", Same, ad => ad with { Attributes = [6] }, i => { Banner(i); i.Banner.BlockedAttributes.Add(6); } },
        { "interstitials", Same, ad => ad with { Targeting = Bench.Only(TargetingDimension.Interstitial, "yes") }, Banner },
        { "duration", Video, ad => Video(ad, v => v with { Duration = Duration.FromSeconds(30) }), i => { Player(i); i.Video.MaxDurationSeconds = 15; } },
        { "skippable", Video, ad => Video(ad, v => v with { SkipAfter = Duration.FromSeconds(5) }), i => { Player(i); i.Video.Skip = false; } },
        { "linearity", Video, ad => Video(ad, v => v with { Linearity = 2 }), i => { Player(i); i.Video.Linearity = 1; } },
        { "apis", Video, ad => Video(ad, v => v with { Apis = [7] }), Player },
        { "files", Video, ad => Video(ad, v => v with { Files = [v.Files[0] with { BitrateKbps = 2000 }] }), i => { Player(i); i.Video.MaxBitrateKbps = 900; } },
        { "player", Video, ad => Video(ad) with { Targeting = Bench.Only(TargetingDimension.Size, "1920x1080") }, Player },
        { "title", Native, ad => Native(ad, n => n with { Title = "Shoes for everybody" }), i => Asset(i, new() { Id = 1, Kind = NativeAssetKind.Title, Length = 5, Required = true }) },
        { "body", ad => Native(ad, n => n with { Body = "Fine" }), Native, i => Asset(i, new() { Id = 1, Kind = NativeAssetKind.Data, Type = 2, Required = true }) },
        { "sponsored", ad => Native(ad, n => n with { Sponsored = "Acme" }), Native, i => Asset(i, new() { Id = 1, Kind = NativeAssetKind.Data, Type = 1, Required = true }) },
        { "rating", ad => Native(ad, n => n with { Rating = "5" }), Native, i => Asset(i, new() { Id = 1, Kind = NativeAssetKind.Data, Type = 3, Required = true }) },
        { "price", ad => Native(ad, n => n with { Price = "9" }), Native, i => Asset(i, new() { Id = 1, Kind = NativeAssetKind.Data, Type = 6, Required = true }) },
        { "display url", ad => Native(ad, n => n with { DisplayUrl = "a.example" }), Native, i => Asset(i, new() { Id = 1, Kind = NativeAssetKind.Data, Type = 11, Required = true }) },
        { "call to action", ad => Native(ad, n => n with { CallToAction = "Go" }), Native, i => Asset(i, new() { Id = 1, Kind = NativeAssetKind.Data, Type = 12, Required = true }) },
        { "image", Native, ad => Native(ad, n => n with { Images = [new("https://cdn.acme.example/m.png", 600, 314)] }), i => Asset(i, new() { Id = 1, Kind = NativeAssetKind.Image, WidthMin = 601, Required = true }) },
        { "icon", ad => Native(ad, n => n with { Icon = new("https://cdn.acme.example/i.png", 50, 50) }), Native, i => Asset(i, new() { Id = 1, Kind = NativeAssetKind.Image, Type = 1, Required = true }) },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Decide_TwoAdsThatDifferInOneNeed_EachIsJudgedByItsOwn(string need, Func<Ad, Ad> fitting, Func<Ad, Ad> misfit, Action<ImpFeatures> slot)
    {
        foreach (var misfitFirst in new[] { false, true })
        {
            var bench = new Bench { Fill = request => slot(request.AddImp("1")) };
            bench.Add(null, misfitFirst ? misfit : fitting);
            bench.Add(null, misfitFirst ? fitting : misfit);
            var (right, wrong) = misfitFirst ? (2, 1) : (1, 2);

            var imp = bench.Decide().Imp(0);

            Assert.True(imp.Reason == NoBidReason.None && imp.Campaign!.Number.Value == right, $"{need}: {imp.Reason.Name()}");
            Assert.Equal(1u, bench.Live.OpportunitiesOf(right));
            Assert.Equal(0u, bench.Live.OpportunitiesOf(wrong));
        }
    }

    private static Ad Same(Ad ad) => ad;

    private static void Banner(ImpFeatures imp)
    {
        imp.Banner.Offered = true;
        imp.Banner.Sizes.Add(new(300, 250));
    }

    private static void Player(ImpFeatures imp)
    {
        imp.Video.Offered = true;
        imp.Video.Mimes = ulong.MaxValue;
        imp.Video.Width = 640;
        imp.Video.Height = 360;
    }

    private static void Asset(ImpFeatures imp, NativeAssetOffer asset)
    {
        imp.Native.Offered = true;
        imp.Native.Assets.Add(asset);
    }

    private static Ad Video(Ad ad) => Video(ad, video => video);

    private static Ad Video(Ad ad, Func<VideoCreative, VideoCreative> change) => ad with
    {
        Banner = null,
        Video = change(new() { Files = [new("https://cdn.acme.example/s.mp4", "video/mp4", 640, 360, 600)], Duration = Duration.FromSeconds(15) }),
    };

    private static Ad Native(Ad ad) => Native(ad, native => native);

    private static Ad Native(Ad ad, Func<NativeCreative, NativeCreative> change) => ad with
    {
        Banner = null,
        Native = change(new() { Title = "Shoes", Images = [new("https://cdn.acme.example/m.png", 1200, 628)] }),
    };
}
