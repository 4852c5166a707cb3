using Bidding.Core.Ledger;

namespace Bidding.LoadTest.Bench.Ledger;

/// <summary>A ledger of its own for one bench, and what its database takes of plain rows.</summary>
internal interface IBenchedLedger : IAsyncDisposable
{
    ILedgerStore Store { get; }

    /// <summary>For people: what it is kept in and how it is flushed.</summary>
    string Description { get; }

    /// <summary>Whose CPU time counts: a database in this process has its share in it.</summary>
    string CpuOf { get; }

    /// <summary>Plain rows a second, without any index, key or decision, in transactions of this size, each flushed to disk.</summary>
    double MeasurePlainRows(int rowsPerCommit, double seconds);

    /// <summary>On disk, indexes included.</summary>
    long ReadBytes();
}
