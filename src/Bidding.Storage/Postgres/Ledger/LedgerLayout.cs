using Npgsql;

namespace Bidding.Storage.Postgres.Ledger;

/// <summary>
/// Which campaign's stream is in which ledger database: by its number, over a count of databases that is fixed when the ledger is made. Each database knows its place
/// and their count, so that settings which would look for a stream where it is not are refused, not followed.
/// </summary>
public static class LedgerLayout
{
    /// <summary>Months ahead for which a migration makes partitions. A node makes the next one itself where it may.</summary>
    private const int MonthsAhead = 3;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    /// <summary>Index of the database that holds this stream. Neighbouring numbers are spread: the multiplier is 2^32 divided by the golden ratio (Knuth, vol. 3, 6.4).</summary>
    public static int PlaceOf(int stream, int databases) => (int)((unchecked((uint)stream * 2_654_435_769u) >> 7) % (uint)databases);

    /// <summary>Which of a node's writers appends to a stream. By other bits than its place, and fixed for a process only.</summary>
    internal static int WriterOf(int stream, int writers) => (int)((unchecked((uint)stream * 2_654_435_769u) >> 18) % (uint)writers);

    /// <summary>Lays a new ledger out, and makes the next months' partitions. Throws <see cref="StorageOpenException"/> where the databases are laid out otherwise.</summary>
    internal static IReadOnlyList<string> Prepare(IReadOnlyList<PostgresDatabase> databases)
    {
        var connections = new List<NpgsqlConnection>();
        try
        {
            foreach (var database in databases) connections.Add(Connect(database));
            // Held until the connection closes: of two that lay a ledger out at once, the second finds it done.
            Execute(connections[0], "SELECT pg_advisory_lock(hashtext('bidding ledger layout'))");
            var done = new List<string>();
            var places = connections.ConvertAll(Read);
            if (places.TrueForAll(place => place is null))
            {
                var id = Guid.NewGuid();
                for (var i = 0; i < connections.Count; i++) Write(connections[i], new(id, i, connections.Count));
                done.Add($"ledger laid out over {connections.Count} database{(connections.Count == 1 ? "" : "s")}");
                places = connections.ConvertAll(Read);
            }

            Refuse(databases, places);
            foreach (var connection in connections) MakePartitions(connection);
            return done;
        }
        catch (Exception error) when (PostgresFaults.Is(error))
        {
            throw new StorageOpenException($"The ledger's databases cannot be prepared: {error.Message}", error);
        }
        finally
        {
            connections.ForEach(connection => connection.Dispose());
        }
    }

    /// <summary>Throws <see cref="StorageOpenException"/> unless these databases, in this order, are the ones the ledger was laid out over.</summary>
    internal static void Check(IReadOnlyList<PostgresDatabase> databases)
    {
        var places = new List<Place?>();
        foreach (var database in databases)
        {
            using var connection = database.Connect(Deadline);
            try
            {
                places.Add(Read(connection));
            }
            catch (Exception error) when (PostgresFaults.Is(error))
            {
                throw database.Unreachable(error);
            }
        }

        Refuse(databases, places);
    }

    private static void Refuse(IReadOnlyList<PostgresDatabase> databases, List<Place?> places)
    {
        var id = places.Find(place => place is not null)?.Id;
        for (var i = 0; i < databases.Count; i++)
        {
            var problem = places[i] switch
            {
                null => "is not part of this ledger",
                { } place when place.Id != id => "belongs to another ledger",
                { Databases: < 0 } => "was copied to other databases by 'ledger spread', and those are the ledger since",
                { } place when place.Databases != databases.Count => $"is one of {place.Databases} that this ledger was laid out over, and {databases.Count} are configured",
                { } place when place.Position != i => $"stands at position {place.Position} of this ledger, and at {i} in the settings",
                _ => null,
            };
            if (problem is not null)
            {
                throw new StorageOpenException(
                    $"The {databases[i]} {problem}. Campaigns are spread over the ledger's databases by their number: with other databases, or in another order, their streams would "
                    + "be looked for where they are not. Configure those that the ledger was laid out over, in their order. Adding one means a new ledger into which streams are copied.");
            }
        }
    }

    private static NpgsqlConnection Connect(PostgresDatabase database) => database.Connect(Deadline);

    private static Place? Read(NpgsqlConnection connection)
    {
        using var command = new NpgsqlCommand("SELECT id, position, databases FROM ledger.layout", connection);
        using var row = command.ExecuteReader();
        return row.Read() ? new Place(row.GetGuid(0), row.GetInt32(1), row.GetInt32(2)) : null;
    }

    private static void Write(NpgsqlConnection connection, Place place)
    {
        using var command = new NpgsqlCommand("INSERT INTO ledger.layout (id, position, databases) VALUES ($1, $2, $3)", connection);
        command.Parameters.AddWithValue(place.Id);
        command.Parameters.AddWithValue(place.Position);
        command.Parameters.AddWithValue(place.Databases);
        command.ExecuteNonQuery();
    }

    private static void Execute(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    private static void MakePartitions(NpgsqlConnection connection)
    {
        using var command = new NpgsqlCommand(
            "SELECT ledger.ensure_partition((extract(epoch FROM now() + make_interval(months => m)) * 1000)::bigint) FROM generate_series(0, $1) AS m", connection);
        command.Parameters.AddWithValue(MonthsAhead);
        command.ExecuteNonQuery();
    }

    private sealed record Place(Guid Id, int Position, int Databases);
}
