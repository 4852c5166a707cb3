using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Bidding.Gateway.Http;

/// <summary>Short JSON answers in words, the same form everywhere: <c>{"error":"..."}</c>.</summary>
internal static class HttpAnswers
{
    /// <summary>Answers are read by people and never put into HTML.</summary>
    internal static readonly JsonWriterOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>When a sender should come back with what could not be made durable.</summary>
    private const string RetryAfterSeconds = "1";

    public static Task ErrorAsync(HttpContext context, int status, string reason)
    {
        var body = new ArrayBufferWriter<byte>(128);
        using (var json = new Utf8JsonWriter(body, Readable))
        {
            json.WriteStartObject();
            json.WriteString("error", reason);
            json.WriteEndObject();
        }

        return JsonAsync(context, status, body.WrittenMemory);
    }

    public static Task JsonAsync(HttpContext context, int status, ReadOnlyMemory<byte> body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }

    /// <summary>Not durable yet: the same again in a moment is safe.</summary>
    public static Task UnavailableAsync(HttpContext context, string reason = "not durable yet, send it again")
    {
        context.Response.Headers.RetryAfter = RetryAfterSeconds;
        return ErrorAsync(context, StatusCodes.Status503ServiceUnavailable, reason);
    }
}
