using System.Text;
using System.Text.Json;
using Google.Protobuf;

namespace Bidding.OpenRtb.Mapping;

/// <summary>One JSON field of one message: how it is read into the message and written from it. Built once at start with typed
/// delegates, so that a read neither reflects nor boxes. Immutable, thread-safe.</summary>
internal abstract class FieldCodec(string name)
{
    public string Name { get; } = name;

    public byte[] Utf8Name { get; } = Encoding.UTF8.GetBytes(name);

    protected JsonEncodedText EncodedName { get; } = JsonEncodedText.Encode(name);

    /// <summary>Reads the value the reader stands on (never a null), leaving it on the value's last token.</summary>
    public abstract bool Read(ref Utf8JsonReader reader, IMessage target, ref ReadState state);

    public abstract void Clear(IMessage target);

    /// <summary>Writes name and value, or nothing if the field is absent.</summary>
    public abstract void Write(Utf8JsonWriter writer, IMessage source);
}
