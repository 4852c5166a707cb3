using Bidding.Core.Activations;
using Bidding.Core.Escrow;
using Bidding.Core.Ledger;
using Bidding.Core.Portfolios;

namespace Bidding.Simulator.Faults;

/// <summary>
/// What a simulated world is built of. The defaults are production's own; a test of the auditor puts a defective part in the place of one of them.
/// </summary>
public sealed record Parts
{
    public static Parts Production { get; } = new();

    public IActivationRules Rules { get; init; } = ActivationRules.Default;

    public IAllotmentRules Allotments { get; init; } = AllotmentRules.Default;

    /// <summary>Stands between an activation and its way to the ledger; called once per activation.</summary>
    public Func<ILedgerStore, ILedgerStore> Ledger { get; init; } = ledger => ledger;

    /// <summary>Changes the escrow settings that activations get; the auditor is told the right ones.</summary>
    public Func<EscrowSettings, EscrowSettings> Escrow { get; init; } = settings => settings;
}
