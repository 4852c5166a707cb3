using System.Text.Json;
using Google.Protobuf;

namespace Bidding.OpenRtb.Mapping;

/// <summary>Native 1.0 wrapped its request and response as <c>{"native": {...}}</c>, and many still do: the wrapper is seen through,
/// its content read into the message itself. Never written: 1.2 has the bare object as the root.</summary>
internal sealed class NativeRootField(MessageTable self) : FieldCodec("native")
{
    public override bool Read(ref Utf8JsonReader reader, IMessage target, ref ReadState state) => self.Read(ref reader, target, ref state);

    public override void Clear(IMessage target)
    {
        // {"native": null} says nothing about the fields beside it.
    }

    public override void Write(Utf8JsonWriter writer, IMessage source)
    {
        // The content is written by the message's own fields.
    }
}
