using System.CommandLine;
using Bidding.Storage;

namespace Bidding.LoadTest.Bench.Ledger;

/// <summary>
/// <c>./bidding bench ledger</c>: events a second that the embedded ledger, or one in PostgreSQL, makes durable and deduplicates, every commit flushed to disk, beside what
/// the database takes of plain rows in transactions of the same size.
/// </summary>
internal static class LedgerBench
{
    private const double WarmUpSeconds = 1;
    private const int PostgresWriters = 64;

    public static Command Create()
    {
        var seconds = CommandOptions.Bounded("--seconds", "How long is measured.", 8, 1, 3_600);
        var writers = CommandOptions.Bounded("--writers", "Writers at once, each waiting for its answer before its next append (default with --postgres: 64).", 8, 1, 256);
        var connections = CommandOptions.Bounded("--connections", "Connections that write to PostgreSQL.", new LedgerStoreOptions().WritersPerDatabase, 1, 64);
        var campaigns = CommandOptions.Bounded("--campaigns", "Campaigns, each with its own stream, shared out among the writers.", 128, 1, 100_000);
        var events = CommandOptions.Bounded("--events", "Events per append.", 100, 1, 5_000);
        var duplicates = CommandOptions.Bounded("--duplicates", "Percent of appends that hold an event the ledger knows: refused whole, then sent without it.", 2, 0, 100);
        var users = CommandOptions.Bounded("--users", "Percent of impressions whose user is kept, for frequency caps.", 100, 0, 100);
        var data = new Option<DirectoryInfo?>("--data") { Description = "Folder for the files, on the disk to be measured (default: a temporary one)." };
        var postgres = new Option<string?>("--postgres")
        {
            Description = "Measure PostgreSQL instead: the connection string of an empty database, or auto, which starts a server of its own and deletes it afterwards.",
        };
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var command = new Command("ledger", "Events a second made durable and deduplicated by the ledger.")
        {
            seconds, writers, campaigns, events, duplicates, users, postgres, connections, data, json,
        };
        command.SetAction((parsed, cancel) => RunAsync(
            new()
            {
                Seconds = parsed.GetValue(seconds),
                Writers = Writers(parsed),
                Campaigns = Math.Max(parsed.GetValue(campaigns), Writers(parsed)),
                Connections = parsed.GetValue(connections),
                EventsPerAppend = parsed.GetValue(events),
                DuplicatePercent = parsed.GetValue(duplicates),
                UserPercent = parsed.GetValue(users),
            },
            parsed.GetValue(postgres),
            parsed.GetValue(data),
            parsed.GetValue(json),
            cancel));
        return command;

        // Behind a network and with two round trips more, as many campaigns as there are share each flush.
        int Writers(ParseResult parsed) => parsed.GetValue(postgres) is not null && parsed.GetResult(writers) is not { Implicit: false } ? PostgresWriters : parsed.GetValue(writers);
    }

    private static async Task<int> RunAsync(LedgerLoadOptions options, string? postgres, DirectoryInfo? data, bool json, CancellationToken cancel)
    {
        var folder = Directory.CreateDirectory(Path.Combine(data?.FullName ?? Path.GetTempPath(), $"bidding-bench-ledger-{Environment.ProcessId}"));
        try
        {
            await using IBenchedLedger ledger = postgres is null
                ? new SqliteBenchedLedger(folder.FullName)
                : await PostgresBenchedLedger.OpenAsync(postgres, data?.FullName, options.Connections, cancel);
            var report = await MeasureAsync(options, ledger, cancel);
            Console.WriteLine(json ? report.ToJson() : report.ToText());
            return report.IsExact ? ExitCodes.Done : ExitCodes.CheckFailed;
        }
        catch (StorageOpenException fault)
        {
            await Console.Error.WriteLineAsync($"bench ledger: {fault.Message}");
            return ExitCodes.CheckFailed;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // The ceiling is taken right before and right after, so that a noisy machine shows in it.
    private static async Task<LedgerBenchReport> MeasureAsync(LedgerLoadOptions options, IBenchedLedger ledger, CancellationToken cancel)
    {
        var ceilingSeconds = Math.Clamp(options.Seconds / 4.0, 0.5, 5);
        var rowsPerCommit = options.EventsPerAppend * Math.Max(1, options.Writers - 1);
        var before = ledger.MeasurePlainRows(rowsPerCommit, ceilingSeconds);
        var load = new LedgerLoad(options, ledger.Store);
        await load.RunAsync(TimeSpan.FromSeconds(WarmUpSeconds), cancel);
        var cpuBefore = Environment.CpuUsage.TotalTime;
        var result = await load.RunAsync(TimeSpan.FromSeconds(options.Seconds), cancel);
        var cpu = Environment.CpuUsage.TotalTime - cpuBefore;
        var held = await load.ReadHeadsAsync(cancel);
        var after = ledger.MeasurePlainRows(rowsPerCommit, ceilingSeconds);
        return new LedgerBenchReport(options, ledger.Description, ledger.CpuOf, result, cpu, held, ledger.ReadBytes() / (double)Math.Max(1, held.Entries), before, after);
    }
}
