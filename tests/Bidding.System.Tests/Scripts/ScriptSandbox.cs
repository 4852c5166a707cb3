using Bidding.SystemTests.Processes;

namespace Bidding.SystemTests.Scripts;

/// <summary>How a script ended and what it printed: on both streams, and the last line of its standard output.</summary>
internal sealed record ScriptResult(int ExitCode, string Output, string LastLine);

/// <summary>
/// One of the repository's scripts, copied into a small repository of its own, with <c>fake-dotnet.sh</c> as the dotnet on PATH:
/// it shows what the script does, without building anything.
/// </summary>
internal sealed class ScriptSandbox : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly TempFolder _repository = new();
    private readonly TempFolder _programs = new();
    private readonly string _script;

    public ScriptSandbox(string script)
    {
        _script = _repository.File(script);
        File.Copy(RepositoryFiles.At(script), _script);
        File.Copy(RepositoryFiles.At("tests", "Bidding.System.Tests", "Scripts", "fake-dotnet.sh"), _programs.File("dotnet"));
    }

    /// <summary>The calls of dotnet that build, in order.</summary>
    public IReadOnlyList<string> Builds =>
        File.Exists(_programs.File("calls")) ? [.. File.ReadLines(_programs.File("calls")).Where(call => call.StartsWith("build ", StringComparison.Ordinal))] : [];

    /// <summary>Writes a file of the repository, given by its path from the root.</summary>
    public void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_repository.File(path))!);
        File.WriteAllText(_repository.File(path), text);
    }

    public void Delete(string path) => File.Delete(_repository.File(path));

    /// <summary>Tells the fake dotnet what to do: see its first lines.</summary>
    public void Tell(string name, string text = "") => File.WriteAllText(_programs.File(name), text);

    public async Task<ScriptResult> RunAsync(string[] arguments, string? workingFolder = null)
    {
        var environment = new Dictionary<string, string>
        {
            ["PATH"] = $"{_programs.Path}:{Environment.GetEnvironmentVariable("PATH")}",
            ["BIDDING_NO_BUILD"] = "",
        };
        await using var run = ServerProcess.Start(_script, arguments, workingFolder ?? _repository.Path, environment);
        var exitCode = await run.WaitForExitAsync(Deadline);
        return new ScriptResult(exitCode, run.Output, run.LastLine);
    }

    public void Dispose()
    {
        _repository.Dispose();
        _programs.Dispose();
    }
}
