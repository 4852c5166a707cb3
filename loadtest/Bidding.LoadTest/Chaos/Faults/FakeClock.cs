using System.Globalization;

namespace Bidding.LoadTest.Chaos.Faults;

/// <summary>A clock of its own for one process, by libfaketime: what it is told of the time of day is off, what it measures of time passing is not.</summary>
internal static class FakeClock
{
    private const string Program = "/usr/bin/faketime";

    /// <summary>Null: it is installed.</summary>
    public static string? Missing => File.Exists(Program) ? null : "faketime is needed (Debian package faketime)";

    /// <summary>To start a program by.</summary>
    public static IReadOnlyList<string> Prefix(TimeSpan ahead) =>
        ["env", "FAKETIME_DONT_FAKE_MONOTONIC=1", "DONT_FAKE_MONOTONIC=1", Program, "-f", string.Create(CultureInfo.InvariantCulture, $"{ahead.TotalSeconds:+0;-0}s")];
}
