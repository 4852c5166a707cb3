using System.Text.Encodings.Web;
using System.Text.Json;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Bidding.Gateway.Management.Json;

/// <summary>What an HTTP caller of the management API gets. Any thread.</summary>
internal static class JsonAnswer
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task WriteAsync(HttpContext http, IMessage message)
    {
        http.Response.ContentType = "application/json";
        await http.Response.Body.WriteAsync(ProtoJsonWriter.Write(message), http.RequestAborted);
    }

    public static async Task WriteAsync(HttpContext http, RpcException error)
    {
        http.Response.StatusCode = StatusOf(error.StatusCode);
        http.Response.ContentType = "application/json";
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("code", JsonNamingPolicy.SnakeCaseUpper.ConvertName(error.StatusCode.ToString()));
            json.WriteString("message", error.Status.Detail);
            json.WriteStartArray("errors");
            foreach (var (field, message) in ManagementErrors.FieldsOf(error))
            {
                json.WriteStartObject();
                json.WriteString("field", field);
                json.WriteString("message", message);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        await http.Response.Body.WriteAsync(buffer.ToArray(), http.RequestAborted);
    }

    // As google.rpc.Code maps to HTTP.
    private static int StatusOf(StatusCode code) => code switch
    {
        StatusCode.InvalidArgument or StatusCode.FailedPrecondition => StatusCodes.Status400BadRequest,
        StatusCode.Unauthenticated => StatusCodes.Status401Unauthorized,
        StatusCode.PermissionDenied => StatusCodes.Status403Forbidden,
        StatusCode.NotFound => StatusCodes.Status404NotFound,
        StatusCode.AlreadyExists or StatusCode.Aborted => StatusCodes.Status409Conflict,
        StatusCode.Unavailable => StatusCodes.Status503ServiceUnavailable,
        StatusCode.DeadlineExceeded => StatusCodes.Status504GatewayTimeout,
        StatusCode.Unimplemented => StatusCodes.Status501NotImplemented,
        _ => StatusCodes.Status500InternalServerError,
    };
}
