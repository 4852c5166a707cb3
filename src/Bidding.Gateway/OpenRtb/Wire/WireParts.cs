using Bidding.Protocol.OpenRtb;

namespace Bidding.Gateway.OpenRtb.Wire;

/// <summary>Where the parts of a bid request lie, and its own numbers. Lists are read later, one element after another (<see cref="WireRules"/>).</summary>
internal ref struct WireParts
{
    public ReadOnlySpan<byte> Id;
    public ReadOnlySpan<byte> Site;
    public ReadOnlySpan<byte> App;
    public ReadOnlySpan<byte> Dooh;
    public ReadOnlySpan<byte> Device;
    public ReadOnlySpan<byte> User;
    public ReadOnlySpan<byte> Regs;
    public ReadOnlySpan<byte> Source;
    public bool HasSite;
    public bool HasApp;
    public bool HasDooh;
    public bool HasDevice;
    public bool Test;
    public int AuctionType;
    public int TmaxMs;
    public int Cattax;

    public readonly int Inventories => (HasSite ? 1 : 0) + (HasApp ? 1 : 0) + (HasDooh ? 1 : 0);

    public static WireParts Of(ReadOnlySpan<byte> message, WireScope scope)
    {
        var parts = default(WireParts);
        bool hasUser = false, hasRegs = false, hasSource = false;
        var reader = new WireReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case BidRequest.IdFieldNumber: parts.Id = reader.Bytes(); break;
                case BidRequest.SiteFieldNumber: reader.Single(ref parts.Site, ref parts.HasSite); break;
                case BidRequest.AppFieldNumber: reader.Single(ref parts.App, ref parts.HasApp); break;
                case BidRequest.DoohFieldNumber: reader.Single(ref parts.Dooh, ref parts.HasDooh); break;
                case BidRequest.DeviceFieldNumber: reader.Single(ref parts.Device, ref parts.HasDevice); break;
                case BidRequest.UserFieldNumber: reader.Single(ref parts.User, ref hasUser); break;
                case BidRequest.RegsFieldNumber: reader.Single(ref parts.Regs, ref hasRegs); break;
                case BidRequest.SourceFieldNumber: reader.Single(ref parts.Source, ref hasSource); break;
                case BidRequest.TestFieldNumber: parts.Test = reader.Bool(); break;
                case BidRequest.AtFieldNumber: parts.AuctionType = reader.Int(); break;
                case BidRequest.TmaxFieldNumber: parts.TmaxMs = reader.Int(); break;
                case BidRequest.CattaxFieldNumber: parts.Cattax = reader.Int(); break;
            }
        }

        scope.End(reader);
        return parts;
    }
}
