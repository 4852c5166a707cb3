using Bidding.Core.Campaigns;

namespace Bidding.Core.Snapshots;

/// <summary>
/// Which ads need the same of a slot: everything that <see cref="Auction.SlotFit"/> asks of an ad, and nothing else. Ads that are equal here fit the same slots, for the same
/// reasons and in the same way. Of texts only the lengths count, of pictures the sizes. Holds among ads compiled for the same tables.
/// </summary>
internal sealed class FitNeeds : IEqualityComparer<CompiledAd>
{
    public static FitNeeds Comparer { get; } = new();

    public bool Equals(CompiledAd? x, CompiledAd? y) => ReferenceEquals(x, y)
        || (x is not null
            && y is not null
            && x.Format == y.Format
            && x.IsSecure == y.IsSecure
            && x.Slot == y.Slot
            && x.BannerType == y.BannerType
            && x.IsExpandable == y.IsExpandable
            && x.Sizes.AsSpan().SequenceEqual(y.Sizes)
            && x.Attributes.AsSpan().SequenceEqual(y.Attributes)
            && x.CampaignPlayer.IsSameAs(y.CampaignPlayer)
            && x.AdPlayer.IsSameAs(y.AdPlayer)
            && AreSame(x.Media, y.Media)
            && AreSame(x.Definition.Native, y.Definition.Native));

    public int GetHashCode(CompiledAd obj)
    {
        var hash = default(HashCode);
        hash.Add(obj.Format);
        hash.Add(obj.IsSecure);
        hash.Add(obj.Slot);
        foreach (var size in obj.Sizes)
        {
            hash.Add(size);
        }

        foreach (var attribute in obj.Attributes)
        {
            hash.Add(attribute);
        }

        foreach (var file in obj.Media?.Files ?? [])
        {
            hash.Add(file);
        }

        hash.Add(obj.Media?.DurationMs);
        if (obj.Definition.Native is { } native)
        {
            hash.Add(Lengths(native));
            hash.Add(native.Images.Count);
        }

        return hash.ToHashCode();
    }

    private static bool AreSame(CompiledMedia? x, CompiledMedia? y) => ReferenceEquals(x, y)
        || (x is not null
            && y is not null
            && x.DurationMs == y.DurationMs
            && x.Skippable == y.Skippable
            && x.Linearity == y.Linearity
            && x.Apis.AsSpan().SequenceEqual(y.Apis)
            && x.Files.AsSpan().SequenceEqual(y.Files));

    private static bool AreSame(NativeCreative? x, NativeCreative? y)
    {
        if (x is null || y is null)
        {
            return ReferenceEquals(x, y);
        }

        if (Lengths(x) != Lengths(y) || SizeOf(x.Icon) != SizeOf(y.Icon) || x.Images.Count != y.Images.Count)
        {
            return false;
        }

        for (var i = 0; i < x.Images.Count; i++)
        {
            if (SizeOf(x.Images[i]) != SizeOf(y.Images[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static (int, int, int, int, int, int, int) Lengths(NativeCreative native) => (
        native.Title.Length, native.Body.Length, native.Sponsored.Length, native.CallToAction.Length, native.Rating.Length, native.Price.Length, native.DisplayUrl.Length);

    private static AdSize? SizeOf(NativeImage? image) => image is null ? null : new AdSize(image.Width, image.Height);
}
