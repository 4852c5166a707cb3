using Bidding.LoadTest.Nodes;

namespace Bidding.LoadTest.Load;

/// <summary>Runs a verb that measures a node of its own, prints its report, and says what ended it where there is none.</summary>
internal static class MeasuredVerb
{
    /// <param name="whenStopped">What came of it when it is ended early.</param>
    /// <param name="measure">Its report, and whether what it checks holds.</param>
    public static async Task<int> RunAsync(string verb, string whenStopped, Func<ProgressLine, Task<(string Report, bool Holds)>> measure)
    {
        try
        {
            string report;
            bool holds;
            using (var progress = new ProgressLine())
            {
                (report, holds) = await measure(progress);
            }

            Console.WriteLine(report);
            return holds ? ExitCodes.Done : ExitCodes.CheckFailed;
        }
        catch (Exception fault) when (fault is NodeFailedException or IOException or InvalidDataException)
        {
            await Console.Error.WriteLineAsync($"{verb}: {fault.Message}");
            return ExitCodes.CheckFailed;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync($"{verb}: stopped; {whenStopped}.");
            return ExitCodes.CheckFailed;
        }
    }
}
