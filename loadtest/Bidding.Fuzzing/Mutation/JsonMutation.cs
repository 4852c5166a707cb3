using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Bidding.Fuzzing.Mutation;

/// <summary>Damages JSON where it has meaning (values of another type, keys renamed, doubled or dropped, lists repeated, nesting), and now and then in its bytes. Stateless.</summary>
public static class JsonMutation
{
    private const int RepeatMax = 40;

    private enum Damage
    {
        Replace,
        Drop,
        Double,
        Rename,
        Contradict,
        Repeat,
        Wrap,
        Kinds,
    }

    /// <param name="hitsMax">Most values damaged; some inputs stay whole.</param>
    public static byte[] Next(JsonPart part, Random random, int hitsMax = 4)
    {
        var hits = new Dictionary<int, Damage>();
        for (var count = random.Next(hitsMax + 1); count > 0; count--)
        {
            // A value replaced tells most about the reading of it.
            hits[random.Next(part.Count)] = random.Next(2) == 0 ? Damage.Replace : (Damage)random.Next((int)Damage.Kinds);
        }

        var output = new ArrayBufferWriter<byte>(2048);
        var index = 0;
        WriteValue(part, output, hits, random, ref index);
        return random.Next(6) == 0 ? ByteMutation.Next(output.WrittenSpan, random) : output.WrittenSpan.ToArray();
    }

    private static void WriteValue(JsonPart part, ArrayBufferWriter<byte> output, Dictionary<int, Damage> hits, Random random, ref int index)
    {
        var damage = hits.TryGetValue(index, out var found) ? found : Damage.Kinds;
        index++;
        switch (damage)
        {
            case Damage.Replace:
                output.Write(OddValues.NextJson(random));
                index += part.Count - 1;
                return;
            case Damage.Wrap:
                output.Write("["u8);
                WriteContent(part, output, hits, random, ref index);
                output.Write("]"u8);
                return;
            default:
                WriteContent(part, output, hits, random, ref index);
                return;
        }
    }

    private static void WriteContent(JsonPart part, ArrayBufferWriter<byte> output, Dictionary<int, Damage> hits, Random random, ref int index)
    {
        if (part.Kind is not (JsonValueKind.Object or JsonValueKind.Array))
        {
            output.Write(part.Text);
            return;
        }

        var isObject = part.Kind == JsonValueKind.Object;
        output.Write(isObject ? "{"u8 : "["u8);
        var first = true;
        foreach (var (name, value) in part.Members)
        {
            WriteMember(isObject ? name : null, value, output, hits, random, ref index, ref first);
        }

        output.Write(isObject ? "}"u8 : "]"u8);
    }

    private static void WriteMember(string? name, JsonPart value, ArrayBufferWriter<byte> output, Dictionary<int, Damage> hits, Random random, ref int index, ref bool first)
    {
        var damage = hits.TryGetValue(index, out var found) ? found : Damage.Kinds;
        var from = index;
        switch (damage)
        {
            case Damage.Drop:
                index += value.Count;
                return;
            case Damage.Contradict:
                WriteKey(name, output, random, renamed: false, ref first);
                output.Write(OddValues.NextJson(random));
                break;
            case Damage.Double:
                WriteOne(name, value, output, hits, random, ref index, ref first);
                index = from;
                break;
            case Damage.Repeat:
                for (var times = random.Next(1, name is null ? RepeatMax * 8 : 3); times > 0 && output.WrittenCount < 200_000; times--)
                {
                    index = from;
                    WriteOne(name, value, output, hits, random, ref index, ref first);
                }

                return;
        }

        WriteOne(name, value, output, hits, random, ref index, ref first);
    }

    private static void WriteOne(string? name, JsonPart value, ArrayBufferWriter<byte> output, Dictionary<int, Damage> hits, Random random, ref int index, ref bool first)
    {
        WriteKey(name, output, random, hits.TryGetValue(index, out var damage) && damage == Damage.Rename, ref first);
        WriteValue(value, output, hits, random, ref index);
    }

    private static void WriteKey(string? name, ArrayBufferWriter<byte> output, Random random, bool renamed, ref bool first)
    {
        if (!first)
        {
            output.Write(","u8);
        }

        first = false;
        if (name is not null)
        {
            output.Write("\""u8);
            output.Write(renamed ? OddValues.NextName(random) : Encoding.UTF8.GetBytes(name));
            output.Write("\":"u8);
        }
    }
}
