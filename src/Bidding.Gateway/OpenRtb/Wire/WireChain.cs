using static Bidding.Protocol.OpenRtb.BidRequest.Types;

namespace Bidding.Gateway.OpenRtb.Wire;

/// <summary>The supply chain of a request's <c>source</c>, in both places it may stand. Stateless.</summary>
internal readonly record struct WireChain(bool IsBroken)
{
    public static WireChain Read(ReadOnlySpan<byte> source, WireScope scope)
    {
        ReadOnlySpan<byte> chain = [], ext = [], older = [];
        bool hasChain = false, hasExt = false, hasOlder = false;
        var reader = new WireReader(source);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case Source.SchainFieldNumber: reader.Single(ref chain, ref hasChain); break;
                case Source.ExtFieldNumber: reader.Single(ref ext, ref hasExt); break;
            }
        }

        scope.End(reader);
        reader = new WireReader(ext);
        while (reader.Next())
        {
            if (reader.Field == Source.Types.Ext.SchainFieldNumber)
            {
                reader.Single(ref older, ref hasOlder);
            }
        }

        scope.End(reader);
        var broken = hasChain && IsBrokenChain(chain, nodesRequired: true, scope);
        return new(broken | (hasOlder && IsBrokenChain(older, nodesRequired: false, scope)));
    }

    /// <param name="nodesRequired">The validator refuses the chain without any.</param>
    private static bool IsBrokenChain(ReadOnlySpan<byte> chain, bool nodesRequired, WireScope scope)
    {
        bool? complete = null;
        var anyNode = false;
        var reader = new WireReader(chain);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case SupplyChain.CompleteFieldNumber: complete = reader.Bool(); break;
                case SupplyChain.NodesFieldNumber: anyNode = true; break;
            }
        }

        scope.End(reader);
        scope.Expect(anyNode || !nodesRequired);
        return complete is { } said && (!said || !anyNode);
    }
}
