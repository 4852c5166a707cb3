using System.Text.Json;
using Google.Protobuf;

namespace Bidding.OpenRtb.Mapping;

/// <summary>One JSON name that holds a string or an object, kept in two fields of the message: <c>native.request</c> and <c>bid.adm</c>.
/// Whichever came last is the one kept.</summary>
internal sealed class StringOrObjectField(FieldCodec asString, FieldCodec asObject) : FieldCodec(asString.Name)
{
    public override bool Read(ref Utf8JsonReader reader, IMessage target, ref ReadState state)
    {
        var (codec, other) = reader.TokenType switch
        {
            JsonTokenType.String => (asString, asObject),
            JsonTokenType.StartObject => (asObject, asString),
            _ => (null, null),
        };
        if (codec is null)
        {
            return state.Fail("expected a string or an object");
        }

        other!.Clear(target);
        return codec.Read(ref reader, target, ref state);
    }

    public override bool TryCopy(ref Utf8JsonReader reader, ref WireWriter wire) => reader.TokenType switch
    {
        JsonTokenType.String => asString.TryCopy(ref reader, ref wire),
        JsonTokenType.StartObject => asObject.TryCopy(ref reader, ref wire),
        _ => false,
    };

    public override void Clear(IMessage target)
    {
        asString.Clear(target);
        asObject.Clear(target);
    }

    public override void Write(Utf8JsonWriter writer, IMessage source)
    {
        var before = writer.BytesCommitted + writer.BytesPending;
        asString.Write(writer, source);
        if (writer.BytesCommitted + writer.BytesPending == before)
        {
            asObject.Write(writer, source);
        }
    }
}
