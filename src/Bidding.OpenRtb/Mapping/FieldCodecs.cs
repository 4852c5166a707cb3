using System.Text.Json;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace Bidding.OpenRtb.Mapping;

/// <summary>Chooses and builds the codec of each field from its descriptor.</summary>
internal static class FieldCodecs
{
    private const string NativeSuffix = "_native";

    /// <summary>The codecs of a message in the order of its declaration, which is the order they are written in.</summary>
    public static IEnumerable<FieldCodec> For(MessageDescriptor message, MessageTable self)
    {
        foreach (var field in message.Fields.InDeclarationOrder())
        {
            if (field.Name.EndsWith(NativeSuffix, StringComparison.Ordinal) || IsEmptyExt(field))
            {
                continue; // the first is half of a pair; the second has nothing we keep, so it is skipped like an unknown field
            }

            var codec = Create(field, field.Name);
            yield return message.FindFieldByName(field.Name + NativeSuffix) is { } pair
                ? new StringOrObjectField(codec, Create(pair, field.Name))
                : codec;
        }

        if (message.Name is "NativeRequest" or "NativeResponse")
        {
            yield return new NativeRootField(self);
        }
    }

    private static FieldCodec Create(FieldDescriptor field, string name)
    {
        var policy = FieldPolicies.Of(field);
        var codec = Plain(field, name, policy);
        return policy switch
        {
            FieldPolicy.Tolerant => new TolerantField(codec, static _ => true),
            FieldPolicy.Extension => new TolerantField(codec, static token => token != JsonTokenType.StartObject),
            FieldPolicy.Hint => new TolerantField(codec, static token => token == JsonTokenType.Number),
            _ => codec,
        };
    }

    private static FieldCodec Plain(FieldDescriptor field, string name, FieldPolicy policy)
    {
        var access = new FieldAccess(field);
        var message = field.ContainingType.ClrType;
        if (field.IsMap)
        {
            return Build(typeof(NumberMapField<>), [message], name, access);
        }

        if (field.FieldType == FieldType.Message)
        {
            if (field.MessageType.FullName == Value.Descriptor.FullName)
            {
                return Build(typeof(ValueField<>), [message], name, access);
            }

            var open = field.IsRepeated ? typeof(RepeatedMessageField<,>) : typeof(MessageField<,>);
            return Build(open, [message, field.MessageType.ClrType], name, access, MessageTables.Get(field.MessageType));
        }

        var (type, scalar) = Scalar(field, policy);
        return Build(field.IsRepeated ? typeof(RepeatedScalarField<,,>) : typeof(ScalarField<,,>), [message, type, scalar], name, access);
    }

    private static (System.Type Type, System.Type Scalar) Scalar(FieldDescriptor field, FieldPolicy policy) => field.FieldType switch
    {
        FieldType.String => (typeof(string), typeof(StringScalar)),
        FieldType.Int32 => (typeof(int), typeof(Int32Scalar)),
        FieldType.Double => (typeof(double), typeof(DoubleScalar)),
        FieldType.Bool => (typeof(bool), policy == FieldPolicy.Wish ? typeof(WishScalar) : typeof(BoolScalar)),
        _ => throw new NotSupportedException($"{field.FullName} has a type that OpenRTB does not use: {field.FieldType}"),
    };

    private static FieldCodec Build(System.Type open, System.Type[] arguments, params object[] values) =>
        (FieldCodec)Activator.CreateInstance(open.MakeGenericType(arguments), values)!;

    private static bool IsEmptyExt(FieldDescriptor field) =>
        field.Name == "ext" && field.MessageType.Fields.InDeclarationOrder().Count == 0;
}
