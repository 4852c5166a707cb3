using System.Buffers.Binary;
using System.Text;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;

namespace Bidding.Storage.Postgres.Ledger;

/// <summary>
/// Entries on their way into the database, in the binary form of <c>COPY</c> (postgresql.org/docs/current/sql-copy.html, File Formats), which costs both sides about half of
/// what arrays of parameters do. NULL stands for none, so that partial indexes leave such rows out. For one thread at a time.
/// </summary>
internal sealed class EntryRows
{
    public const string Copy = $"COPY ledger.entries ({EntryColumns.Written}) FROM STDIN (FORMAT BINARY)";

    private const short Columns = 19;

    /// <summary>A row with all its columns, but for its detail.</summary>
    private const int RowBytesMax = sizeof(short) + (12 * 12) + (4 * 8) + (2 * 6) + sizeof(int);

    private const int Null = -1;
    private byte[] _bytes = new byte[64 * 1024];
    private int _size;

    public EntryRows() => Clear();

    public int Count { get; private set; }

    /// <summary>All there is to send, valid until the next <see cref="Add"/> or <see cref="Clear"/>.</summary>
    public ReadOnlyMemory<byte> End()
    {
        Reserve(sizeof(short));
        var end = _size;
        BinaryPrimitives.WriteInt16BigEndian(_bytes.AsSpan(end), -1);
        return _bytes.AsMemory(0, end + sizeof(short));
    }

    public void Clear()
    {
        ReadOnlySpan<byte> signature = [(byte)'P', (byte)'G', (byte)'C', (byte)'O', (byte)'P', (byte)'Y', (byte)'\n', 0xFF, (byte)'\r', (byte)'\n', 0];
        signature.CopyTo(_bytes);
        _bytes.AsSpan(signature.Length, 2 * sizeof(int)).Clear(); // No flags, no extension.
        _size = signature.Length + (2 * sizeof(int));
        Count = 0;
    }

    /// <summary>In the order of <see cref="EntryColumns.Written"/>.</summary>
    public void Add(CampaignNumber stream, long seq, long bookedAtMs, LedgerEntry entry)
    {
        Reserve(RowBytesMax + Encoding.UTF8.GetMaxByteCount(entry.Detail.Length));
        BinaryPrimitives.WriteInt16BigEndian(_bytes.AsSpan(_size), Columns);
        _size += sizeof(short);
        Put(bookedAtMs);
        Put(seq);
        PutPair(entry.Key.IsNone, entry.Key.High, entry.Key.Low);
        PutPair(entry.Bid.IsNone, entry.Bid.Incarnation, entry.Bid.Counter);
        Put(entry.AtMs);
        PutPair(entry.Debit.IsNone, entry.Debit.Packed, entry.Credit.Packed);
        Put(entry.Amount.Nanos);
        Put(entry.Value.Nanos);
        if (entry.UserKey == 0) PutLength(Null);
        else Put(unchecked((long)entry.UserKey));
        Put(stream.Value);
        Put(entry.Day.Number);
        Put(entry.Ad.Value);
        Put(entry.Exchange.Value);
        Put((short)entry.Kind);
        Put((short)entry.Traits);
        PutText(entry.Detail);
        Count++;
    }

    private void PutPair(bool none, long high, long low)
    {
        if (none)
        {
            PutLength(Null);
            PutLength(Null);
            return;
        }

        Put(high);
        Put(low);
    }

    private void Put(long value)
    {
        PutLength(sizeof(long));
        BinaryPrimitives.WriteInt64BigEndian(_bytes.AsSpan(_size), value);
        _size += sizeof(long);
    }

    private void Put(int value)
    {
        PutLength(sizeof(int));
        PutLength(value);
    }

    private void Put(short value)
    {
        PutLength(sizeof(short));
        BinaryPrimitives.WriteInt16BigEndian(_bytes.AsSpan(_size), value);
        _size += sizeof(short);
    }

    private void PutText(string value)
    {
        if (value.Length == 0)
        {
            PutLength(Null);
            return;
        }

        var length = Encoding.UTF8.GetBytes(value, _bytes.AsSpan(_size + sizeof(int)));
        PutLength(length);
        _size += length;
    }

    private void PutLength(int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(_bytes.AsSpan(_size), value);
        _size += sizeof(int);
    }

    private void Reserve(int more)
    {
        if (_bytes.Length - _size < more) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _size + more));
    }
}
