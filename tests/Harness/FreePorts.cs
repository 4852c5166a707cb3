using System.Net;
using System.Net.Sockets;

namespace Bidding.Testing;

/// <summary>
/// TCP ports on loopback that nobody listens on. All ports of one call are held until the last is found, so they differ;
/// another program may still take one between the call and its use, which shows as a server that does not start.
/// </summary>
internal static class FreePorts
{
    /// <summary>One free port.</summary>
    public static int Next() => Next(1)[0];

    /// <summary>Several different free ports.</summary>
    public static int[] Next(int count)
    {
        var listeners = new List<TcpListener>(count);
        try
        {
            for (var i = 0; i < count; i++)
            {
                var listener = new TcpListener(IPAddress.Loopback, 0);
                listeners.Add(listener);
                listener.Start();
            }

            return [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        }
        finally
        {
            listeners.ForEach(listener => listener.Dispose());
        }
    }
}
