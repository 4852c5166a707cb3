using Bidding.Core.Ids;
using Bidding.Gateway.Profiles;
using Bidding.Protocol.OpenRtb;
using Google.Protobuf.Collections;

namespace Bidding.Gateway.OpenRtb;

/// <summary>
/// The key of the request's user: of the first id that is there, in the order of how long ids live and how surely they are one person's.
/// Called only where privacy allows. Thread-safe.
/// </summary>
internal static class UserIdReading
{
    public static ulong Key(BidRequest request, ExchangeNumber exchange, UserKeyHash hash)
    {
        if (request.User is { } user)
        {
            if (IsId(user.Buyeruid))
            {
                return hash.Compute(exchange.Value, UserIdKind.BuyerUid, user.Buyeruid);
            }

            if (IsId(user.Id))
            {
                return hash.Compute(exchange.Value, UserIdKind.UserId, user.Id);
            }
        }

        if (request.Device is { } device && IsId(device.Ifa))
        {
            return hash.Compute(exchange.Value, UserIdKind.DeviceIfa, device.Ifa);
        }

        return request.User is { } owner && (FirstEid(owner.Eids) ?? FirstEid(owner.Ext?.Eids)) is { } eid
            ? hash.Compute(exchange.Value, UserIdKind.Eid, eid)
            : 0;
    }

    /// <summary>Source and id together: the same text from two sources is two ids.</summary>
    private static string? FirstEid(RepeatedField<BidRequest.Types.EID>? eids)
    {
        for (var i = 0; i < (eids?.Count ?? 0); i++)
        {
            var eid = eids![i];
            for (var j = 0; j < eid.Uids.Count; j++)
            {
                if (IsId(eid.Uids[j].Id))
                {
                    return string.Concat(eid.Source, "|", eid.Uids[j].Id);
                }
            }
        }

        return null;
    }

    /// <summary>Devices that hide their id send zeros in its place: one such "user" would be millions.</summary>
    private static bool IsId(string? text) => !string.IsNullOrWhiteSpace(text) && text.AsSpan().IndexOfAnyExcept('0', '-') >= 0;
}
