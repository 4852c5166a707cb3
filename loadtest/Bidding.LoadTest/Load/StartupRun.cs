using System.Globalization;
using System.Text.Json;
using Bidding.LoadTest.Load.Targets;
using Bidding.LoadTest.Nodes;

namespace Bidding.LoadTest.Load;

/// <summary><c>loadtest --startup</c>: seconds from a node's process start to <c>/health/ready</c>, and its memory when it has stood idle for a while.</summary>
internal sealed class StartupRun(LoadOptions options, ProgressLine progress)
{
    private const int Starts = 3;
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(30);
    private static readonly JsonSerializerOptions Form = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Starts the node several times on one folder; the first start also makes its files. Returns the report as text.</summary>
    public async Task<string> RunAsync(CancellationToken cancel)
    {
        using var folder = new RunFolder();
        progress.Say($"making {options.Campaigns} campaigns and {options.Ads} ads");
        folder.WriteCatalog(options);
        var seconds = new List<double>();
        var (rss, idleCpu) = (0.0, 0.0);
        for (var start = 1; start <= Starts; start++)
        {
            progress.Say($"start {start} of {Starts}");
            await using var node = await LocalNode.StartAsync(folder.Node.Path, [], cancel);
            seconds.Add(node.StartTime.TotalSeconds);
            if (start < Starts)
            {
                continue;
            }

            progress.Say($"idle for {Idle.TotalSeconds:0} s");
            var (cpu, since) = (ProcessUse.Cpu(node.ProcessId), TimeProvider.System.GetTimestamp());
            await Task.Delay(Idle, cancel);
            rss = ProcessUse.RssMb(node.ProcessId);
            idleCpu = (ProcessUse.Cpu(node.ProcessId) - cpu) / TimeProvider.System.GetElapsedTime(since);
        }

        var median = seconds.Order().ElementAt(Starts / 2);
        return options.Json
            ? JsonSerializer.Serialize(
                new
                {
                    ReadySeconds = Math.Round(median, 2),
                    ReadySecondsAll = seconds.Select(value => Math.Round(value, 2)),
                    IdleRssMb = Math.Round(rss),
                    IdleCpu = Math.Round(idleCpu, 4),
                    options.Campaigns,
                    options.Ads,
                },
                Form)
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{options.Campaigns:N0} campaigns, {options.Ads:N0} ads: ready {median:N2} s after the process starts (median of {string.Join(", ", seconds.Select(value => value.ToString("N2", CultureInfo.InvariantCulture)))}); {rss:N0} MB and {idleCpu:P1} of a core after {Idle.TotalSeconds:0} s without traffic");
    }
}
