using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Google.Protobuf;

namespace Bidding.OpenRtb.Mapping;

/// <summary>One JSON writer per thread, reset for each message.</summary>
internal static class PooledWriter
{
    private static readonly JsonWriterOptions Options = new()
    {
        // Markup in `adm` stays readable and short; nothing of ours is put into an HTML page unescaped.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    [ThreadStatic]
    private static Utf8JsonWriter? _writer;

    public static void Run(IBufferWriter<byte> output, MessageTable table, IMessage message)
    {
        var writer = _writer;
        _writer = null; // an output that writes JSON itself gets a writer of its own
        if (writer is null)
        {
            writer = new Utf8JsonWriter(output, Options);
        }
        else
        {
            writer.Reset(output);
        }

        table.Write(writer, message);
        writer.Flush();
        writer.Reset(Stream.Null); // lets go of the output
        _writer = writer;
    }
}
