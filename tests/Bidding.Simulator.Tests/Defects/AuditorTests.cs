using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Simulator.Faults;
using Xunit.Abstractions;

namespace Bidding.SimulatorTests.Defects;

/// <summary>
/// That the auditor can not be fooled: each of these defects is put into the place of the right part, and must be found; the same seeds without it are clean.
/// </summary>
public sealed class AuditorTests(ITestOutputHelper output)
{
    private const int SeedsMax = 80;
    private static readonly TimeSpan Often = TimeSpan.FromSeconds(1.5);

    /// <summary>Nothing but exchanges that lose, and say so twice.</summary>
    private static readonly Weather Losses = new() { Wins = 0.5, Silence = 0.1, NoticeDuplicates = 0.8, Trouble = TimeSpan.Zero, Rate = 20 };

    private static readonly Weather Crashes = new() { Faults = [Fault.Crash, Fault.ActivateTwice, Fault.RaiseBudget], Trouble = Often, NoticesLate = 0.2, CallLoss = 0.1, Rate = 20 };

    /// <summary>Exchanges that refuse every bid and say so, often too late; nothing else goes wrong than the faults named.</summary>
    private static readonly Weather Refusals = new() { Wins = 0, Silence = 0, Rate = 30, SlowCalls = 0, CallLoss = 0, LedgerCallLoss = 0, NoticeLoss = 0, NoticeDuplicates = 0 };

    [Fact]
    public void ABidReleasedTwice_IsFound() => Finds(new() { Rules = new ReleasesTwice() }, Losses);

    [Fact]
    public void ExpiryWithoutSlack_IsFound() => Finds(
        new() { Escrow = e => e with { Slack = TimeSpan.Zero, Tmax = TimeSpan.Zero } },
        new() { Faults = [Fault.PeerCut, Fault.LedgerCut, Fault.RaiseBudget], Trouble = Often, SlowCalls = 0.3, Wins = 0.9, Rate = 20 });

    [Fact]
    public void AReportThatFreesMoneyAgainAfterACrash_IsFound() => Finds(
        new() { Rules = new RepeatedReportsFreeTwice() },
        Refusals with { Silence = 1, CallLoss = 0.2, Faults = [Fault.Crash, Fault.ActivateTwice], Trouble = TimeSpan.FromSeconds(8) },
        s => Tight(s, 1) with { Nodes = 8 });

    [Fact]
    public void InheritedMoneyShrunkByANotice_IsFound() => Finds(
        new() { Rules = new NoticesShrinkInherited() },
        Refusals with { NoticesLate = 0.7, Faults = [Fault.Crash, Fault.ActivateTwice], Trouble = TimeSpan.FromSeconds(8) },
        s => Tight(s, 1),
        first: 34);

    [Fact]
    public void InheritedMoneyShrunkByAReport_IsFound() => Finds(
        new() { Rules = new ReportsShrinkInherited() },
        Refusals with { Silence = 1, CallLoss = 0.1, Faults = [Fault.Crash, Fault.ActivateTwice], Trouble = TimeSpan.FromSeconds(8) },
        s => Tight(s, 1));

    [Fact]
    public void NoTakeoverAppend_IsFound() => Finds(new() { Ledger = right => new NeverTakesOver(right) }, Crashes);

    [Fact]
    public void AuthorityCountedFromTheReply_IsFound() => Finds(
        new() { Rules = new AuthorityFromTheReply() },
        Refusals with { Silence = 1, SlowCalls = 0.5, Faults = [Fault.SplitBrain], Trouble = TimeSpan.FromSeconds(25) },
        s => Tight(s, 1),
        first: 32);

    [Fact]
    public void ALatePostThatDoesNotRaiseTheMark_IsFound() => Finds(
        new() { Rules = new LatePostsLeaveTheMark() },
        Refusals with { Wins = 0.9, NoticesLate = 0.7, Faults = [Fault.Crash, Fault.ActivateTwice], Trouble = TimeSpan.FromSeconds(8) },
        s => Tight(s, 1));

    [Fact]
    public void WindowIdsReusedByTheNextActivation_AreFound() => Finds(
        new() { Rules = new WindowIdsAreReused() },

        // Late losses of windows that expired long ago, while the next activation is at the same count and no longer covered by what it inherited.
        Refusals with { NoticesLate = 0.7, Faults = [Fault.ActivateTwice], Trouble = TimeSpan.FromSeconds(25) },
        s => Tight(s, 1));

    [Fact]
    public void SingleRowsOfABatchDropped_AreFound() => Finds(new() { Ledger = right => new DropsRowsOfBatches(right) }, new());

    [Fact]
    public void ADuplicateCounted_IsFound() => Finds(new() { Rules = new CountsDuplicates() }, new());

    [Fact]
    public void ADaysMoneyBookedToTheNext_IsFound() => Finds(new() { Rules = new BooksToTheDayOfTheNotice() }, new());

