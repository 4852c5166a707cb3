using System.Text.Json;

namespace Bidding.Simulator.Auditing;

/// <summary>
/// The promise about portfolios: what their campaigns have posted in time and reserved, each at what it costs of the budget, stays within the budget; what is given away does too,
/// at each raise; nobody holds more than he was given; and who was told to bid for no more does not. Knows rows and bids, and nothing of how money is asked for or given back.
/// </summary>
internal sealed class PortfolioWatch(AuditTerms terms, List<Violation> found)
{
    /// <summary>Streams above this are portfolios', as the ledger's documentation numbers them.</summary>
    private const int FirstStream = 1 << 30;
    private const int Limits = 2, Allotment = 20;
    private readonly Dictionary<int, Given> _portfolios = [];
    private readonly Dictionary<int, Member> _members = [];

    public static bool IsPortfolio(int stream) => stream > FirstStream;

    public void Row(RowWritten row)
    {
        if (IsPortfolio(row.Campaign))
        {
            Give(row);
        }
        else if (row.Kind == Limits && Member.Read(row.Detail) is { } member)
        {
            // A new version of the limits changes nothing of what it holds.
            _members[row.Campaign] = _members.TryGetValue(row.Campaign, out var before) ? member with { Held = before.Held, FrozenAtMs = before.FrozenAtMs } : member;
        }
        else if (row.Kind == Allotment && _members.TryGetValue(row.Campaign, out var holder))
        {
            holder.Held[row.Day] = row.Amount;
            if (row.Detail != "frozen")
            {
                holder.FrozenAtMs.Remove(row.Day);
            }
            else
            {
                holder.FrozenAtMs.TryAdd(row.Day, row.AtMs);
            }

            Compare(row, row.Campaign, row.Day);
        }
    }

    public void AfterBid(BidSent sent, int day, Func<int, (decimal Total, decimal Day)> mediaOf)
    {
        Frozen(sent, day);
        Spent(sent.AtMs, sent.Campaign, day, $"with bid {sent.Bid}", mediaOf);
    }

    // Leases that were out go on, and an activation that has lost its stream may grant while it does not know.
    private void Frozen(BidSent sent, int day)
    {
        foreach (var pot in (ReadOnlySpan<int>)[0, day])
        {
            if (_members.TryGetValue(sent.Campaign, out var member) && member.FrozenAtMs.TryGetValue(pot, out var atMs) && sent.AtMs > atMs + terms.AuthorityMs + terms.WindowMaxMs)
            {
                found.Add(new(1, sent.Campaign, sent.AtMs, $"it goes on bidding for pot {pot}, which is frozen, with bid {sent.Bid}"));
            }
        }
    }

    private void Give(RowWritten row)
    {
        if (!_portfolios.TryGetValue(row.Campaign, out var given))
        {
            _portfolios[row.Campaign] = given = new();
        }

        if (row.Kind == Limits)
        {
            (given.Total, given.Daily) = Given.Read(row.Detail);
            return;
        }

        if (row.Kind != Allotment)
        {
            return;
        }

        var campaign = int.Parse(row.Detail, System.Globalization.CultureInfo.InvariantCulture);

        // A newer version of the same amount gives it anew.
        var isRaise = row.Value > given.Versions.GetValueOrDefault((row.Day, campaign));
        given.Versions[(row.Day, campaign)] = row.Value;
        given.Amounts[(row.Day, campaign)] = row.Amount;
        if (isRaise && given.Sum(row.Day) > given.Budget(row.Day))
        {
            found.Add(new(1, row.Campaign, row.AtMs, $"row {row.Seq} gives campaign {campaign} {row.Amount}, and with it {given.Sum(row.Day)} of {given.Budget(row.Day)} are given, pot {row.Day}"));
        }

        Compare(row, campaign, row.Day);
    }

    private void Compare(RowWritten row, int campaign, int pot)
    {
        if (!_members.TryGetValue(campaign, out var member))
        {
            return;
        }

        var held = member.Held.GetValueOrDefault(pot);
        var given = _portfolios.GetValueOrDefault(member.Portfolio)?.Amounts.GetValueOrDefault((pot, campaign)) ?? 0;
        if (held > given)
        {
            found.Add(new(1, row.Campaign, row.AtMs, $"row {row.Seq}: campaign {campaign} holds {held} of pot {pot}, and {given} is what counts as given"));
        }
    }

    private void Spent(long atMs, int campaign, int day, string what, Func<int, (decimal Total, decimal Day)> mediaOf)
    {
        if (!_members.TryGetValue(campaign, out var own))
        {
            return;
        }

        if (!_portfolios.TryGetValue(own.Portfolio, out var given))
        {
            found.Add(new(1, campaign, atMs, $"it spends before its portfolio gave anything, {what}"));
            return;
        }

        decimal total = 0, today = 0;
        foreach (var (number, member) in _members)
        {
            if (member.Portfolio == own.Portfolio)
            {
                var media = mediaOf(number);
                total += member.Worth(media.Total);
                today += member.Worth(media.Day);
            }
        }

        // A budget that was lowered claws nothing back: what had been given may still be spent until it is given back.
        Judge(0, total);
        Judge(day, today);

        void Judge(int pot, decimal worth)
        {
            var most = Math.Max(given.Budget(pot), given.Sum(pot));
            if (given.Has(pot) && worth > most)
            {
                found.Add(new(1, own.Portfolio, atMs, $"campaigns spent and reserved {worth} of pot {pot} together, and {most} is its budget, {what}"));
            }
        }
    }

    private sealed class Given
    {
        public long? Total { get; set; }
        public long? Daily { get; set; }
        public Dictionary<(int Pot, int Campaign), long> Amounts { get; } = [];
        public Dictionary<(int Pot, int Campaign), long> Versions { get; } = [];

        public bool Has(int pot) => (pot == 0 ? Total : Daily) is not null;

        public long Budget(int pot) => (pot == 0 ? Total : Daily) ?? 0;

        public long Sum(int pot) => Amounts.Where(a => a.Key.Pot == pot).Sum(a => a.Value);

        public static (long? Total, long? Daily) Read(string json)
        {
            using var document = JsonDocument.Parse(json);
            long? Optional(string name) => document.RootElement.TryGetProperty(name, out var value) ? value.GetInt64() : null;
            return (Optional("billing_total"), Optional("billing_daily"));
        }
    }

    /// <param name="CostPlus">Billed at media cost and markup.</param>
    private sealed record Member(int Portfolio, decimal Margin, bool CostPlus, decimal Markup)
    {
        private const decimal One = 1_000_000_000m;

        public Dictionary<int, long> Held { get; init; } = [];

        /// <summary>Since when it is to bid for no more of a pot.</summary>
        public Dictionary<int, long> FrozenAtMs { get; init; } = [];

        /// <summary>What a media cost takes of a budget at least.</summary>
        public decimal Worth(decimal media) => Math.Max(media / (1 - Margin), CostPlus ? media * (1 + Markup) : 0);

        public static Member? Read(string json)
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            return root.TryGetProperty("portfolio", out var portfolio)
                ? new(FirstStream + portfolio.GetInt32(), root.GetProperty("margin").GetInt64() / One, root.GetProperty("model").GetInt32() == 0, root.GetProperty("markup").GetInt64() / One)
                : null;
        }
    }
}
