using System.Collections.Frozen;
using Google.Protobuf.Reflection;

namespace Bidding.OpenRtb.Mapping;

/// <summary>How strictly a field is read. The rule is: a wrong type refuses the request. The exceptions are all here, each for a
/// reason found in real traffic; docs/decisions has the argument.</summary>
internal enum FieldPolicy
{
    /// <summary>A value of another type refuses the text.</summary>
    Strict,

    /// <summary>A flag by which the user asks for privacy: any number but 0 is yes, so an odd value can only make us stricter.</summary>
    Wish,

    /// <summary>A flag that describes the client and decides nothing here: a number out of range is "unknown", the field absent.</summary>
    Hint,

    /// <summary>Never refuses: a value that cannot be read is absent. Members of <c>ext</c>, and person data long deprecated, never read.</summary>
    Tolerant,

    /// <summary>An <c>ext</c>: what is not an object is absent, and each member has a policy of its own.</summary>
    Extension,
}

internal static class FieldPolicies
{
    private const string Package = "com.iabtechlab.openrtb.v2.";

    private static readonly FrozenDictionary<string, FieldPolicy> Exceptions = new Dictionary<string, FieldPolicy>
    {
        ["BidRequest.Device.dnt"] = FieldPolicy.Wish,
        ["BidRequest.Device.lmt"] = FieldPolicy.Wish,
        ["BidRequest.Device.js"] = FieldPolicy.Hint,
        ["BidRequest.Device.geofetch"] = FieldPolicy.Hint,
        ["BidRequest.Banner.topframe"] = FieldPolicy.Hint,
        ["BidRequest.User.yob"] = FieldPolicy.Tolerant,
        ["BidRequest.User.gender"] = FieldPolicy.Tolerant,
        ["BidRequest.Device.didsha1"] = FieldPolicy.Tolerant,
        ["BidRequest.Device.didmd5"] = FieldPolicy.Tolerant,
        ["BidRequest.Device.dpidsha1"] = FieldPolicy.Tolerant,
        ["BidRequest.Device.dpidmd5"] = FieldPolicy.Tolerant,
        ["BidRequest.Device.macsha1"] = FieldPolicy.Tolerant,
        ["BidRequest.Device.macmd5"] = FieldPolicy.Tolerant,
        // Law: a signal that cannot be read must not pass for one that is absent.
        ["BidRequest.Regs.ext"] = FieldPolicy.Strict,
        ["BidRequest.User.Ext.consent"] = FieldPolicy.Strict,
    }.ToFrozenDictionary();

    public static FieldPolicy Of(FieldDescriptor field)
    {
        if (Exceptions.TryGetValue(field.FullName[Package.Length..], out var policy))
        {
            return policy;
        }

        var message = field.ContainingType;
        // Episode numbers, contexts and the like were text in earlier versions, and still are in requests.
        if (message.FullName == Package + "BidRequest.Content" && field.FieldType == FieldType.Int32)
        {
            return FieldPolicy.Tolerant;
        }

        if (message.FullName == Package + "BidRequest.Regs.Ext")
        {
            return FieldPolicy.Strict;
        }

        return field.Name == "ext" ? FieldPolicy.Extension : message.Name == "Ext" ? FieldPolicy.Tolerant : FieldPolicy.Strict;
    }
}
