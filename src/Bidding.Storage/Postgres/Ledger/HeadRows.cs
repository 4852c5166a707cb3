using System.Text;
using Bidding.Core.Amounts;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using Bidding.Storage.Ledger;
using Npgsql;

namespace Bidding.Storage.Postgres.Ledger;

/// <summary>A stream's head, locked, with the time its next entries are booked at.</summary>
internal sealed class LockedHead(CampaignNumber stream, StreamState state, long bookedAtMs)
{
    public CampaignNumber Stream => stream;

    public StreamState State => state;

    /// <summary>The database's clock, or that of the stream's last append where that is later.</summary>
    public long BookedAtMs => bookedAtMs;

    /// <summary>An append of this group moved it.</summary>
    public bool HasMoved { get; set; }
}

/// <summary>Heads of streams, read under their locks and written back. For one thread at a time.</summary>
internal sealed class HeadRows
{
    private readonly List<int> _asked = [];
    private readonly List<int> _stream = [];
    private readonly List<int> _takeover = [];
    private readonly List<int> _currency = [];
    private readonly List<long> _seq = [];
    private readonly List<long> _mark = [];
    private readonly List<long> _appendId = [];
    private readonly List<long> _appendExpectedSeq = [];
    private readonly List<long> _bookedAt = [];
    private readonly List<string?> _balances = [];

    /// <summary>Makes the rows that are not there yet. Outside of the transaction that locks them: locks are taken in one order only.</summary>
    public static NpgsqlBatchCommand Make(List<int> streams) =>
        RowParameters.Command("INSERT INTO ledger.streams (stream) SELECT unnest($1) ON CONFLICT DO NOTHING", RowParameters.Of(streams));

    /// <summary>In the order of their numbers, so that two writers never wait for each other.</summary>
    public NpgsqlBatchCommand Lock() => RowParameters.Command(
        """
        SELECT stream, seq, mark, takeover, currency, append_id, append_expected_seq, balances,
            greatest(booked_at_ms, floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint)
        FROM ledger.streams WHERE stream = ANY($1) ORDER BY stream FOR UPDATE
        """,
        RowParameters.Of(_asked));

    public NpgsqlBatchCommand Update() => RowParameters.Command(
        """
        UPDATE ledger.streams s SET takeover = u.takeover, currency = u.currency, seq = u.seq, mark = u.mark, append_id = u.append_id,
            append_expected_seq = u.append_expected_seq, booked_at_ms = u.booked_at_ms, balances = u.balances
        FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9) AS u(stream, takeover, currency, seq, mark, append_id, append_expected_seq, booked_at_ms, balances)
        WHERE s.stream = u.stream
        """,
        RowParameters.Of(_stream), RowParameters.Of(_takeover), RowParameters.Of(_currency), RowParameters.Of(_seq), RowParameters.Of(_mark),
        RowParameters.Of(_appendId), RowParameters.Of(_appendExpectedSeq), RowParameters.Of(_bookedAt), RowParameters.Of(_balances));

    public void Ask(CampaignNumber stream) => _asked.Add(stream.Value);

    /// <summary>Throws <see cref="InvalidDataException"/> when the row's balances are damaged.</summary>
    public static LockedHead Read(NpgsqlDataReader row) => new(
        new CampaignNumber(row.GetInt32(0)),
        new StreamState
        {
            Exists = true,
            Head = new StreamHead(row.GetInt64(1), new Money(row.GetInt64(2)), row.GetInt32(3)),
            Currency = CurrencyCode.FromPacked(row.GetInt32(4)),
            AppendId = row.GetInt64(5),
            AppendExpectedSeq = row.GetInt64(6),
            Accounts = BalancesText.Read(Encoding.UTF8.GetBytes(row.GetString(7))),
        },
        row.GetInt64(8));

    public void Add(LockedHead head)
    {
        var state = head.State;
        _stream.Add(head.Stream.Value);
        _takeover.Add(state.Head.Takeover);
        _currency.Add(state.Currency.Packed);
        _seq.Add(state.Head.Seq);
        _mark.Add(state.Head.Mark.Nanos);
        _appendId.Add(state.AppendId);
        _appendExpectedSeq.Add(state.AppendExpectedSeq);
        _bookedAt.Add(head.BookedAtMs);
        _balances.Add(Encoding.UTF8.GetString(BalancesText.Write(state.Accounts)));
    }

    public void Clear()
    {
        foreach (var numbers in (List<int>[])[_asked, _stream, _takeover, _currency]) numbers.Clear();
        foreach (var numbers in (List<long>[])[_seq, _mark, _appendId, _appendExpectedSeq, _bookedAt]) numbers.Clear();
        _balances.Clear();
    }
}
