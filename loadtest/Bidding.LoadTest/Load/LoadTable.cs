using System.Globalization;

namespace Bidding.LoadTest.Load;

/// <summary>A run's report for people: the node with the constant answer beside it.</summary>
internal static class LoadTable
{
    public static string Write(LoadReport report)
    {
        var (options, main, timed) = (report.Options, report.Main, report.Timed);
        var (node, echo) = (timed.NodeTotal, timed.EchoTotal);
        var kind = report.Open is null ? "closed loop" : Text($"open loop, {report.OpenRate:N0}/s");
        return string.Join(
            Environment.NewLine,
            [
                Text($"{report.TargetName}: {options.Campaigns:N0} campaigns, {options.Ads:N0} ads, {report.Eligible:N0} campaigns eligible per imp, {report.BidRate:P0} bid on, {report.Pool.Requests.Count:N0} requests of {report.Pool.RequestBytes:N0} B, answers of {report.Pool.AnswerBytes:N0} B"),
                Text($"{main.Node.Count} rounds of {main.Node[0].Length.TotalSeconds:N1} s each in turns, medians; client {options.Client.ToString().ToLowerInvariant()}, {options.Connections} connections, {options.InFlight} under way"),
                report.Pinning.IsPinned
                    ? Text($"servers pinned to core {report.Pinning.ServerCore}, client to core {report.Pinning.ClientCore}; the node without load took {main.NodeIdleCpu:P1} of the core")
                    : "NOT PINNED: servers and client share the cores (one core only, or no taskset)",
                .. options.Client == LoadClientKind.H2load ? (string[])[Text($"h2load sends {H2load.H2loadClient.Bodies} distinct requests, the same ids again and again, and sees no grpc-status: of gRPC's errors it counts those of HTTP alone")] : [],
                "",
                Row("", "node", report.Options.Target == LoadTarget.Json ? "constant JSON" : "constant answer", "ratio"),
                Row(report.Closed is null ? "answers/s (rate asked)" : "answers/s at most", Text($"{main.NodePerSecond:N0}"), Text($"{main.EchoPerSecond:N0}"), Text($"{report.Ratio:N2}")),
                Row("server CPU per answer", Text($"{main.NodeCpuUs:N1} us"), Text($"{main.EchoCpuUs:N1} us"), Text($"{report.CpuRatio:N2}")),
                Row("allocated per answer", Text($"{main.AllocatedPerAnswer:N0} B"), "", ""),
                .. ((double[])[50, 99, 99.9]).Select(part => Row(Text($"p{part} ({kind})"), Text($"{node.LatencyMs(part):N2} ms"), Text($"{echo.LatencyMs(part):N2} ms"), "")),
                .. Extras(report),
                Row("memory, start to end", Text($"{report.Memory.Looks[0].RssMb:N0} - {report.Memory.Looks[^1].RssMb:N0} MB"), "", ""),
                Row("errors", Text($"{report.Errors:N0}"), "", ""),
                .. report.Faults.Take(8).Select(fault => Text($"  {fault.Value,10:N0} x {fault.Key}")),
            ]);
    }

    private static IEnumerable<string> Extras(LoadReport report)
    {
        if (report.Options.Notices > 0)
        {
            var notices = report.Extras.Notices;
            yield return Row("notices acknowledged", Text($"{notices.Answered:N0}"), "", Text($"  p50 {notices.LatencyMs(50):N1} ms, p99 {notices.LatencyMs(99):N1} ms"));
        }

        if (report.Options.Edits > 0)
        {
            yield return Row("campaigns edited", Text($"{report.Extras.Edits.Answered:N0}"), "", Text($"  p99 {report.Extras.Edits.LatencyMs(99):N1} ms"));
        }

        if (report.ExtrasCost is { } cost)
        {
            yield return Row("CPU of a bid without these", Text($"{report.Main.PlainCpuUs:N1} us"), "", Text($"{cost:+0.0%;-0.0%}"));
        }
    }

    private static string Row(string name, string node, string echo, string ratio) => $"{name,-30}{node,18}{echo,18}{ratio,8}".TrimEnd();

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
