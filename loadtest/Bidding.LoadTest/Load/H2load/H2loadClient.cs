using System.Diagnostics;
using System.Globalization;
using System.Net;
using Bidding.LoadTest.Load.Catalog;
using Bidding.LoadTest.Load.Client;
using Bidding.LoadTest.Load.Requests;
using Bidding.LoadTest.Nodes;

namespace Bidding.LoadTest.Load.H2load;

/// <summary>
/// nghttp2's <c>h2load</c> as the client: one process for each distinct request, since one sends one body. It counts HTTP statuses, not grpc-status, and holds a number of
/// requests under way, not a rate. Latency is from its log, a line a request.
/// </summary>
internal sealed class H2loadClient
{
    /// <summary>Distinct requests: as many of them are bid on as the wanted share makes of it.</summary>
    public const int Bodies = 5;
    private const string Program = "h2load";
    private readonly LoadOptions _options;
    private readonly List<(string File, bool Bid)> _bodies;
    private readonly IReadOnlyList<string> _prefix;
    private readonly string _folder;

    private H2loadClient(LoadOptions options, List<(string File, bool Bid)> bodies, string folder, IReadOnlyList<string> prefix) =>
        (_options, _bodies, _folder, _prefix) = (options, bodies, folder, prefix);

    /// <param name="prefix">What pins the client to its core.</param>
    /// <exception cref="NodeFailedException">h2load is not installed.</exception>
    public static H2loadClient Create(LoadOptions options, RequestPool pool, string folder, IReadOnlyList<string> prefix)
    {
        if (!(Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(path => File.Exists(Path.Combine(path, Program))))
        {
            throw new NodeFailedException("h2load is not installed; Debian has it in the package nghttp2-client.");
        }

        var wanted = (int)Math.Round(Bodies * options.BidRate);
        var bids = Indexes(true).Take(wanted);
        var bodies = new List<(string, bool)>();
        foreach (var index in bids.Concat(Indexes(false).Take(Bodies - wanted)))
        {
            var request = pool.Requests[index];
            var body = request.Body.ToArray();
            RequestId.Write(body.AsSpan(request.IdOffset), (uint)index);
            var file = Path.Combine(folder, $"body-{index}");
            File.WriteAllBytes(file, body);
            bodies.Add((file, pool.Bid[index]));
        }

        return new(options, bodies, folder, prefix);

        IEnumerable<int> Indexes(bool bid) => Enumerable.Range(0, pool.Requests.Count).Where(index => pool.Bid[index] == bid);
    }

    /// <summary>A closed loop of this length. Blocks until all of its processes have ended.</summary>
    public RoundTally Run(IPEndPoint server, TimeSpan length, CancellationToken cancel)
    {
        var runs = _bodies.Select((body, number) => (body.Bid, Log: Path.Combine(_folder, $"h2load-{number}.log"), Process: Start(server, body.File, number, length))).ToList();
        var tally = new RoundTally();
        using var stop = cancel.Register(() => runs.ForEach(run => Kill(run.Process)));
        foreach (var (bid, log, process) in runs)
        {
            process.WaitForExit();
            if (process.ExitCode != 0 && !cancel.IsCancellationRequested)
            {
                throw new NodeFailedException($"h2load ended with code {process.ExitCode}.");
            }

            process.Dispose();
            Count(log, bid, tally);
        }

        return tally;
    }

    private Process Start(IPEndPoint server, string body, int number, TimeSpan length)
    {
        var log = Path.Combine(_folder, $"h2load-{number}.log");
        File.Delete(log);
        var json = _options.Target == LoadTarget.Json;
        var inFlight = Math.Max(1, _options.InFlight / _bodies.Count);
        string[] command =
        [
            .. _prefix, Program, "-t1", json ? $"-c{inFlight}" : "-c1", json ? "--h1" : $"-m{inFlight}", "-D", Math.Max(1, (int)Math.Round(length.TotalSeconds)).ToString(CultureInfo.InvariantCulture),
            "-d", body, "--log-file", log,
            .. json ? (string[])["-H", "content-type: application/json"] : ["-H", "content-type: application/grpc", "-H", "te: trailers", "-H", $"x-exchange: {LoadCatalog.ExchangeId}"],
            $"http://{server}{(json ? $"/openrtb2/{LoadCatalog.ExchangeId}/bid" : "/bidding.v1.Bidder/Bid")}",
        ];
        var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true }) ?? throw new NodeFailedException("h2load did not start.");
        // Its own summary is not needed, and must not fill the pipe.
        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        return process;
    }

    // Columns: start, HTTP status, microseconds.
    private void Count(string log, bool bid, RoundTally tally)
    {
        foreach (var line in File.ReadLines(log))
        {
            var columns = line.Split('\t');
            var nanos = long.Parse(columns[2], CultureInfo.InvariantCulture) * 1000;
            if (columns[1] is "200" or "204")
            {
                tally.CountAnswer(nanos, _options.Target == LoadTarget.Json ? columns[1] == "200" : bid);
            }
            else
            {
                tally.CountFault(nanos, $"HTTP {columns[1]}");
            }
        }
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended already.
        }
    }
}
