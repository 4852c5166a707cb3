using System.Globalization;

namespace Bidding.LoadTest.Chaos.Faults;

/// <summary>A clock of its own for one process, by libfaketime: all its clocks are ahead by the same, so that time passes for it as for others.</summary>
internal static class FakeClock
{
    private const string Program = "/usr/bin/faketime";

    /// <summary>Null: it is installed.</summary>
    public static string? Missing => File.Exists(Program) ? null : "faketime is needed (Debian package faketime)";

    /// <summary>To start a program by.</summary>
    public static IReadOnlyList<string> Prefix(TimeSpan ahead) =>
        [Program, "-f", string.Create(CultureInfo.InvariantCulture, $"{ahead.TotalSeconds:+0;-0}s")];
}
