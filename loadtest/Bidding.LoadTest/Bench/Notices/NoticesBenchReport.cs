using System.Globalization;
using System.Text.Json;

namespace Bidding.LoadTest.Bench.Notices;

/// <summary>What <c>bench notices</c> found, for people and for programs.</summary>
/// <param name="Cpu">Of the node's process while notices were sent.</param>
/// <param name="IdleCpu">Of the same per second soon after, with the same campaigns live.</param>
/// <param name="Commits">Transactions of the ledger while notices were sent.</param>
/// <param name="WinsHeld">Win entries in the ledger, of the notices measured.</param>
internal sealed record NoticesBenchReport(
    NoticesBenchOptions Options, NoticeTally Tally, TimeSpan Elapsed, TimeSpan Cpu, TimeSpan IdleCpu, double Commits, long WinsHeld, long PostsHeld, bool Verified)
{
    private static readonly JsonSerializerOptions Form = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Every notice was acknowledged, the ledger holds each once, and it balances.</summary>
    public bool IsSound => Verified && Errors == 0 && WinsHeld == Tally.Wins && PostsHeld == Tally.Billings;

    private long Acknowledged => Tally.Wins + Tally.Billings;
    private int Errors => Tally.Faults.Values.Sum();
    private double CpuPerNotice => Cpu.TotalMicroseconds / Math.Max(1, Acknowledged);
    private double NetCpuPerNotice => (Cpu - (IdleCpu * Elapsed.TotalSeconds)).TotalMicroseconds / Math.Max(1, Acknowledged);
    private string Transport => Options.Stream ? "grpc_stream" : "http";

    public string ToJson() => JsonSerializer.Serialize(
        new
        {
            Transport,
            NoticesPerS = Math.Round(Acknowledged / Elapsed.TotalSeconds),
            WinsPerS = Math.Round(Tally.Wins / Elapsed.TotalSeconds),
            RateAsked = Options.OneCampaign ? (int?)null : Options.Rate,
            Campaigns = Options.Campaigns,
            P50Ms = Tally.LatencyMs(50),
            P99Ms = Tally.LatencyMs(99),
            P999Ms = Tally.LatencyMs(99.9),
            CpuUsPerNotice = Math.Round(CpuPerNotice, 1),
            CpuUsPerNoticeNet = Math.Round(NetCpuPerNotice, 1),
            IdleCpuMsPerS = Math.Round(IdleCpu.TotalMilliseconds, 1),
            NoticesPerCommit = Math.Round(Acknowledged / Math.Max(1, Commits), 1),
            Acknowledged,
            Errors,
            LedgerWins = WinsHeld,
            LedgerPosts = PostsHeld,
            LedgerVerified = Verified,
            Sound = IsSound,
        },
        Form);

    public string ToText() => string.Join(
        Environment.NewLine,
        [
            Line($"{Options.Campaigns} campaigns, win and billing notices over {(Options.Stream ? "one gRPC stream" : $"{Options.Connections} HTTP/1.1 connections")}, {(Options.OneCampaign ? "as fast as they are taken" : $"open loop at {Options.Rate:N0}/s")}"),
            Line($"  acknowledged   {Acknowledged,10:N0} notices, {Acknowledged / Elapsed.TotalSeconds:N0}/s, {Tally.Wins / Elapsed.TotalSeconds:N0} wins/s, each posted and billed"),
            Line($"  latency        {Tally.LatencyMs(50),10:N2} ms p50, {Tally.LatencyMs(99):N2} ms p99, {Tally.LatencyMs(99.9):N2} ms p99.9, {(Options.OneCampaign ? "from being handed to the sender" : "from the intended send time")}"),
            Line($"  node's CPU     {CpuPerNotice,10:N1} us/notice, {NetCpuPerNotice:N1} without what it takes idle ({IdleCpu.TotalMilliseconds:N0} ms/s)"),
            Line($"  commits        {Commits / Elapsed.TotalSeconds,10:N0} /s of {Acknowledged / Math.Max(1, Commits):N1} notices, each flushed to disk"),
            Line($"  errors         {Errors,10:N0}"),
            .. Tally.Faults.Take(5).Select(fault => Line($"                 {fault.Value,10:N0} x {fault.Key}")),
            Line($"  ledger         {WinsHeld,10:N0} wins and {PostsHeld:N0} posts, {(Verified ? "verified" : "NOT VERIFIED")}: {(IsSound ? "all acknowledged are there, each once" : "DIFFERS from what was acknowledged")}"),
        ]);

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
