using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Bidding.Gateway.Answers;

/// <summary>An answer as JSON, with the members in OpenRTB's order of importance: ids, price, then what follows from the ad. Stateless.</summary>
internal static class JsonAnswer
{
    /// <summary>Of one character in UTF-8, escaped.</summary>
    private const int CharSizeMax = 6;

    /// <summary>The shortest form of any double, and of any integer.</summary>
    private const int NumberSizeMax = 32;

    /// <summary>Needs no escaping and is one byte each.</summary>
    private static readonly SearchValues<char> Plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 -_.,:;!#$%&'()*+/<=>?@[]^`{|}~");

    public static void Write(AnswerWork work, AnswerBuffer output)
    {
        Raw(output, "{\"id\":"u8);
        Text(output, work.RequestId);
        Raw(output, ",\"seatbid\":["u8);
        for (var seat = 0; seat < work.Seats.Count; seat++)
        {
            Raw(output, seat == 0 ? "{\"bid\":["u8 : ",{\"bid\":["u8);
            WriteBids(work, seat, output);
            Raw(output, "]"u8);
            if (work.Seats[seat].Length > 0)
            {
                Raw(output, ",\"seat\":"u8);
                Text(output, work.Seats[seat]);
            }

            Raw(output, "}"u8);
        }

        Raw(output, "],\"bidid\":\""u8);
        Raw(output, work[0].Slots.BidId);
        Raw(output, "\",\"cur\":"u8);
        Text(output, work.Currency);
        Raw(output, "}"u8);
    }

    private static void WriteBids(AnswerWork work, int seat, AnswerBuffer output)
    {
        var first = true;
        for (var i = 0; i < work.Count; i++)
        {
            if (work[i].Seat == seat)
            {
                Raw(output, first ? "{"u8 : ",{"u8);
                WriteBid(work[i], output);
                first = false;
            }
        }
    }

    private static void WriteBid(PreparedBid bid, AnswerBuffer output)
    {
        Raw(output, "\"id\":\""u8);
        Raw(output, bid.Slots.BidId);
        Raw(output, "\",\"impid\":"u8);
        Text(output, bid.ImpId);
        Raw(output, ",\"price\":"u8);
        Number(output, bid.Price);
        Raw(output, ",\"exp\":"u8);
        Number(output, bid.ExpSeconds);
        if (bid.DealId.Length > 0)
        {
            Raw(output, ",\"dealid\":"u8);
            Text(output, bid.DealId);
        }

        Raw(output, ","u8);
        var size = bid.Template.SizeOf(bid.Slots.TokenLength);
        output.Advance(bid.Template.Write(output.Room(size), bid.Slots));
        Raw(output, "}"u8);
    }

    private static void Raw(AnswerBuffer output, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(output.Room(bytes.Length));
        output.Advance(bytes.Length);
    }

    private static void Number<T>(AnswerBuffer output, T value)
        where T : IUtf8SpanFormattable
    {
        value.TryFormat(output.Room(NumberSizeMax), out var written, default, CultureInfo.InvariantCulture);
        output.Advance(written);
    }

    /// <summary>In quotes. What needs escaping is rare and takes the long way.</summary>
    private static void Text(AnswerBuffer output, string text)
    {
        var room = output.Room((text.Length * CharSizeMax) + 2);
        room[0] = (byte)'"';
        int written;
        if (!text.AsSpan().ContainsAnyExcept(Plain))
        {
            written = Encoding.ASCII.GetBytes(text, room[1..]);
        }
        else
        {
            var escaped = JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes;
            escaped.CopyTo(room[1..]);
            written = escaped.Length;
        }

        room[written + 1] = (byte)'"';
        output.Advance(written + 2);
    }
}
