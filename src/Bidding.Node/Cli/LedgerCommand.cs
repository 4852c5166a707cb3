using System.CommandLine;
using Bidding.Core.Campaigns;
using Bidding.Core.Ledger;
using Bidding.Node.Cli.Ledger;
using Bidding.Node.Hosting;
using Bidding.Storage;
using Spectre.Console;

namespace Bidding.Node.Cli;

/// <summary><c>ledger</c>: proves that the books balance, and prints a campaign's statement. Works while a node has the files open.</summary>
internal static class LedgerCommand
{
    private const int RedirectedWidth = 200;

    public static Command Create() => new("ledger", "Check the ledger, show a campaign's statement, close old months.")
    {
        LedgerVerifyCommand.Create(),
        LedgerShowCommand.Create(),
        LedgerRetainCommand.Create(),
        LedgerSpreadCommand.Create(),
    };

    public static Option<DirectoryInfo> DataOption() => new("--data")
    {
        Description = "Folder of the embedded storage.",
        DefaultValueFactory = _ => new DirectoryInfo(DataFolder.DefaultPath),
    };

    public static Option<bool> JsonOption() => new("--json") { Description = "Print one JSON object instead of tables." };

    /// <summary>Tables go where the verb's output goes; into a file or a pipe they are not folded to a terminal's width.</summary>
    public static IAnsiConsole ConsoleOf(TextWriter output)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        if (Console.IsOutputRedirected) console.Profile.Width = RedirectedWidth;
        return console;
    }

    /// <summary>Runs a verb and turns what needs a person, or may pass, into a line on standard error and an exit code.</summary>
    public static async Task<int> RunAsync(TextWriter error, Func<Task<int>> verb)
    {
        try
        {
            return await verb();
        }
        catch (SettingsException problem)
        {
            await error.WriteLineAsync($"bidding: {problem.Message}");
            return ExitCodes.BadArguments;
        }
        catch (Exception problem) when (problem is LedgerUnavailableException or CatalogUnavailableException or StorageOpenException { IsServerUnreachable: true })
        {
            await error.WriteLineAsync($"bidding: {problem.Message}");
            return ExitCodes.Unreachable;
        }
        catch (Exception problem) when (problem is StorageOpenException or InvalidDataException)
        {
            await error.WriteLineAsync($"bidding: {problem.Message}");
            return ExitCodes.Failed;
        }
    }
}
