using Bidding.Core.Ledger;
using Bidding.LoadTest.Demo;

namespace Bidding.LoadTest.Chaos.Faults;

/// <summary>Real processes that faults are made in.</summary>
internal interface IStage : IAsyncDisposable
{
    /// <summary>Where its nodes take gRPC.</summary>
    IReadOnlyList<Uri> Nodes { get; }

    /// <summary>Where they take HTTP, in the same order.</summary>
    IReadOnlyList<Uri> HttpNodes { get; }

    IReadOnlyList<Fault> Faults { get; }

    /// <summary>Returns when every node is ready, those that ended started again.</summary>
    Task WaitUntilWholeAsync(CancellationToken cancel);

    /// <summary>Over the ledger's entries; the caller disposes it.</summary>
    ILedgerReader OpenLedger();

    /// <summary><c>ledger verify</c>.</summary>
    Task<LedgerVerdict> VerifyAsync(CancellationToken cancel);
}
