using Bidding.Core.Amounts;
using Bidding.Core.Auction;
using Bidding.Core.Targeting;

namespace Bidding.Simulator.Decisions;

/// <summary>One request as an exchange sends them: mostly one banner, some video, native and several slots, floors of a wide spread, block lists, users with a past.</summary>
public sealed record SyntheticRequest
{
    private static readonly ShownImpression[] Nobody = [];

    private readonly string _country;
    private readonly InventoryKind _inventory;
    private readonly string _domain;
    private readonly string _category;
    private readonly string _publisher;
    private readonly int _device;
    private readonly string _language;
    private readonly string _keywords;
    private readonly string[] _segments;
    private readonly string[] _blockedDomains;
    private readonly double _format;
    private readonly int _size;
    private readonly int _slots;
    private readonly bool _hasUser;
    private readonly bool _blocksAttributes;
    private readonly CpmPrice _floor;

    public SyntheticRequest(Random random, int campaigns)
    {
        _country = SyntheticCatalog.Country(random);
        _inventory = random.NextDouble() < 0.6 ? InventoryKind.Site : InventoryKind.App;
        _domain = $"www.site{random.Next(5000)}.example";
        _category = $"IAB{random.Next(1, 26)}-{random.Next(1, 10)}";
        _publisher = $"pub{random.Next(2000)}";
        _device = random.Next(4) switch { 0 => 2, 1 => 5, _ => 4 };
        _language = random.NextDouble() < 0.7 ? "en" : "de";
        _keywords = $"news,word{random.Next(1000)},weather";
        _segments = [.. Enumerable.Range(0, random.Next(8)).Select(_ => $"seg{random.Next(2000)}")];
        _blockedDomains = [.. Enumerable.Range(0, random.Next(10)).Select(_ => $"brand{random.Next(700)}.example")];
        _format = random.NextDouble();
        _size = random.Next(4);
        _slots = random.NextDouble() < 0.9 ? 1 : 2;
        _hasUser = random.NextDouble() < 0.75;
        _blocksAttributes = random.NextDouble() < 0.3;
        Shown = _hasUser && random.NextDouble() < 0.4
            ? [.. Enumerable.Range(0, random.Next(1, 30)).Select(_ => NewShown(random, campaigns))]
            : Nobody;

        // Log-normal with a median of 7.5 per mille: some of what is offered is cheap, and a good part dearer than any of us pays.
        var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        _floor = random.NextDouble() < 0.2 ? CpmPrice.Zero : new((long)(7_500_000_000 * Math.Exp(1.2 * normal)));
    }

    public ShownImpression[] Shown { get; }

    /// <summary>Begun already.</summary>
    public void Fill(BidFeatures request)
    {
        request.UserAllowed = _hasUser;
        request.UserKey = _hasUser ? 1UL : 0;
        request.SetInventory(_inventory);
        request.SetGeo(_country, "be", "berlin", "", "10115");
        request.SetDeviceType(_device);
        request.SetOs("Android", "14");
        request.AddValue(TargetingDimension.Language, _language);
        request.AddDomain(_domain);
        request.AddCategory(_category, 1);
        request.AddValue(TargetingDimension.Publisher, _publisher);
        request.AddKeywords(_keywords);
        foreach (var segment in _segments)
        {
            request.AddSegment("dmp", segment);
        }

        request.BlockCategory("IAB25", 1);
        request.BlockCategory("IAB26", 1);
        foreach (var domain in _blockedDomains)
        {
            request.BlockAdvertiser(domain);
        }

        for (var i = 0; i < _slots; i++)
        {
            FillSlot(request, request.AddImp(i == 0 ? "1" : "2"));
        }
    }

    private void FillSlot(BidFeatures request, ImpFeatures imp)
    {
        imp.Floor = _floor;
        imp.Secure = true;
        if (_format < 0.86)
        {
            imp.Banner.Offered = true;
            imp.Banner.Sizes.AddRange(_size switch
            {
                0 => [new(300, 250)],
                1 => [new(320, 50)],
                2 => [new(728, 90), new(970, 250)],
                _ => [new(300, 250), new SizeOffer(300, 600)],
            });
            if (_blocksAttributes)
            {
                imp.Banner.BlockedAttributes.Add(1);
                imp.Banner.BlockedAttributes.Add(9);
            }
        }
        else if (_format < 0.94)
        {
            imp.Video.Offered = true;
            imp.Video.Mimes = request.MimeBit("video/mp4");
            imp.Video.MaxDurationSeconds = 20;
            imp.Video.Width = 640;
            imp.Video.Height = 360;
        }
        else
        {
            imp.Native.Offered = true;
            imp.Native.Assets.Add(new() { Id = 1, Kind = NativeAssetKind.Title, Required = true, Length = 90 });
        }
    }

    private static ShownImpression NewShown(Random random, int campaigns)
    {
        var campaign = random.Next(campaigns) + 1;
        return new(campaign, ((campaign - 1) * SyntheticCatalog.AdsPerCampaign) + 1, SyntheticCatalog.Now.ToUnixTimeMilliseconds() - random.NextInt64(86_400_000));
    }
}
