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
        var user = request.User;
        var key = Key(user?.Buyeruid, user?.Id, request.Device?.Ifa, exchange, hash);
        return key != 0 || user is null ? key : EidKey(user, exchange, hash);
    }

    /// <summary>Of the ids that stand alone; 0 when none is one.</summary>
    public static ulong Key(ReadOnlySpan<char> buyerUid, ReadOnlySpan<char> userId, ReadOnlySpan<char> ifa, ExchangeNumber exchange, UserKeyHash hash) =>
        IsId(buyerUid) ? hash.Compute(exchange.Value, UserIdKind.BuyerUid, buyerUid)
        : IsId(userId) ? hash.Compute(exchange.Value, UserIdKind.UserId, userId)
        : IsId(ifa) ? hash.Compute(exchange.Value, UserIdKind.DeviceIfa, ifa)
        : 0;

    /// <summary>Of the first id of a third party; 0 when there is none.</summary>
    public static ulong EidKey(BidRequest.Types.User user, ExchangeNumber exchange, UserKeyHash hash) =>
        (FirstEid(user.Eids) ?? FirstEid(user.Ext?.Eids)) is { } eid ? hash.Compute(exchange.Value, UserIdKind.Eid, eid) : 0;

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
    private static bool IsId(ReadOnlySpan<char> text) => !text.IsWhiteSpace() && text.IndexOfAnyExcept('0', '-') >= 0;
}
