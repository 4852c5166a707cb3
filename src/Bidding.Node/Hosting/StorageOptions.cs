namespace Bidding.Node.Hosting;

/// <summary>Where a node keeps its state; section <c>Storage</c>.</summary>
internal sealed class StorageOptions
{
    public const string Section = "Storage";

    /// <summary><c>sqlite</c>: embedded, in the data folder, for a node on its own. <c>postgres</c>: shared by the nodes of a cluster.</summary>
    public string Provider { get; set; } = "sqlite";

    /// <summary>Of the PostgreSQL database that holds catalog and grain state, in Npgsql's form.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>A file that holds it instead, so that its password stands in no other place.</summary>
    public string ConnectionStringFile { get; set; } = "";
}

/// <summary>The ledger's databases; section <c>Ledger</c>.</summary>
internal sealed class LedgerOptions
{
    public const string Section = "Ledger";

    /// <summary>Campaigns are spread over them; their order is part of the ledger's layout. None: the one of <see cref="StorageOptions"/>.</summary>
    public string[] ConnectionStrings { get; set; } = [];

    /// <summary>A file that holds them instead, one a line.</summary>
    public string ConnectionStringsFile { get; set; } = "";
}