    [Fact]
    public void ALoweredBudgetClawedBack_IsFound() => Finds(
        new() { Rules = new ClawsBackLoweredBudgets() }, new() { Faults = [Fault.LowerBudget], Trouble = Often, Wins = 0.9, Rate = 20 });

    [Fact]
    public void AnAcknowledgementBeforeItIsDurable_IsFound() => Finds(new() { Ledger = right => new AcknowledgesTooEarly(right) }, new());

    [Fact]
    public void AnAllotmentRaisedBeforeAnothersFallIsConfirmed_IsFound() => Finds(new() { Allotments = new RisesBeforeTheFall() }, Scarce, Shared);

    [Fact]
    public void AnOldWordBelieved_IsFound() => Finds(new() { Allotments = new BelievesOldWords() }, Scarce with { SlowCalls = 0.4, CallLoss = 0.1 }, Shared);

    [Fact]
    public void AnAllotmentForgottenAtTakeover_IsFound() => Finds(new() { Ledger = right => new ForgetsWhatItGave(right) }, Scarce, Shared);

    [Fact]
    public void WhatIsReservedGivenBack_IsFound() => Finds(new() { Allotments = new GivesBackWhatIsReserved() }, Scarce with { Wins = 0.9, Silence = 0.05 }, Shared);

    /// <summary>Little else goes wrong than that campaigns of a portfolio want more than it has.</summary>
    private static readonly Weather Scarce = new() { Faults = [Fault.Crash, Fault.Pause, Fault.Resume], Trouble = TimeSpan.FromSeconds(8), PortfolioTrouble = TimeSpan.FromSeconds(4), Rate = 20 };

    /// <summary>Two campaigns with budgets of their own that they never reach, and a portfolio of a small one.</summary>
    private static Scenario Shared(Scenario scenario)
    {
        var portfolio = new Portfolio
        {
            Id = "portfolio",
            Number = new(1),
            Version = 1,
            AdvertiserId = "advertiser",
            Advertiser = new(1),
            Name = "Portfolio",
            Budget = new() { Total = Money.FromDecimal(0.6m), Currency = CurrencyCode.Usd },
        };
        Campaign Member(int number) => Tight(scenario, 100).Campaigns[0] with
        {
            Id = $"campaign-{number}",
            Number = new(number),
            PortfolioId = portfolio.Id,
            Portfolio = PortfolioTie.To(portfolio),
        };
        return scenario with { ClockErrorMax = TimeSpan.Zero, Portfolios = [portfolio], Campaigns = [Member(1), Member(2)] };
    }

    /// <summary>
    /// One plain campaign that is always at its limit, and margins as small as they may be: what is given away too early is asked for at once. Notices have longer to come.
    /// </summary>
    private static Scenario Tight(Scenario scenario, decimal budget) => scenario with
    {
        Nodes = 3,
        Length = TimeSpan.FromSeconds(100),
        ClockErrorMax = TimeSpan.Zero,
        NoticeDeadline = TimeSpan.FromSeconds(0.8),
        Escrow = ScenarioMaker.ShortEscrow with
        {
            Slack = TimeSpan.FromSeconds(1),
            Tmax = TimeSpan.FromSeconds(0.2),
            WindowMax = TimeSpan.FromSeconds(1),
            Authority = TimeSpan.FromSeconds(4),
            AuthorityRenewal = TimeSpan.FromSeconds(1),
        },
        Exchanges = [.. scenario.Exchanges.Select(e => e with { NoticeWindow = TimeSpan.FromSeconds(10) })],
        Campaigns =
        [
            scenario.Campaigns[0] with
            {
                Budget = new() { Total = Money.FromDecimal(budget), Currency = CurrencyCode.Usd },
                Pricing = new() { Model = PricingModel.Cpc, Payout = new(1) },
                Pacing = new() { Strategy = PacingStrategy.Asap },
                Flight = scenario.Campaigns[0].Flight with { End = null },
            },
        ],
    };

    private void Finds(Parts defective, Weather weather, Func<Scenario, Scenario>? change = null, int first = 1)
    {
        Scenario Make(int seed) => (change ?? (s => s))(ScenarioMaker.Make(seed) with { Weather = weather });
        for (var seed = first; seed < first + SeedsMax; seed++)
        {
            var result = SeedRun.Run(Make(seed), defective);
            if (result.IsClean)
            {
                continue;
            }

            output.WriteLine($"Found by seed {seed}: {result.Violation?.ToString() ?? result.Failure}");
            Assert.NotNull(result.Violation);
            for (var clean = first; clean <= seed; clean++)
            {
                var right = SeedRun.Run(Make(clean), Parts.Production);
                Assert.True(right.IsClean, $"seed {clean} without the defect: {right.Violation?.ToString() ?? right.Failure}");
            }

            return;
        }

        Assert.Fail($"Not found by {SeedsMax} seeds.");
    }
}
