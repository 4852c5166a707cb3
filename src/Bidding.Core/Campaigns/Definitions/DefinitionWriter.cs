using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Bidding.Core.Amounts;
using NodaTime;
using NodaTime.Text;

namespace Bidding.Core.Campaigns.Definitions;

/// <summary>
/// Writes a definition so that equal definitions are equal bytes: fields in a fixed order, those at their default left out.
/// Not for use from several threads.
/// </summary>
internal sealed class DefinitionWriter : IDisposable
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly ArrayBufferWriter<byte> _buffer = new(1024);
    private readonly Utf8JsonWriter _json;

    public DefinitionWriter() => _json = new(_buffer, Options);

    public static byte[] Write(Action<DefinitionWriter> fields)
    {
        using var writer = new DefinitionWriter();
        writer._json.WriteStartObject();
        fields(writer);
        writer._json.WriteEndObject();
        writer._json.Flush();
        return writer._buffer.WrittenSpan.ToArray();
    }

    public void Text(string name, string value)
    {
        if (value.Length > 0)
        {
            _json.WriteString(name, value);
        }
    }

    public void Number(string name, int? value, int? unless = null)
    {
        if (value is { } number && number != unless)
        {
            _json.WriteNumber(name, number);
        }
    }

    public void Flag(string name, bool value)
    {
        if (value)
        {
            _json.WriteBoolean(name, true);
        }
    }

    public void Name<T>(string name, NameTable<T> table, T value)
        where T : struct, Enum => _json.WriteString(name, table.NameOf(value));

    public void Amount(string name, Money? value) => Text(name, value?.ToString() ?? "");

    public void Cpm(string name, CpmPrice? value) => Text(name, value?.ToString() ?? "");

    public void Fraction(string name, Ratio? value) => Text(name, value?.ToString() ?? "");

    public void Time(string name, Duration? value) => Text(name, value is { } duration ? DurationText.Format(duration) : "");

    public void Moment(string name, Instant? value) => Text(name, value is { } instant ? InstantPattern.ExtendedIso.Format(instant) : "");

    public void Texts(string name, IReadOnlyList<string> values) => List(name, values, value => _json.WriteStringValue(value));

    public void Ints(string name, IReadOnlyList<int> values) => List(name, values, value => _json.WriteNumberValue(value));

    public void Object(string name, Action fields)
    {
        _json.WriteStartObject(name);
        fields();
        _json.WriteEndObject();
    }

    public void Objects<T>(string name, IReadOnlyList<T> values, Action<T> fields) => List(name, values, value =>
    {
        _json.WriteStartObject();
        fields(value);
        _json.WriteEndObject();
    });

    public void Dispose() => _json.Dispose();

    private void List<T>(string name, IReadOnlyList<T> values, Action<T> write)
    {
        if (values.Count == 0)
        {
            return;
        }

        _json.WriteStartArray(name);
        foreach (var value in values)
        {
            write(value);
        }

        _json.WriteEndArray();
    }
}
