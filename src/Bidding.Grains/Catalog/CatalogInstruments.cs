using Bidding.Contracts;
using Bidding.Core.Campaigns.Definitions;
using Prometheus;

namespace Bidding.Grains.Catalog;

/// <summary>The catalog seen from outside.</summary>
internal static class CatalogInstruments
{
    private static readonly Counter Writes = Metrics.CreateCounter(
        "catalog_writes_total", "Commands to the catalog, by kind of resource, verb and outcome.", "kind", "verb", "outcome");

    public static void Count(CatalogCommand command, CatalogOutcome outcome) =>
        Writes.WithLabels(CatalogNames.Kinds.NameOf(command.Kind), command.Verb.ToString().ToLowerInvariant(), outcome.ToString().ToLowerInvariant()).Inc();
}
