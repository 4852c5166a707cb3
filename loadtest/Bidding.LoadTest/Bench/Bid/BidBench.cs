using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Bidding.Core.Auction;
using Bidding.Gateway.Answers;
using Bidding.LoadTest.Load.Catalog;

namespace Bidding.LoadTest.Bench.Bid;

/// <summary>
/// <c>./bidding bench bid</c>: a whole bid without the server around it, from the request's bytes to the answer's, on one thread: how long reading takes, and deciding and
/// answering. Times are the wall clock's, the median of many short batches, so that other work on the machine counts little.
/// </summary>
internal static class BidBench
{
    private const int Batch = 500;
    private const int Requests = 3_000;
    private const int WarmUpSeconds = 6;

    public static Command Create()
    {
        var campaigns = CommandOptions.Bounded("--campaigns", "How many campaigns, of three ads each.", 10_000, 1, 1_000_000);
        var seconds = CommandOptions.Bounded("--seconds", "How long to measure.", 6, 1, 600);
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var command = new Command("bid", "A whole bid without the server around it: reading, deciding and answering, the check of its key, and bytes allocated.") { campaigns, seconds, json };
        command.SetAction(parsed => Run(parsed.GetValue(campaigns), parsed.GetValue(seconds), parsed.GetValue(json)));
        return command;
    }

    private static void Run(int campaigns, int seconds, bool json)
    {
        var rig = new BidRig(campaigns, Requests);
        Measure(rig, WarmUpSeconds);
        var (accessNs, accessBytes) = AccessCost.Measure();
        var figures = Measure(rig, seconds) with { Campaigns = campaigns, AccessNs = accessNs, AccessBytes = accessBytes };
        Console.WriteLine(json
            ? JsonSerializer.Serialize(figures, JsonSettings)
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{campaigns:N0} campaigns, {figures.BidRate:P0} bid on: {figures.ReadUs:N2} us reading, {figures.AnswerUs:N2} us deciding and answering, {figures.BytesPerBid:N0} B allocated; the check of its key {figures.AccessNs:N0} ns, {figures.AccessBytes:N0} B"));
    }

    private static Figures Measure(BidRig rig, int seconds)
    {
        var exchange = rig.Path.FindExchange(LoadCatalog.ExchangeId)!;
        var readings = new List<double>();
        var answers = new List<double>();
        var (bids, asked, next) = (0, 0, 0);
        var bytes = GC.GetAllocatedBytesForCurrentThread();
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started).TotalSeconds < seconds)
        {
            long reading = 0, answering = 0;
            for (var i = 0; i < Batch; i++)
            {
                var arrived = Stopwatch.GetTimestamp();
                var work = rig.Path.Read(rig.Protobuf[next], exchange, out var fault) ?? throw new InvalidDataException(fault);
                var read = Stopwatch.GetTimestamp();
                var buffer = rig.Path.Rent(AnswerFormat.Protobuf);
                var answer = rig.Path.AnswerAsync(work, arrived, buffer);
                bids += answer.IsCompletedSuccessfully && answer.Result == NoBidReason.None ? 1 : 0;
                rig.Path.Return(buffer);
                answering += Stopwatch.GetTimestamp() - read;
                reading += read - arrived;
                next = (next + 1) % Requests;
            }

            asked += Batch;
            readings.Add(reading * 1e6 / Stopwatch.Frequency / Batch);
            answers.Add(answering * 1e6 / Stopwatch.Frequency / Batch);
        }

        bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
        readings.Sort();
        answers.Sort();
        return new(0, readings[readings.Count / 2], answers[answers.Count / 2], bytes / (double)asked, bids / (double)asked, asked);
    }

    private static readonly JsonSerializerOptions JsonSettings = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private sealed record Figures(int Campaigns, double ReadUs, double AnswerUs, double BytesPerBid, double BidRate, int Bids)
    {
        public double AccessNs { get; init; }
        public double AccessBytes { get; init; }
    }
}
