using System.Reflection;
using Bidding.Gateway.Access;
using Google.Api;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Bidding.Gateway.Management.Json;

/// <summary>
/// Maps the annotated methods of a gRPC service as JSON over HTTP. ASP.NET's own transcoding skips unknown keys in silence and names no fields in its
/// errors; this one refuses them by their path.
/// </summary>
internal static class JsonMethods
{
    /// <summary>Maps every method of the service that has a google.api.http annotation. <typeparamref name="TService"/> is made per call from the container.</summary>
    public static void MapJson<TService>(this IEndpointRouteBuilder endpoints, ServiceDescriptor service)
        where TService : class
    {
        foreach (var method in service.Methods)
        {
            if (method.GetOptions()?.GetExtension(AnnotationsExtensions.Http) is not { } rule)
            {
                continue;
            }

            var (verb, path) = rule.PatternCase switch
            {
                HttpRule.PatternOneofCase.Get => ("GET", rule.Get),
                HttpRule.PatternOneofCase.Post => ("POST", rule.Post),
                HttpRule.PatternOneofCase.Patch => ("PATCH", rule.Patch),
                _ => throw new NotSupportedException($"{method.FullName} is annotated with {rule.PatternCase}."),
            };
            var binding = new JsonBinding(method, path, rule.Body);
            var endpoint = new JsonEndpoint<TService>(binding, InvokerOf<TService>(method));
            endpoints.MapMethods(binding.Route, [verb], endpoint.HandleAsync)
                .WithDisplayName($"{verb} {path}").WithMetadata(GrpcDoors.Of(service.FullName, method.Name));
        }
    }

    private static Func<TService, IMessage, ServerCallContext, Task<IMessage>> InvokerOf<TService>(MethodDescriptor method)
        where TService : class
    {
        var target = typeof(TService).GetMethod(method.Name, [method.InputType.ClrType, typeof(ServerCallContext)])
            ?? throw new InvalidOperationException($"{typeof(TService)} does not implement {method.FullName}.");
        return (Func<TService, IMessage, ServerCallContext, Task<IMessage>>)typeof(JsonMethods)
            .GetMethod(nameof(Bind), BindingFlags.Static | BindingFlags.NonPublic)!
            .MakeGenericMethod(typeof(TService), method.InputType.ClrType, method.OutputType.ClrType)
            .Invoke(null, [target])!;
    }

    private static Func<TService, IMessage, ServerCallContext, Task<IMessage>> Bind<TService, TRequest, TResponse>(MethodInfo target)
        where TService : class
        where TRequest : IMessage
        where TResponse : IMessage
    {
        var call = target.CreateDelegate<Func<TService, TRequest, ServerCallContext, Task<TResponse>>>();
        return async (service, request, context) => await call(service, (TRequest)request, context);
    }
}
