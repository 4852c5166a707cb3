using Bidding.Core.Targeting;
using Google.Protobuf;
using static Bidding.Protocol.OpenRtb.BidRequest.Types;

namespace Bidding.Gateway.OpenRtb.Wire;

/// <summary>Device and place off the wire: what <see cref="DeviceReading"/> reads of a message. Stateless.</summary>
internal static class WireDevice
{
    /// <summary>What else the device says, for others to judge.</summary>
    internal ref struct Signals
    {
        public bool? LimitAdTracking;
        public bool? DoNotTrack;
        public Device.Types.Ext? Ext;
        public ReadOnlySpan<byte> Ifa;
    }

    /// <param name="userGeo">The user's place: counts where the device has none.</param>
    public static Signals Read(ReadOnlySpan<byte> device, ReadOnlySpan<byte> userGeo, bool hasUserGeo, WireScope scope)
    {
        var signals = default(Signals);
        ReadOnlySpan<byte> agent = [], os = [], version = [], language = [], languageTag = [], hints = [], ext = [], ownGeo = [];
        bool hasHints = false, hasExt = false, hasGeo = false;
        int type = 0, connection = 0;
        var reader = new WireReader(device);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case Device.GeoFieldNumber: reader.Single(ref ownGeo, ref hasGeo); break;
                case Device.DntFieldNumber: signals.DoNotTrack = reader.Bool(); break;
                case Device.LmtFieldNumber: signals.LimitAdTracking = reader.Bool(); break;
                case Device.UaFieldNumber: agent = reader.Bytes(); break;
                case Device.SuaFieldNumber: reader.Single(ref hints, ref hasHints); break;
                case Device.DevicetypeFieldNumber: type = reader.Int(); break;
                case Device.OsFieldNumber: os = reader.Bytes(); break;
                case Device.OsvFieldNumber: version = reader.Bytes(); break;
                case Device.WFieldNumber or Device.HFieldNumber or Device.PpiFieldNumber: scope.Expect(WireSizes.Fits(reader.Int())); break;
                case Device.PxratioFieldNumber: scope.Expect(WireSizes.Fits(reader.Double())); break;
                case Device.LanguageFieldNumber: language = reader.Bytes(); break;
                case Device.LangbFieldNumber: languageTag = reader.Bytes(); break;
                case Device.ConnectiontypeFieldNumber: connection = reader.Int(); break;
                case Device.IfaFieldNumber: signals.Ifa = reader.Bytes(); break;
                case Device.ExtFieldNumber: reader.Single(ref ext, ref hasExt); break;
            }
        }

        scope.End(reader);
        if (hasGeo || hasUserGeo)
        {
            ReadGeo(hasGeo ? ownGeo : userGeo, scope);
        }

        scope.Features.SetDeviceType(type);
        scope.Features.SetConnection(connection);
        var clientHints = hasHints ? UserAgent.Parser.ParseFrom(hints) : null;
        var facts = UserAgents.Of(agent);
        ReadOs(os, version, clientHints, facts, scope);
        scope.Features.AddValue(TargetingDimension.Browser, DeviceReading.BrowserOf(clientHints) is { Length: > 0 } hinted ? hinted : facts.Browser);
        DeviceReading.ReadLanguage(scope.Text(language), scope.Features);
        DeviceReading.ReadLanguage(scope.Text(languageTag), scope.Features);
        signals.Ext = ext.IsEmpty ? null : Device.Types.Ext.Parser.ParseFrom(ext);
        return signals;
    }

    /// <summary>A place alone, of a request without a device.</summary>
    public static void ReadGeo(ReadOnlySpan<byte> geo, WireScope scope)
    {
        ReadOnlySpan<byte> country = [], region = [], city = [], metro = [], zip = [];
        var reader = new WireReader(geo);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case Geo.CountryFieldNumber: country = reader.Bytes(); break;
                case Geo.RegionFieldNumber: region = reader.Bytes(); break;
                case Geo.CityFieldNumber: city = reader.Bytes(); break;
                case Geo.MetroFieldNumber: metro = reader.Bytes(); break;
                case Geo.ZipFieldNumber: zip = reader.Bytes(); break;
            }
        }

        scope.End(reader);
        scope.Features.SetGeo(scope.Text(country), scope.AlsoText(region), scope.AlsoText(city), scope.AlsoText(metro), scope.AlsoText(zip));
    }

    private static void ReadOs(ReadOnlySpan<byte> os, ReadOnlySpan<byte> version, UserAgent? hints, UserAgentFacts facts, WireScope scope)
    {
        if (os.Length > 0)
        {
            scope.Features.SetOs(scope.Text(os), scope.AlsoText(version));
        }
        else if (hints?.Platform is { Brand.Length: > 0 } platform)
        {
            DeviceReading.WithHintedVersion(scope.Features, platform);
        }
        else
        {
            scope.Features.SetOs(facts.Os, facts.Version);
        }
    }
}
