using Bidding.Storage.Ledger;
using Prometheus;

namespace Bidding.Storage.Tests.Ledger;

public sealed class AppendQueueTests
{
    [Fact]
    public async Task QueueLength_OfTwoQueues_IsTheirSumAtEveryMoment()
    {
        var gauge = Metrics.WithCustomRegistry(Metrics.NewCustomRegistry()).CreateGauge("waiting", "Appends that wait.");
        var options = new LedgerStoreOptions();
        AppendQueue one = new(options, TimeProvider.System, waiting: gauge), two = new(options, TimeProvider.System, waiting: gauge);
        var stream = new TestStream(null!, 1);
        var answers = new[] { one, one, two }.Select(queue => queue.AppendAsync(stream.Next(TestStream.Post(1, 1)), default).AsTask()).ToArray();
        Assert.Equal(3, gauge.Value);

        var group = new List<PendingAppend>();
        one.Gather(group);
        Assert.Equal(1, gauge.Value);

        two.Fail(new InvalidOperationException("stopped"));
        Assert.Equal(0, gauge.Value);
        group.ForEach(pending => pending.Fail(new Core.Ledger.LedgerUnavailableException("stopped", new InvalidOperationException())));
        await Assert.ThrowsAsync<Core.Ledger.LedgerUnavailableException>(() => answers[0]);
        await Assert.ThrowsAsync<Core.Ledger.LedgerUnavailableException>(() => answers[2]);
        one.Close();
        await Assert.ThrowsAsync<Core.Ledger.LedgerUnavailableException>(async () => await one.AppendAsync(stream.Next(TestStream.Post(2, 1)), default));
        Assert.Equal(0, gauge.Value);
    }
}
