using System.Buffers;
using System.Text.Json;
using Bidding.Core.Campaigns;
using Bidding.Core.Tokens;
using Bidding.Gateway.Access;
using Bidding.Gateway.Conversions;
using Bidding.Gateway.Notices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bidding.Gateway.Http;

/// <summary>Conversions from advertisers' servers. Answered once durable; a repeat is answered 200 with the outcome <c>duplicate</c>.</summary>
internal sealed class ConversionEndpoint(ConversionIntake conversions)
{
    public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapPost("/v1/conversions", (RequestDelegate)ConvertAsync).WithMetadata(Door.Conversions);

    private async Task ConvertAsync(HttpContext context)
    {
        var errors = new List<FieldError>();
        var request = await ReadAsync(context, errors);
        var click = TokenError.None;
        var notice = errors.Count == 0 ? conversions.ToNotice(request, Caller.Of(context), errors, out click) : null;
        if (notice is null)
        {
            var status = click == TokenError.Expired ? StatusCodes.Status410Gone : StatusCodes.Status400BadRequest;
            await HttpAnswers.JsonAsync(context, status, Write(errors));
            return;
        }

        var intake = await conversions.TakeAsync(notice);
        if (!intake.IsDurable)
        {
            await HttpAnswers.UnavailableAsync(context);
            return;
        }

        await HttpAnswers.JsonAsync(context, StatusCodes.Status200OK, Write(intake));
    }

    private static async ValueTask<ConversionRequest> ReadAsync(HttpContext context, List<FieldError> errors)
    {
        using var body = await RequestBody.ReadAsync(context.Request, context.RequestAborted);
        if (body.Error.Length > 0 || body.Bytes.Length > ConversionRequest.BytesMax)
        {
            errors.Add(new("", body.Error.Length > 0 ? body.Error : $"the body is larger than {ConversionRequest.BytesMax} bytes"));
            return new ConversionRequest();
        }

        return ConversionRequest.Read(body.Bytes.ToArray(), errors);
    }

    private static ReadOnlyMemory<byte> Write(in Intake intake)
    {
        var body = new ArrayBufferWriter<byte>(128);
        using var json = new Utf8JsonWriter(body, HttpAnswers.Readable);
        json.WriteStartObject();
        json.WriteString("outcome", intake.Result.Outcome.ToString().ToLowerInvariant());
        json.WriteString("reason", intake.Result.Reason);
        json.WriteEndObject();
        json.Flush();
        return body.WrittenMemory;
    }

    private static ReadOnlyMemory<byte> Write(List<FieldError> errors)
    {
        var body = new ArrayBufferWriter<byte>(256);
        using var json = new Utf8JsonWriter(body, HttpAnswers.Readable);
        json.WriteStartObject();
        json.WriteString("error", "the conversion is not valid");
        json.WriteStartArray("errors");
        foreach (var error in errors)
        {
            json.WriteStartObject();
            json.WriteString("field", error.Field);
            json.WriteString("message", error.Message);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return body.WrittenMemory;
    }
}
