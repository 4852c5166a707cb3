using Bidding.Core.Amounts;
using Bidding.Core.Ledger;
using Bidding.Core.Tokens;
using Bidding.Gateway.Notices;
using Bidding.GatewayTests.Rig;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bidding.GatewayTests.Notices;

public sealed class NoticeIntakeTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);
    private readonly BidRig _rig = new(options => options.NoticesWaitingMax = 3);
    private readonly FakeCampaigns _campaigns = new();
    private readonly NoticeGatherer _gatherer;
    private readonly NoticeIntake _intake;

    public NoticeIntakeTests()
    {
        _rig.Add(Creatives.Banner);
        _gatherer = new NoticeGatherer(_campaigns.Find, _rig.Options, _rig.Time, NullLogger<NoticeGatherer>.Instance);
        _intake = new NoticeIntake(new NoticeReader(_rig.Tokens, _rig.Directory, _rig.Rates, _rig.Time), _gatherer, _rig);
    }

    [Theory]
    [InlineData("1.25", "USD", PriceState.Given, "1.25")]
    [InlineData("1.25", null, PriceState.Given, "1.25")]
    [InlineData("1.25", "${AUCTION_CURRENCY}", PriceState.Given, "1.25")]
    [InlineData("1", "EUR", PriceState.Given, "2.00")]
    [InlineData("1", "JPY", PriceState.Malformed, "0.00")]
    [InlineData("${AUCTION_PRICE}", "USD", PriceState.Unexpanded, "0.00")]
    [InlineData("%24%7BAUCTION_PRICE%7D", "USD", PriceState.Unexpanded, "0.00")]
    [InlineData("AUDIT", "USD", PriceState.Audit, "0.00")]
    [InlineData("", "USD", PriceState.Missing, "0.00")]
    [InlineData(null, null, PriceState.Missing, "0.00")]
    [InlineData("-1", "USD", PriceState.Negative, "0.00")]
    [InlineData("cheap", "USD", PriceState.Malformed, "0.00")]
    public async Task Read_APrice_IsTakenForWhatItIs(string? price, string? currency, PriceState state, string expected)
    {
        var token = await TokenAsync();
        Assert.Equal(TokenError.None, _intake.Read(NoticeKind.Billing, token, new(price, currency, null), out var notice));
        Assert.Equal((state, expected), (notice.PriceState, notice.ClearingPrice.ToString()));
    }

    [Fact]
    public async Task Read_AnotherKindsToken_IsForged()
    {
        var token = await TokenAsync();
        Assert.Equal(TokenError.Forged, _intake.Read(NoticeKind.Impression, token, default, out _));
        Assert.Equal(TokenError.Malformed, _intake.Read(NoticeKind.Win, "", default, out _));
    }

    [Fact]
    public async Task Read_AfterThirtyDays_IsExpired()
    {
        var token = await TokenAsync();
        _rig.Time.Advance(TimeSpan.FromDays(29));
        Assert.Equal(TokenError.None, _intake.Read(NoticeKind.Win, token, default, out _));
        _rig.Time.Advance(TimeSpan.FromDays(2));
        Assert.Equal(TokenError.Expired, _intake.Read(NoticeKind.Win, token, default, out _));
    }

    [Fact]
    public async Task Take_SeveralNotices_SendsThemInOneBatchAndAnswersEachItsOwn()
    {
        _campaigns.Answer = notices => Task.FromResult(notices.Select(notice => new NoticeResult(NoticeOutcome.Accepted, notice.Kind.ToString())).ToArray());
        var token = await TokenAsync();
        var win = _intake.TakeAsync(NoticeKind.Win, token, new("1", null, null)).AsTask();
        var loss = _intake.TakeAsync(NoticeKind.Loss, token, new(null, null, "102")).AsTask();
        await GatherAsync(win, loss);
        Assert.Equal(["Win", "Loss"], [(await win).Result.Reason, (await loss).Result.Reason]);
        Assert.Single(_campaigns.Batches);
        Assert.Equal(102, _campaigns.Notices.Last().LossReason);
    }

    [Fact]
    public async Task Take_WhenTheCampaignFails_IsNotDurable()
    {
        _campaigns.Answer = _ => Task.FromException<NoticeResult[]>(new TimeoutException());
        var intake = _intake.TakeAsync(NoticeKind.Win, await TokenAsync(), default).AsTask();
        await GatherAsync(intake);
        Assert.False((await intake).IsDurable);
        Assert.Equal(0, _gatherer.Waiting);
    }

    [Fact]
    public async Task Take_WhenTheCampaignIsSilent_EndsAtTheDeadline()
    {
        _campaigns.Answer = _ => new TaskCompletionSource<NoticeResult[]>().Task;
        var intake = _intake.TakeAsync(NoticeKind.Win, await TokenAsync(), default).AsTask();
        await GatherAsync(intake);
        Assert.False((await intake).IsDurable);
    }

    [Fact]
    public async Task Take_BeyondTheBound_IsRefusedAtOnceAndTakenLater()
    {
        var token = await TokenAsync();
        var waiting = Enumerable.Range(0, 3).Select(_ => _intake.TakeAsync(NoticeKind.Win, token, default).AsTask()).ToArray();
        var over = await _intake.TakeAsync(NoticeKind.Win, token, default);
        Assert.Equal((NoticeOutcome.Unavailable, "overloaded"), (over.Result.Outcome, over.Result.Reason));
        await GatherAsync(waiting);
        Assert.All(waiting, intake => Assert.True(intake.Result.IsDurable));
        Assert.Equal(3, _campaigns.Notices.Count());
    }

    [Fact]
    public async Task Take_WhileTheCampaignsLedgerIsSilent_IsRefusedWithoutACallUntilItIsTriedAgain()
    {
        _campaigns.Answer = notices => Task.FromResult(notices.Select(_ => new NoticeResult(NoticeOutcome.Unavailable, NoticeResult.LedgerUnavailable)).ToArray());
        var token = await TokenAsync();
        var first = _intake.TakeAsync(NoticeKind.Win, token, default).AsTask();
        _rig.Time.Advance(TimeSpan.FromMilliseconds(50));

        // A crowd of repeats is answered as the campaign answered, by the gateway alone.
        Assert.False((await first.WaitAsync(Deadline)).IsDurable);
        for (var repeat = 0; repeat < 100; repeat++)
        {
            var refused = _intake.TakeAsync(NoticeKind.Win, token, default);
            Assert.True(refused.IsCompleted);
            Assert.Equal(new NoticeResult(NoticeOutcome.Unavailable, NoticeResult.LedgerUnavailable), (await refused).Result);
        }

        Assert.Single(_campaigns.Batches);
        _campaigns.Answer = notices => Task.FromResult(notices.Select(_ => new NoticeResult(NoticeOutcome.Accepted, "")).ToArray());
        _rig.Time.Advance(TimeSpan.FromMilliseconds(300));
        var again = _intake.TakeAsync(NoticeKind.Win, token, default).AsTask();
        await GatherAsync(again);
        Assert.True((await again).IsDurable);
    }

    [Fact]
    public async Task Take_OfATestBid_IsIgnoredAndReachesNoCampaign()
    {
        var intake = await _intake.TakeAsync(NoticeKind.Win, await TokenAsync("\"test\":1"), default);
        Assert.Equal(NoticeOutcome.Ignored, intake.Result.Outcome);
        Assert.Empty(_campaigns.Batches);
    }

    [Theory]
    [InlineData("\"user\":{\"id\":\"u\"}", true, NoticeOutcome.Accepted, 1)]
    [InlineData("\"user\":{\"id\":\"u\"}", true, NoticeOutcome.Late, 1)]
    [InlineData("\"user\":{\"id\":\"u\"}", true, NoticeOutcome.Duplicate, 0)]
    [InlineData("\"user\":{\"id\":\"u\"}", false, NoticeOutcome.Accepted, 0)]
    [InlineData("\"user\":{\"id\":\"u\"},\"regs\":{\"coppa\":1}", true, NoticeOutcome.Accepted, 0)]
    [InlineData("\"tmax\":100", true, NoticeOutcome.Accepted, 0)]
    public async Task Take_AnImpression_TellsTheProfileOnceAndOnlyWhereItMayAndMust(string more, bool capped, NoticeOutcome outcome, int told)
    {
        if (capped)
        {
            // Dearer than the other campaign, so that the bid is this one's.
            _rig.Add(Creatives.Banner, campaign => campaign with
            {
                Bidding = new() { Max = new(20_000_000_000) },
                FrequencyCaps = [new(1_000, NodaTime.Duration.FromHours(1))],
                BidWithoutUserId = true,
            });
        }

        _campaigns.Answer = notices => Task.FromResult(notices.Select(_ => new NoticeResult(outcome, "")).ToArray());
        var bid = await _rig.OnlyBidAsync(Requests.With(Requests.BannerImp, more));
        var beacon = bid.Adm.Split("https://bid.example/i/")[1].Split('?')[0];
        var intake = _intake.TakeAsync(NoticeKind.Impression, beacon, default).AsTask();
        await GatherAsync(intake);
        Assert.Equal(told, _rig.ShownImpressions.Count);
    }

    private async Task<string> TokenAsync(string more = "")
    {
        var bid = await _rig.OnlyBidAsync(Requests.With(Requests.BannerImp, more));
        return new Uri(bid.Nurl.Split('?')[0]).Segments[^1];
    }

    /// <summary>Lets the gathering time, and any deadline, pass.</summary>
    private Task GatherAsync(params Task[] intakes) => Eventually.TrueAsync(
        () =>
        {
            _rig.Time.Advance(TimeSpan.FromSeconds(1));
            return intakes.All(intake => intake.IsCompleted);
        },
        Deadline,
        "the notices were not answered");
}
