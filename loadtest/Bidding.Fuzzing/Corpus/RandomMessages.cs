using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace Bidding.Fuzzing.Corpus;

/// <summary>Messages with random fields set, reached through the descriptors and so independent of the mapper. Leaves out only what
/// JSON cannot tell apart: an `ext` without members, both halves of a string-or-object pair.</summary>
public sealed class RandomMessages(int seed)
{
    private const int MaxDepth = 6;
    private static readonly string[] Texts =
        ["", "x", "IAB1-2", "quote \" back \\ slash / \t\n\u0001", "Ünïcödé", "😀 <b>&amp;</b>", "\u2028", new string('z', 40)];
    private static readonly double[] Doubles = [0, -0.5, 1, 0.1, 1e-9, 123456.789, double.MaxValue, double.Epsilon];
    private readonly Random _random = new(seed);

    public T Next<T>()
        where T : IMessage<T>, new()
    {
        var message = new T();
        Fill(message, 0);
        return message;
    }

    private void Fill(IMessage message, int depth)
    {
        foreach (var field in message.Descriptor.Fields.InDeclarationOrder())
        {
            var isLeafless = field.FieldType == FieldType.Message && (depth >= MaxDepth || field.MessageType.Fields.InDeclarationOrder().Count == 0);
            if (isLeafless || _random.Next(100) < 55 || (field.Name.EndsWith("_native", StringComparison.Ordinal) && _random.Next(2) == 0))
            {
                continue;
            }

            if (field.IsMap)
            {
                ((System.Collections.IDictionary)field.Accessor.GetValue(message)).Add("k" + _random.Next(9), Pick(Doubles));
            }
            else if (field.IsRepeated)
            {
                var list = (System.Collections.IList)field.Accessor.GetValue(message);
                for (var n = _random.Next(3); n > 0; n--)
                {
                    list.Add(Value(field, depth));
                }
            }
            else
            {
                field.Accessor.SetValue(message, Value(field, depth));
            }
        }

        KeepOneOfPair(message);
    }

    private static void KeepOneOfPair(IMessage message)
    {
        foreach (var half in message.Descriptor.Fields.InDeclarationOrder().Where(f => f.Name.EndsWith("_native", StringComparison.Ordinal)))
        {
            if (half.Accessor.GetValue(message) is not null)
            {
                message.Descriptor.FindFieldByName(half.Name[..^"_native".Length]).Accessor.Clear(message);
            }
        }
    }

    private object Value(FieldDescriptor field, int depth)
    {
        if (field.FieldType != FieldType.Message)
        {
            return field.FieldType switch
            {
                FieldType.String => Pick(Texts),
                FieldType.Int32 => _random.Next(3) == 0 ? _random.Next(int.MinValue, int.MaxValue) : _random.Next(20),
                FieldType.Bool => _random.Next(2) == 0,
                FieldType.Double => Pick(Doubles),
                _ => throw new NotSupportedException(field.FullName),
            };
        }

        if (field.MessageType == Google.Protobuf.WellKnownTypes.Value.Descriptor)
        {
            return Google.Protobuf.WellKnownTypes.Value.ForList(
                Google.Protobuf.WellKnownTypes.Value.ForString(Pick(Texts)),
                Google.Protobuf.WellKnownTypes.Value.ForNull(),
                Google.Protobuf.WellKnownTypes.Value.ForStruct(new Struct { Fields = { ["a"] = Google.Protobuf.WellKnownTypes.Value.ForNumber(2) } }));
        }

        var child = field.MessageType.Parser.ParseFrom(ByteString.Empty);
        Fill(child, depth + 1);
        return child;
    }

    private T Pick<T>(T[] from) => from[_random.Next(from.Length)];
}
