namespace Bidding.LoadTest.Soak;

/// <summary>One look at a node under steady load.</summary>
/// <param name="Seconds">Since the judged part began.</param>
/// <param name="WorkingSetMb">All memory of its process.</param>
/// <param name="HeapMb">Managed heap, with what the next collection will free.</param>
/// <param name="Handles">Open file descriptors, sockets among them.</param>
/// <param name="LedgerWaiting">Appends that wait for the ledger's writer.</param>
/// <param name="LedgerLagMs">99th percentile, since the last look, from an append's call to its durable answer.</param>
/// <param name="P99Ms">Of the bids answered since the last look.</param>
internal sealed record SoakSample(
    double Seconds, double WorkingSetMb, double HeapMb, double Handles, double Threads, double LedgerWaiting, double LedgerLagMs, double P99Ms);
