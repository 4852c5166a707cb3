using Google.Protobuf;
using static Bidding.Protocol.OpenRtb.BidRequest.Types;

namespace Bidding.Gateway.OpenRtb.Wire;

/// <summary>The request's <c>regs</c>. Most say no more than yes or no to two laws: those are ready-made. Stateless.</summary>
internal static class WireRegs
{
    private const int Absent = 0;
    private const int States = 3;

    private static readonly Regs[] Plain = [.. Enumerable.Range(0, States * States).Select(Make)];

    /// <summary>Null for none. Not to be changed by the caller.</summary>
    public static Regs? Read(ReadOnlySpan<byte> regs, WireScope scope)
    {
        if (regs.IsEmpty)
        {
            return null;
        }

        int coppa = Absent, gdpr = Absent;
        var plain = true;
        var reader = new WireReader(regs);
        while (reader.Next() && plain)
        {
            switch (reader.Field)
            {
                case Regs.CoppaFieldNumber: coppa = reader.Bool() ? 2 : 1; break;
                case Regs.GdprFieldNumber: gdpr = reader.Bool() ? 2 : 1; break;
                default: plain = false; break;
            }
        }

        scope.End(reader);
        return plain ? Plain[(coppa * States) + gdpr] : Regs.Parser.ParseFrom(regs);
    }

    private static Regs Make(int index)
    {
        var regs = new Regs();
        if (index / States is not Absent and var coppa)
        {
            regs.Coppa = coppa == 2;
        }

        if (index % States is not Absent and var gdpr)
        {
            regs.Gdpr = gdpr == 2;
        }

        return regs;
    }
}
