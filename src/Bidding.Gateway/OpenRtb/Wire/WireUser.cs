using Bidding.Core.Ids;
using Bidding.Gateway.Profiles;
using Google.Protobuf;
using static Bidding.Protocol.OpenRtb.BidRequest.Types;

namespace Bidding.Gateway.OpenRtb.Wire;

/// <summary>The user off the wire. Ids, segments and demographics are looked at only after the privacy decision allows them. Stateless.</summary>
internal static class WireUser
{
    /// <summary>What is read of every user: the privacy signals, and the place.</summary>
    internal ref struct Signals
    {
        public string? Consent;
        public User.Types.Ext? Ext;
        public ReadOnlySpan<byte> Geo;
        public bool HasGeo;
    }

    public static Signals ReadSignals(ReadOnlySpan<byte> user, WireScope scope)
    {
        var signals = default(Signals);
        ReadOnlySpan<byte> ext = [];
        var hasExt = false;
        var reader = new WireReader(user);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case User.ConsentFieldNumber: signals.Consent = scope.String(reader.Bytes()); break;
                case User.GeoFieldNumber: reader.Single(ref signals.Geo, ref signals.HasGeo); break;
                case User.ExtFieldNumber: reader.Single(ref ext, ref hasExt); break;
            }
        }

        scope.End(reader);
        signals.Ext = ext.IsEmpty ? null : User.Types.Ext.Parser.ParseFrom(ext);
        return signals;
    }

    /// <summary>The user's key for frequency caps; called only where privacy allows it.</summary>
    public static ulong Key(ReadOnlySpan<byte> user, ReadOnlySpan<byte> ifa, ExchangeNumber exchange, UserKeyHash hash, WireScope scope)
    {
        ReadOnlySpan<byte> buyerUid = [], id = [];
        var reader = new WireReader(user);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case User.BuyeruidFieldNumber: buyerUid = reader.Bytes(); break;
                case User.IdFieldNumber: id = reader.Bytes(); break;
            }
        }

        scope.End(reader);
        var key = UserIdReading.Key(scope.Text(buyerUid), scope.AlsoText(id), scope.AlsoText(ifa), exchange, hash);
        // Ids of third parties come last and are rare: read from the message.
        return key != 0 || user.IsEmpty ? key : UserIdReading.EidKey(User.Parser.ParseFrom(user), exchange, hash);
    }

    /// <summary>Segments and demographics; called only where privacy allows them.</summary>
    public static void ReadAudience(ReadOnlySpan<byte> user, WireScope scope)
    {
        ReadOnlySpan<byte> gender = [];
        var reader = new WireReader(user);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case User.YobFieldNumber: scope.Features.YearOfBirth = reader.Int(); break;
                case User.GenderFieldNumber: gender = reader.Bytes(); break;
                case User.DataFieldNumber: ReadData(reader.Bytes(), scope); break;
            }
        }

        scope.End(reader);
        scope.Features.SetGender(scope.Text(gender));
    }

    private static void ReadData(ReadOnlySpan<byte> data, WireScope scope)
    {
        ReadOnlySpan<byte> id = [], name = [];
        var reader = new WireReader(data);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case Data.IdFieldNumber: id = reader.Bytes(); break;
                case Data.NameFieldNumber: name = reader.Bytes(); break;
            }
        }

        var provider = id.Length > 0 ? id : name;
        reader = new WireReader(data);
        while (reader.Next())
        {
            if (reader.Field == Data.SegmentFieldNumber)
            {
                var segment = SegmentId(reader.Bytes(), scope);
                scope.Features.AddSegment(scope.Text(provider), scope.AlsoText(segment));
            }
        }

        scope.End(reader);
    }

    private static ReadOnlySpan<byte> SegmentId(ReadOnlySpan<byte> segment, WireScope scope)
    {
        ReadOnlySpan<byte> id = [];
        var reader = new WireReader(segment);
        while (reader.Next())
        {
            id = reader.Field == Segment.IdFieldNumber ? reader.Bytes() : id;
        }

        scope.End(reader);
        return id;
    }
}
