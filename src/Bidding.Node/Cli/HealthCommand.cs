using System.CommandLine;

namespace Bidding.Node.Cli;

/// <summary><c>health</c>: asks a node whether it is ready, for images without a shell or curl. Exit code 0 ready, 1 not, 3 nobody answers.</summary>
internal static class HealthCommand
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(3);

    public static Command Create()
    {
        var url = new Option<string>("--url")
        {
            Description = "What to ask; /health/live instead asks only whether the process answers.",
            DefaultValueFactory = _ => "http://127.0.0.1:8080/health/ready",
        };
        var command = new Command("health", "Ask a node whether it is ready.") { url };
        command.SetAction((parsed, cancel) => RunAsync(parsed.GetValue(url) ?? "", parsed.InvocationConfiguration, cancel));
        return command;
    }

    private static async Task<int> RunAsync(string text, InvocationConfiguration streams, CancellationToken cancel)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            await streams.Error.WriteLineAsync($"bidding: --url: '{text}' is no address such as http://127.0.0.1:8080/health/ready");
            return ExitCodes.BadArguments;
        }

        using var http = new HttpClient { Timeout = Deadline };
        try
        {
            using var answer = await http.GetAsync(url, cancel);
            await streams.Output.WriteLineAsync((await answer.Content.ReadAsStringAsync(cancel)).TrimEnd());
            return answer.IsSuccessStatusCode ? ExitCodes.Done : ExitCodes.Failed;
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException && !cancel.IsCancellationRequested)
        {
            await streams.Error.WriteLineAsync($"bidding: {url} does not answer: {error.Message}");
            return ExitCodes.Unreachable;
        }
    }
}
