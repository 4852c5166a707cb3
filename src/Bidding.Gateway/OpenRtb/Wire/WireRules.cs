using Bidding.Core.Amounts;
using Bidding.Core.Auction;
using Bidding.Protocol.OpenRtb;

namespace Bidding.Gateway.OpenRtb.Wire;

/// <summary>The request's own lists off the wire, in the order they come: imps, currencies, what is allowed and what is blocked. Stateless.</summary>
internal static class WireRules
{
    public static void Read(ReadOnlySpan<byte> message, int cattax, WireScope scope)
    {
        var features = scope.Features;
        var currencies = 0;
        var reader = new WireReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case BidRequest.ImpFieldNumber: WireImp.Read(reader.Bytes(), scope); break;
                case BidRequest.CurFieldNumber:
                    currencies++;
                    if (CurrencyCode.TryParse(scope.Text(reader.Bytes()), out var currency))
                    {
                        features.Currencies.Add(currency);
                    }

                    break;
                case BidRequest.BcatFieldNumber: features.BlockCategory(scope.Text(reader.Bytes()), cattax); break;
                case BidRequest.AcatFieldNumber: features.AllowCategory(scope.Text(reader.Bytes()), cattax); break;
                case BidRequest.WlangFieldNumber or BidRequest.WlangbFieldNumber: features.AllowLanguage(scope.Text(reader.Bytes())); break;
                case BidRequest.BadvFieldNumber: features.BlockAdvertiser(scope.Text(reader.Bytes())); break;
                case BidRequest.BappFieldNumber: features.BlockApp(scope.Text(reader.Bytes())); break;
                case BidRequest.WseatFieldNumber: features.AllowSeat(scope.Text(reader.Bytes())); break;
                case BidRequest.BseatFieldNumber: features.BlockSeat(scope.Text(reader.Bytes())); break;
            }
        }

        scope.End(reader);
        FeatureExtractor.JudgeCurrencies(currencies, features);
    }
}
