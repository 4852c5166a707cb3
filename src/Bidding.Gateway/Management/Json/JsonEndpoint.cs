using System.Text.Json;
using Bidding.Core.Campaigns;
using Bidding.Core.Campaigns.Definitions;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Bidding.Gateway.Management.Json;

/// <summary>One method as JSON over HTTP. Errors are <c>{"code", "message", "errors": [{"field", "message"}]}</c>. Any thread.</summary>
internal sealed class JsonEndpoint<TService>(JsonBinding binding, Func<TService, IMessage, ServerCallContext, Task<IMessage>> call)
    where TService : class
{
    /// <summary>Room for an ad with its markup or a list of ten thousand domains; a file of any size could fill the memory.</summary>
    private const long BodyBytesMax = 1024 * 1024;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    public async Task HandleAsync(HttpContext http)
    {
        try
        {
            using var body = await ReadBodyAsync(http);
            var request = binding.Read(http.Request, body?.RootElement ?? default);
            var service = ActivatorUtilities.GetServiceOrCreateInstance<TService>(http.RequestServices);
            var response = await call(service, request, new JsonCallContext(http));
            await JsonAnswer.WriteAsync(http, response);
        }
        catch (RpcException error)
        {
            await JsonAnswer.WriteAsync(http, error);
        }
    }

    private async Task<JsonDocument?> ReadBodyAsync(HttpContext http)
    {
        if (!binding.TakesBody)
        {
            return null;
        }

        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = BodyBytesMax;
        }

        if (http.Request.ContentLength is null or > 0 && http.Request.ContentType is { Length: > 0 } && !http.Request.HasJsonContentType())
        {
            throw Refuse($"is of type {http.Request.ContentType}; send application/json");
        }

        try
        {
            using var buffer = new MemoryStream();
            await http.Request.Body.CopyToAsync(buffer, http.RequestAborted);
            return buffer.Length == 0 ? null : JsonText.Parse(buffer.GetBuffer().AsMemory(0, (int)buffer.Length).ToArray(), Strict);
        }
        catch (JsonException problem)
        {
            throw Refuse($"is not valid JSON: {problem.Message}");
        }
        catch (BadHttpRequestException problem)
        {
            throw Refuse($"cannot be read: {problem.Message}");
        }
    }

    private static RpcException Refuse(string message) => ManagementErrors.Invalid([new FieldError("", $"the body {message}")]);
}
