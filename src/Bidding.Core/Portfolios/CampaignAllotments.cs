using Bidding.Core.Activations;
using Bidding.Core.Amounts;
using Bidding.Core.Escrow;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using NodaTime;

namespace Bidding.Core.Portfolios;

/// <summary>
/// A campaign's side of its portfolio: says what it uses and wants, takes what it is given into its stream, and gives back by an append of its own. Runs on its activation's
/// scheduler.
/// </summary>
internal sealed class CampaignAllotments(
    CampaignNumber campaign, StreamHold stream, CampaignWriter writer, CampaignLeases leases, CampaignPacing pacing, IPortfolioDoor door, AllotmentSettings settings, IAllotmentRules rules,
    IActivationWatch watch)
{
    private Task? _asking;
    private TimeSpan? _askedAt;
    private bool _lastWanted;

    // What goes into one append builds on the entries made before it there, not on the durable books alone.
    private readonly Dictionary<BudgetDay, Allotment> _made = [];
    private long _madeAfter;

    /// <summary>It wanted something when it last spoke: its portfolio is to hear when that is over.</summary>
    public bool OwesAWord => _lastWanted && stream.Books.Terms?.Portfolio is not null;

    /// <summary>Asks now, unless it has just done so; completes when the answer is in the stream, or there is none. Never throws.</summary>
    public Task AskAsync(Instant at)
    {
        if (_asking is not null)
        {
            return _asking;
        }

        if (stream.IsLost || stream.Books.Terms?.Portfolio is null || (_askedAt is { } asked && stream.Now - asked < settings.AskAgain))
        {
            return Task.CompletedTask;
        }

        var asking = RoundAsync(at);
        _asking = asking.IsCompleted ? null : asking;
        return asking;
    }

    /// <summary>Asks where it is time to, or what is free runs low.</summary>
    public void Tend(Instant at)
    {
        if (stream.Books.Terms is not { Portfolio: not null })
        {
            return;
        }

        var sinceAsked = _askedAt is { } asked ? stream.Now - asked : TimeSpan.MaxValue;
        if (sinceAsked < settings.AskAgain)
        {
            return;
        }

        var wants = leases.Demand.ActiveCount(stream.Now) > 0;
        if ((sinceAsked >= settings.ReportEvery && (wants || _lastWanted)) || (wants && Report(at).Pots.Any(IsShort)))
        {
            _ = AskAsync(at);
        }
    }

    /// <summary>
    /// Gives back all but this much beyond what is used, and bids for no more of it where it is frozen: takes effect by its append, and answers after it. Throws
    /// <see cref="InvalidOperationException"/> where the stream is lost.
    /// </summary>
    public async Task<AllotmentReport> LowerAsync(BudgetDay pot, Money keep, bool freezes, Func<Instant> now)
    {
        await writer.AppendAsync(seq =>
        {
            var held = Latest(pot);
            var to = Money.AddSaturating(rules.Used(stream.Books.Terms!, stream.Books, stream.Escrow, pot, stream.NowMs), Money.Max(Money.Zero, keep));
            var lowered = held with { Amount = Money.Min(held.Amount, to), IsFrozen = held.IsFrozen || freezes };
            if (lowered == held)
            {
                return null;
            }

            // Nothing may be granted beyond it from this moment on: the append is on its way.
            stream.Books.Allotments.Falls(pot, lowered.Amount);
            if (lowered.IsFrozen)
            {
                stream.Books.Allotments.Freezes(pot);
            }

            return Entry(seq, pot, lowered);
        });
        var report = Report(now());
        return report.Pots.Any(p => p.Pot == pot) ? report : report with { Pots = [.. report.Pots, Need(pot)] };
    }

    private static bool IsShort(PotReport pot) => pot.Want.IsPositive && (pot.Held.IsFrozen || pot.Held.Amount - pot.Used < new Money(pot.Want.Nanos / 2));

    private async Task RoundAsync(Instant at)
    {
        try
        {
            _askedAt = stream.Now;
            var report = Report(at);
            _lastWanted = report.Pots.Any(p => p.Want.IsPositive);
            var reply = await door.ReportAsync(stream.Books.Terms!.Portfolio!.Number, report);
            await TakeAsync(reply);
        }
        catch (Exception fault)
        {
            // Whatever came of it: what is durable here holds, and the next round says it again.
            watch.AllotmentCallFailed(fault);
        }
        finally
        {
            _asking = null;
        }
    }

    private async Task TakeAsync(AllotmentReply reply)
    {
        var written = new List<Task>();
        foreach (var pot in reply.Pots)
        {
            if (IsNews(pot))
            {
                written.Add(writer.AppendAsync(seq => IsNews(pot) ? Entry(seq, pot.Pot, pot.Granted) : null));
            }
        }

        if (stream.Books.Terms is { } terms)
        {
            Money? ExpectedOf(bool total) => reply.Pots.Where(p => Pots.IsTotal(p.Pot) == total).Select(p => (Money?)p.Expected).FirstOrDefault();
            pacing.Expected = SpendLimits.Of(terms, ExpectedOf(true), ExpectedOf(false));
        }

        // One after the other: they are in one append, and what waits for several tasks at once may go on elsewhere.
        foreach (var one in written)
        {
            await one;
        }
    }

    // An answer that was overtaken, or a repetition of the version from which the campaign has given back since, changes nothing.
    private bool IsNews(PotReply pot) => pot.Granted.Version > Latest(pot.Pot).Version;

    private Allotment Latest(BudgetDay pot) => _madeAfter == stream.Books.Seq && _made.TryGetValue(pot, out var made) ? made : stream.Books.Allotments.Of(pot);

    private LedgerEntry Entry(long seq, BudgetDay pot, Allotment allotment)
    {
        if (_madeAfter != stream.Books.Seq)
        {
            _made.Clear();
            _madeAfter = stream.Books.Seq;
        }

        _made[pot] = allotment;
        return AllotmentBooks.Entry(stream.StreamEntry(EntryKind.Allotment, seq), pot, allotment);
    }

    private AllotmentReport Report(Instant at)
    {
        var portfolio = stream.Books.Terms!.Portfolio;
        var pots = new List<PotReport>(2);
        if (portfolio is { HasTotal: true })
        {
            pots.Add(Need(Pots.Total));
        }

        if (portfolio is { HasDaily: true })
        {
            pots.Add(Need(stream.Books.Calendar.DayAt(at)));
        }

        return new(campaign, pots);
    }

    private PotReport Need(BudgetDay pot) => CampaignNeed.Of(
        pot, stream.Books.Terms!, stream.Books, stream.Escrow, leases.Demand, pacing.Levers, settings, rules, stream.Now, stream.NowMs);
}
