namespace Bidding.Storage.Postgres;

/// <summary>What a session is set to when it starts.</summary>
internal static class PostgresSession
{
    /// <summary>
    /// Success is answered on a flushed commit, whatever the server's default; and a process that froze within a transaction does not keep its locks from its successor.
    /// </summary>
    public const string Writes = """
        SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') IN ('off', 'local');
        SET idle_in_transaction_session_timeout = '5s';
        """;

    /// <summary>
    /// Plans that stay right however large a table grows: every statement of the ledger goes by an index, in the order of its arguments, and a plan made on an empty table
    /// is kept. Their compilation costs more than they do.
    /// </summary>
    public const string LedgerReads = """
        SET plan_cache_mode = force_generic_plan;
        SET enable_seqscan = off;
        SET enable_hashjoin = off;
        SET enable_mergejoin = off;
        SET jit = off;
        """;

    /// <summary>Both.</summary>
    public const string LedgerWrites = Writes + LedgerReads;
}
