using System.Globalization;
using Bidding.Core.Amounts;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;

namespace Bidding.Core.Portfolios;

/// <summary>
/// The fold of a stream's allotments. In a campaign's stream they are its own (campaign: none), in a portfolio's those it gave. For one thread at a time.
/// </summary>
public sealed class AllotmentBooks
{
    /// <summary>Days that a portfolio keeps behind the latest: nobody may ask for older ones.</summary>
    public const int DaysKept = 7;

    private const string Frozen = "frozen";

    private readonly SortedDictionary<(int Pot, int Campaign), Allotment> _rows = [];
    private readonly Dictionary<BudgetDay, Money> _falling = [];
    private readonly HashSet<BudgetDay> _freezing = [];

    public bool IsEmpty => _rows.Count == 0;

    /// <summary>By pot, then by campaign.</summary>
    public IEnumerable<(BudgetDay Pot, CampaignNumber Campaign, Allotment Allotment)> All =>
        _rows.Select(row => (new BudgetDay(row.Key.Pot), new CampaignNumber(row.Key.Campaign), row.Value));

    public Allotment Of(BudgetDay pot, CampaignNumber campaign = default) => _rows.GetValueOrDefault((pot.Number, campaign.Value));

    /// <summary>What a campaign may grant by: as durable, or as low as what is being written says.</summary>
    public Money InForce(BudgetDay pot)
    {
        var amount = Of(pot).Amount;
        return _falling.TryGetValue(pot, out var to) ? Money.Min(amount, to) : amount;
    }

    /// <summary>A fall is about to be appended: from here on nothing is granted beyond it.</summary>
    public void Falls(BudgetDay pot, Money to) => _falling[pot] = to;

    /// <summary>Whether a campaign may grant nothing of it: as durable, or as what is being written says.</summary>
    public bool IsFrozen(BudgetDay pot) => Of(pot).IsFrozen || _freezing.Contains(pot);

    /// <summary>That it is frozen is about to be appended.</summary>
    public void Freezes(BudgetDay pot) => _freezing.Add(pot);

    public static LedgerEntry Entry(LedgerEntry entry, BudgetDay pot, Allotment allotment, CampaignNumber campaign = default)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return entry with
        {
            Day = pot,
            Amount = allotment.Amount,
            Value = new(allotment.Version),
            Detail = campaign != default ? campaign.Value.ToString(CultureInfo.InvariantCulture) : allotment.IsFrozen ? Frozen : "",
        };
    }

    /// <summary>The campaign that an entry of a portfolio's stream is about; none in a campaign's own. Throws <see cref="FormatException"/> on a foreign detail.</summary>
    public static CampaignNumber CampaignOf(LedgerEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return entry.Detail is "" or Frozen ? default : new(int.Parse(entry.Detail, NumberStyles.None, CultureInfo.InvariantCulture));
    }

    internal void Apply(LedgerEntry entry)
    {
        var campaign = CampaignOf(entry);
        _falling.Remove(entry.Day);
        _freezing.Remove(entry.Day);
        _rows[(entry.Day.Number, campaign.Value)] = new(checked((int)entry.Value.Nanos), entry.Amount, entry.Detail == Frozen);
        if (campaign != default && !Pots.IsTotal(entry.Day))
        {
            foreach (var old in _rows.Keys.Where(key => key.Pot > 0 && key.Pot < entry.Day.Number - DaysKept).ToList())
            {
                _rows.Remove(old);
            }
        }
    }

    internal void Write(BinaryWriter writer)
    {
        writer.Write(_rows.Count);
        foreach (var ((pot, campaign), allotment) in _rows)
        {
            writer.Write(pot);
            writer.Write(campaign);

            // Versions are positive: the sign has room for what only a lowered budget sets.
            writer.Write(allotment.IsFrozen ? -allotment.Version : allotment.Version);
            writer.Write(allotment.Amount.Nanos);
        }
    }

    internal void Read(BinaryReader reader)
    {
        for (var n = reader.ReadInt32(); n > 0; n--)
        {
            var (pot, campaign, version) = (reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32());
            _rows[(pot, campaign)] = new(Math.Abs(version), new(reader.ReadInt64()), IsFrozen: version < 0);
        }
    }
}
