using System.Globalization;

namespace Bidding.LoadTest.Chaos.Faults;

/// <summary>
/// A wall clock of its own for one process, by libfaketime, which is put before the C library; the monotonic clocks stay the machine's, as they would. Debian's program
/// <c>faketime</c> stays in between as a process of its own, which signals would reach in place of the node: so the library is loaded without it.
/// </summary>
internal static class FakeClock
{
    private const string Env = "/usr/bin/env";
    private const string Library = "libfaketimeMT.so.1";

    /// <summary>Null: it is installed.</summary>
    public static string? Missing => FindLibrary() is null ? "libfaketime is needed (Debian package libfaketime)" : null;

    /// <summary>To start a program by.</summary>
    public static IReadOnlyList<string> Prefix(TimeSpan ahead) =>
    [
        Env, $"LD_PRELOAD={FindLibrary()}", string.Create(CultureInfo.InvariantCulture, $"FAKETIME={ahead.TotalSeconds:+0;-0}s"), "FAKETIME_DONT_FAKE_MONOTONIC=1",
    ];

    // Debian keeps libraries in a folder per architecture, others in one of these two.
    private static string? FindLibrary() =>
        new[] { "/usr/lib", "/usr/lib64" }.Where(Directory.Exists).SelectMany(folder => Directory.GetDirectories(folder, "*-linux-gnu").Append(folder))
            .Select(folder => Path.Combine(folder, "faketime", Library)).FirstOrDefault(File.Exists);
}
