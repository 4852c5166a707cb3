using Npgsql;

namespace Bidding.Storage.Postgres;

/// <summary>
/// One PostgreSQL database as it was configured, with the deadlines that every call to it has. Its text never shows a password. Connect directly or through a pooler
/// that keeps sessions: the settings of a session must hold from one statement to the next.
/// </summary>
public sealed class PostgresDatabase
{
    /// <summary>To connect: a server that is up answers within milliseconds, and whoever waits here waits with a notice in hand.</summary>
    private const int ConnectSeconds = 3;

    /// <summary>
    /// Beyond the deadline that calls have by <see cref="CallDeadline"/>: the driver's own timeout blocks a thread of the pool, so it is only the net beneath, and of grain state, which
    /// Orleans reads and writes without another.
    /// </summary>
    private static readonly TimeSpan NetBeneath = TimeSpan.FromSeconds(60);

    private const string GssEncryption = "GSS Encryption Mode";

    private readonly NpgsqlConnectionStringBuilder _settings;

    private PostgresDatabase(NpgsqlConnectionStringBuilder settings) => _settings = settings;

    /// <exception cref="StorageOpenException">It is no connection string, or names no host or database.</exception>
    public static PostgresDatabase Parse(string connectionString)
    {
        try
        {
            var settings = new NpgsqlConnectionStringBuilder(connectionString);
            if (string.IsNullOrEmpty(settings.Host) || string.IsNullOrEmpty(settings.Database))
            {
                throw new StorageOpenException("A connection string of PostgreSQL names at least Host and Database, such as Host=db1;Database=bidding;Username=bidding.");
            }

            // Unless asked for: else each connection first looks for Kerberos, which images without a shell do not hold, and fails at it before it goes on.
            if (!settings.ShouldSerialize(GssEncryption))
            {
                settings.GssEncryptionMode = GssEncryptionMode.Disable;
            }

            return new PostgresDatabase(settings);
        }
        catch (Exception error) when (error is ArgumentException or FormatException or InvalidOperationException)
        {
            // The text may hold a password: it is not repeated.
            throw new StorageOpenException($"A connection string of PostgreSQL cannot be read: {error.Message}");
        }
    }

    public override string ToString() => $"database {_settings.Database} on {_settings.Host}:{_settings.Port}";

    /// <summary>For Orleans' own storage, which opens connections by itself.</summary>
    public string ConnectionStringFor(string schema, int connectionsMax) => Settings(schema, connectionsMax, NetBeneath).ConnectionString;

    /// <param name="schema">Whose tables are meant by their bare names.</param>
    /// <param name="connectionsMax">Connections at once; who finds none free waits as long as for connecting.</param>
    /// <param name="deadline">That calls keep by <see cref="CallDeadline"/>.</param>
    /// <param name="session">Settings that each connection starts with.</param>
    internal NpgsqlDataSource Open(string schema, int connectionsMax, TimeSpan deadline, string session)
    {
        var builder = new NpgsqlDataSourceBuilder(Settings(schema, connectionsMax, deadline + NetBeneath).ConnectionString);
        builder.UsePhysicalConnectionInitializer(
            connection =>
            {
                using var command = new NpgsqlCommand(session, connection);
                command.ExecuteNonQuery();
            },
            async connection =>
            {
                var command = new NpgsqlCommand(session, connection);
                await using (command.ConfigureAwait(false)) await command.ExecuteNonQueryAsync().ConfigureAwait(false);
            });
        return builder.Build();
    }

    /// <summary>For a program that changes the schema: connections are not kept.</summary>
    internal string ConnectionStringForMigration(string schema) =>
        new NpgsqlConnectionStringBuilder(ConnectionStringFor(schema, 2)) { Pooling = false }.ConnectionString;

    /// <summary>One connection that is not kept. Throws <see cref="StorageOpenException"/>.</summary>
    internal NpgsqlConnection Connect(TimeSpan deadline)
    {
        var settings = Settings("public", 1, deadline);
        settings.Pooling = false;
        var connection = new NpgsqlConnection(settings.ConnectionString);
        try
        {
            connection.Open();
            return connection;
        }
        catch (Exception error) when (PostgresFaults.Is(error))
        {
            connection.Dispose();
            throw Unreachable(error);
        }
    }

    internal StorageOpenException Unreachable(Exception error) =>
        new($"The {this} cannot be opened: {error.Message}", error) { IsServerUnreachable = error is not PostgresException };

    private NpgsqlConnectionStringBuilder Settings(string schema, int connectionsMax, TimeSpan deadline) => new(_settings.ConnectionString)
    {
        SearchPath = schema,
        MaxPoolSize = connectionsMax,
        Timeout = ConnectSeconds,
        CommandTimeout = Math.Max(1, (int)Math.Ceiling(deadline.TotalSeconds)),
        // A statement that was given up is not waited for: its connection is dropped.
        CancellationTimeout = -1,
        // Statements are few and come again and again.
        MaxAutoPrepare = 64,
        AutoPrepareMinUsages = 2,
        // A reset would undo the session's settings.
        NoResetOnClose = true,
        IncludeErrorDetail = false,
        ApplicationName = _settings.ApplicationName ?? $"bidding {schema}",
    };
}
