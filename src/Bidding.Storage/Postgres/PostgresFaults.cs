using System.Net.Sockets;
using Npgsql;

namespace Bidding.Storage.Postgres;

/// <summary>What a call to PostgreSQL throws when the server refuses, does not answer, or is not there.</summary>
internal static class PostgresFaults
{
    public static bool Is(Exception error) => error is NpgsqlException or TimeoutException or IOException or SocketException;
}
