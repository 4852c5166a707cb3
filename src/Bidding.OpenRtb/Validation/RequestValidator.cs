using Bidding.Protocol.OpenRtb;
using Google.Protobuf.Collections;

namespace Bidding.OpenRtb.Validation;

/// <summary>What OpenRTB 2.6 requires of a request before anyone can bid on it, and what is too large to be meant. Everything else
/// is accepted: an imp that we cannot serve is a no-bid, not a bad request. Pure and thread-safe; allocates only for an error.</summary>
public static class RequestValidator
{
    private const int PairwiseUpTo = 16;

    /// <summary>The first fault found, or null for a request that may be answered.</summary>
    public static RequestError? Check(BidRequest request, RequestLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        limits ??= RequestLimits.Default;
        return CheckId(request.Id, "id", limits)
            ?? CheckChannel(request)
            ?? CheckDevice(request.Device, limits)
            ?? CheckSupplyChain(request.Source?.Schain)
            ?? CheckImps(request, limits);
    }

    internal static RequestError? CheckId(string id, string path, RequestLimits limits) =>
        id.Length == 0 ? new RequestError(path, Reasons.Required)
        : id.Length > limits.MaxIdLength ? new RequestError(path, $"longer than {limits.MaxIdLength} characters")
        : null;

    private static RequestError? CheckChannel(BidRequest request)
    {
        var channels = (request.Site is null ? 0 : 1) + (request.App is null ? 0 : 1) + (request.Dooh is null ? 0 : 1);
        return channels > 1 ? new RequestError("site, app, dooh", "no more than one may be given") : null;
    }

    private static RequestError? CheckDevice(BidRequest.Types.Device? device, RequestLimits limits)
    {
        if (device is null)
        {
            return null;
        }

        var size = new SizeCheck(limits);
        size.Add("w", device.W);
        size.Add("h", device.H);
        size.Add("ppi", device.Ppi);
        size.Add("pxratio", device.Pxratio);
        return size.Within("device");
    }

    // `nodes` is required of a chain; a chain without any says that nobody sells the slot.
    private static RequestError? CheckSupplyChain(BidRequest.Types.SupplyChain? chain) =>
        chain is { Nodes.Count: 0 } ? new RequestError("source.schain.nodes", Reasons.Required) : null;

    private static RequestError? CheckImps(BidRequest request, RequestLimits limits)
    {
        var imps = request.Imp;
        if (imps.Count == 0)
        {
            return new RequestError("imp", Reasons.Required);
        }

        if (imps.Count > limits.MaxImps)
        {
            return new RequestError("imp", $"more than {limits.MaxImps}");
        }

        for (var i = 0; i < imps.Count; i++)
        {
            if (ImpRules.Check(imps[i], limits) is { } error)
            {
                return error with { Path = $"imp[{i}].{error.Path}" };
            }
        }

        return CheckDuplicates(imps);
    }

    private static RequestError? CheckDuplicates(RepeatedField<BidRequest.Types.Imp> imps)
    {
        // Requests have a few imps: comparing pairs costs less than a set and allocates nothing.
        var seen = imps.Count > PairwiseUpTo ? new HashSet<string>(imps.Count, StringComparer.Ordinal) : null;
        for (var i = 0; i < imps.Count; i++)
        {
            var duplicate = seen is not null ? !seen.Add(imps[i].Id) : HasEarlier(imps, i);
            if (duplicate)
            {
                return new RequestError($"imp[{i}].id", "used by an earlier imp");
            }
        }

        return null;
    }

    private static bool HasEarlier(RepeatedField<BidRequest.Types.Imp> imps, int index)
    {
        for (var i = 0; i < index; i++)
        {
            if (string.Equals(imps[i].Id, imps[index].Id, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
