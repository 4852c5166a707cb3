using System.Globalization;

namespace Bidding.LoadTest.Chaos.Network;

/// <summary>Which process a connection on loopback came from, from what Linux tells of it.</summary>
internal static class SocketOwners
{
    private const int LocalAddress = 1, Inode = 9;

    /// <summary>Of these processes, the one that holds the socket with this local port; 0: none of them.</summary>
    public static int Find(int localPort, IEnumerable<int> processes)
    {
        var port = $":{localPort.ToString("X4", CultureInfo.InvariantCulture)}";
        var sockets = File.ReadLines("/proc/net/tcp").Concat(File.Exists("/proc/net/tcp6") ? File.ReadLines("/proc/net/tcp6") : [])
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields.Length > Inode && fields[LocalAddress].EndsWith(port, StringComparison.Ordinal) && fields[Inode] != "0")
            .Select(fields => $"socket:[{fields[Inode]}]")
            .ToHashSet();
        return processes.FirstOrDefault(process => Holds(process, sockets));
    }

    private static bool Holds(int process, HashSet<string> sockets)
    {
        try
        {
            return Directory.EnumerateFiles($"/proc/{process}/fd").Any(file => new FileInfo(file).LinkTarget is { } target && sockets.Contains(target));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
