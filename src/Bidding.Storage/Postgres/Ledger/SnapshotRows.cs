using Bidding.Core.Ids;
using Npgsql;

namespace Bidding.Storage.Postgres.Ledger;

/// <summary>Snapshots on their way into the database, at most one a stream. For one thread at a time.</summary>
internal sealed class SnapshotRows
{
    private readonly Dictionary<CampaignNumber, int> _rows = [];
    private readonly List<int> _stream = [];
    private readonly List<long> _seq = [];
    private readonly List<byte[]> _state = [];

    public int Count => _stream.Count;

    public NpgsqlBatchCommand Write() => RowParameters.Command(
        """
        INSERT INTO ledger.snapshots (stream, seq, state) SELECT * FROM unnest($1, $2, $3)
        ON CONFLICT (stream) DO UPDATE SET seq = excluded.seq, state = excluded.state
        """,
        RowParameters.Of(_stream), RowParameters.Of(_seq), RowParameters.Of(_state));

    /// <summary>A later one of the same stream takes the place of the earlier.</summary>
    public void Add(CampaignNumber stream, long seq, byte[] state)
    {
        if (_rows.TryGetValue(stream, out var row))
        {
            (_seq[row], _state[row]) = (seq, state);
            return;
        }

        _rows.Add(stream, _stream.Count);
        _stream.Add(stream.Value);
        _seq.Add(seq);
        _state.Add(state);
    }

    public void Clear()
    {
        _rows.Clear();
        _stream.Clear();
        _seq.Clear();
        _state.Clear();
    }
}
