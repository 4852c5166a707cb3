using Bidding.Core.Escrow;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Bidding.Gateway.Health;

/// <summary>
/// Asks the ledger for something small every second. A node that never had an answer is not ready. One whose ledger has fallen silent stays so for as long as campaigns may grant
/// leases without it: all nodes wait for the same database, and if all of them left, nobody would bid. After that there is nothing left to bid with.
/// </summary>
internal sealed class LedgerProbe(ILedgerReader ledger, TimeProvider time, ILogger<LedgerProbe> log) : BackgroundService, IReadiness
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = new EscrowSettings().Authority;
    private static readonly CampaignNumber AnyStream = new(1);
    private volatile string _missing = "the ledger has not answered yet";

    public string Name => "ledger";

    public string Missing => _missing;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var ticks = new PeriodicTimer(Period, time);
        long? answeredAt = null;
        do
        {
            var askedAt = time.GetTimestamp();
            try
            {
                await ledger.ReadHeadAsync(AnyStream, stoppingToken).AsTask().WaitAsync(Deadline, time, stoppingToken);
                answeredAt = askedAt;
                _missing = "";
            }
            catch (Exception e) when (e is LedgerUnavailableException or TimeoutException)
            {
                log.LedgerSilent(e);
                if (answeredAt is not { } since || time.GetElapsedTime(since) >= Patience)
                {
                    _missing = "the ledger does not answer";
                }
            }
        }
        while (await ticks.WaitForNextTickAsync(stoppingToken));
    }
}

internal static partial class HealthLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "The ledger does not answer")]
    public static partial void LedgerSilent(this ILogger log, Exception exception);
}
