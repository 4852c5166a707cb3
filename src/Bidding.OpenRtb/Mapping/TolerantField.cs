using System.Text.Json;
using Google.Protobuf;

namespace Bidding.OpenRtb.Mapping;

/// <summary>A field whose unreadable value counts as absent instead of refusing the whole text, if it starts with a token that
/// <paramref name="tolerates"/> says so of. Text that is not JSON at all is still refused.</summary>
internal sealed class TolerantField(FieldCodec inner, Func<JsonTokenType, bool> tolerates) : FieldCodec(inner.Name)
{
    public override bool Read(ref Utf8JsonReader reader, IMessage target, ref ReadState state)
    {
        var start = reader;
        if (inner.Read(ref reader, target, ref state))
        {
            return true;
        }

        if (!tolerates(start.TokenType))
        {
            return false;
        }

        state.Forget();
        inner.Clear(target);
        reader = start;
        reader.Skip();
        return true;
    }

    /// <remarks>What <see cref="Read"/> would forgive is out of the ordinary.</remarks>
    public override bool TryCopy(ref Utf8JsonReader reader, ref WireWriter wire) => inner.TryCopy(ref reader, ref wire);

    public override void Clear(IMessage target) => inner.Clear(target);

    public override void Write(Utf8JsonWriter writer, IMessage source) => inner.Write(writer, source);
}
