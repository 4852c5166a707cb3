using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using Bidding.Gateway.Health;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Bidding.GatewayTests.Health;

public sealed class LedgerProbeTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);
    private readonly FakeTimeProvider _time = new();
    private readonly Reader _ledger = new();
    private readonly LedgerProbe _probe;

    public LedgerProbeTests() => _probe = new(_ledger, _time, NullLogger<LedgerProbe>.Instance);

    public void Dispose() => _probe.Dispose();

    [Fact]
    public async Task Ledger_ThatNeverAnswered_IsMissing()
    {
        _ledger.IsSilent = true;
        await _probe.StartAsync(CancellationToken.None);
        await PassAsync(3);
        Assert.NotEmpty(_probe.Missing);
        _ledger.IsSilent = false;
        await PassAsync(1);
        await Eventually.TrueAsync(() => _probe.Missing.Length == 0, Deadline, "it is not missed any more");
    }

    [Fact]
    public async Task Ledger_SilentForThirtySeconds_IsNotMissedWhileBidsGoOnWithoutIt()
    {
        await _probe.StartAsync(CancellationToken.None);
        await Eventually.TrueAsync(() => _probe.Missing.Length == 0, Deadline, "it has answered");
        _ledger.IsSilent = true;
        await PassAsync(40);
        Assert.Empty(_probe.Missing);
        await PassAsync(10);
        await Eventually.TrueAsync(() => _probe.Missing.Length > 0, Deadline, "it is missed: nothing can be granted any more");
        _ledger.IsSilent = false;
        await PassAsync(1);
        await Eventually.TrueAsync(() => _probe.Missing.Length == 0, Deadline, "it is not missed any more");
    }

    private async Task PassAsync(int seconds)
    {
        for (; seconds > 0; seconds--)
        {
            var asked = _ledger.Asked;
            _time.Advance(TimeSpan.FromSeconds(1));
            await Eventually.TrueAsync(() => _ledger.Asked > asked, Deadline, "the ledger is asked");
        }
    }

    private sealed class Reader : ILedgerReader
    {
        private int _asked;

        public volatile bool IsSilent;

        public int Asked => Volatile.Read(ref _asked);

        public ValueTask<StreamHead> ReadHeadAsync(CampaignNumber stream, CancellationToken cancel)
        {
            Interlocked.Increment(ref _asked);
            return IsSilent ? throw new LedgerUnavailableException("silent") : ValueTask.FromResult(default(StreamHead));
        }

        public ValueTask<StreamSnapshot?> ReadSnapshotAsync(CampaignNumber stream, CancellationToken cancel) => throw new NotSupportedException();

        public IAsyncEnumerable<LedgerEntry> ReadEntriesAsync(CampaignNumber stream, long afterSeq, CancellationToken cancel) => throw new NotSupportedException();

        public ValueTask<IReadOnlyList<LedgerEntry>> FindByBidsAsync(CampaignNumber stream, IReadOnlyCollection<BidId> bids, CancellationToken cancel) => throw new NotSupportedException();

        public ValueTask<IReadOnlySet<EventKey>> FindKeysAsync(CampaignNumber stream, IReadOnlyCollection<EventKey> keys, CancellationToken cancel) => throw new NotSupportedException();

        public ValueTask<IReadOnlyList<UserImpression>> ReadUserImpressionsAsync(ulong userKey, long sinceMs, int max, CancellationToken cancel) => throw new NotSupportedException();

        public IAsyncEnumerable<ulong> ReadUserKeysAsync(long sinceMs, CancellationToken cancel) => throw new NotSupportedException();

        public ValueTask<IReadOnlyList<CampaignNumber>> ReadStreamsAsync(CancellationToken cancel) => throw new NotSupportedException();

        public ValueTask<IReadOnlyList<AccountBalance>> ReadBalancesAsync(CancellationToken cancel) => throw new NotSupportedException();

        public ValueTask<ILedgerImage> OpenImageAsync(CampaignNumber stream, CancellationToken cancel) => throw new NotSupportedException();
    }
}
