using System.Text;
using System.Text.Json;
using Google.Protobuf;

namespace Bidding.OpenRtb.Mapping;

/// <summary>One JSON field of one message: how it is read into the message and written from it. Built once at start with typed
/// delegates, so that a read neither reflects nor boxes. Immutable once in its table, thread-safe.</summary>
internal abstract class FieldCodec(string name)
{
    public string Name { get; } = name;

    /// <summary>Its number among its message's fields, from 0; set once, by the table it is put in.</summary>
    public int Place { get; set; }

    public byte[] Utf8Name { get; } = Encoding.UTF8.GetBytes(name);

    protected JsonEncodedText EncodedName { get; } = JsonEncodedText.Encode(name);

    /// <summary>Reads the value the reader stands on (never a null), leaving it on the value's last token.</summary>
    public abstract bool Read(ref Utf8JsonReader reader, IMessage target, ref ReadState state);

    /// <summary>Copies the value the reader stands on (never a null) in protobuf, leaving the reader on the value's last token. False: it is out of the ordinary, and what was written is of no use.</summary>
    public virtual bool TryCopy(ref Utf8JsonReader reader, ref WireWriter wire) => false;

    public abstract void Clear(IMessage target);

    /// <summary>Writes name and value, or nothing if the field is absent.</summary>
    public abstract void Write(Utf8JsonWriter writer, IMessage source);
}
