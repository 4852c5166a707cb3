using System.Net;
using System.Net.Sockets;

namespace Bidding.Node.Hosting;

/// <summary>A port for the silo where none is configured.</summary>
internal static class SiloPort
{
    /// <summary>A free port that the node's listeners are not about to take: they bind later than it is chosen, so theirs look free too.</summary>
    public static int Choose(NodeSettings settings, ClusterOptions cluster) => cluster.SiloPort == 0 ? Choose(settings, Free) : cluster.SiloPort;

    /// <summary>One more, for those who connect as clients.</summary>
    public static int Choose(NodeSettings settings, int other)
    {
        int port;
        do
        {
            port = Choose(settings, Free);
        }
        while (port == other);
        return port;
    }

    /// <param name="free">A port that is free now, another one each time.</param>
    internal static int Choose(NodeSettings settings, Func<int> free)
    {
        int port;
        do
        {
            port = free();
        }
        while (port == settings.GrpcPort || port == settings.HttpPort);
        return port;
    }

    private static int Free()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
