using System.CommandLine;
using System.Net;
using Bidding.Protocol.OpenRtb;
using Bidding.Protocol.V1;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Bidding.LoadTest.Load.Targets;

/// <summary>
/// <c>echo-server</c>, hidden: what <c>loadtest</c> measures a node against. On gRPC a service that parses each request with the generated code and returns a constant
/// <c>BidResponse</c>; on HTTP a minimal-API handler that reads the body, parses nothing, and returns constant JSON. Runs until its standard input ends.
/// </summary>
internal static class EchoServerCommand
{
    public const string ReadyLine = "echo-server is ready";

    public static Command Create()
    {
        var grpcPort = new Option<int>("--grpc-port") { Required = true };
        var httpPort = new Option<int>("--http-port") { Required = true };
        var answer = new Option<FileInfo>("--answer") { Required = true, Description = "The constant BidResponse in protobuf." };
        var json = new Option<FileInfo>("--answer-json") { Required = true, Description = "The constant JSON." };
        var command = new Command("echo-server", "A constant answer to every bid request.") { grpcPort, httpPort, answer, json };
        command.Hidden = true;
        command.SetAction((parsed, cancel) => RunAsync(
            parsed.GetValue(grpcPort),
            parsed.GetValue(httpPort),
            BidResponse.Parser.ParseFrom(File.ReadAllBytes(parsed.GetValue(answer)!.FullName)),
            File.ReadAllBytes(parsed.GetValue(json)!.FullName),
            cancel));
        return command;
    }

    private static async Task<int> RunAsync(int grpcPort, int httpPort, BidResponse answer, byte[] json, CancellationToken cancel)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            // As the node's, so that the two differ in what they do alone.
            kestrel.AddServerHeader = false;
            kestrel.Limits.Http2.MaxStreamsPerConnection = 1000;
            kestrel.Limits.Http2.InitialConnectionWindowSize = 1024 * 1024;
            kestrel.Limits.Http2.InitialStreamWindowSize = 512 * 1024;
            kestrel.Listen(IPAddress.Loopback, grpcPort, endpoint => endpoint.Protocols = HttpProtocols.Http2);
            kestrel.Listen(IPAddress.Loopback, httpPort, endpoint => endpoint.Protocols = HttpProtocols.Http1);
        });
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(answer);
        await using var app = builder.Build();
        app.MapGrpcService<EchoBidder>();
        app.MapPost("/openrtb2/{exchange}/bid", async (HttpContext context) =>
        {
            while (await context.Request.BodyReader.ReadAsync(context.RequestAborted) is var read)
            {
                context.Request.BodyReader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                {
                    break;
                }
            }

            return Results.Bytes(json, "application/json");
        });
        await app.StartAsync(cancel);
        Console.WriteLine(ReadyLine);
        await Console.In.ReadToEndAsync(cancel);
        await app.StopAsync(cancel);
        return ExitCodes.Done;
    }

    private sealed class EchoBidder(BidResponse answer) : Bidder.BidderBase
    {
        public override Task<BidResponse> Bid(BidRequest request, ServerCallContext context) => Task.FromResult(answer);

        public override async Task BidStream(IAsyncStreamReader<BidRequest> requestStream, IServerStreamWriter<BidResponse> responseStream, ServerCallContext context)
        {
            while (await requestStream.MoveNext(context.CancellationToken))
            {
                await responseStream.WriteAsync(answer, context.CancellationToken);
            }
        }
    }
}
