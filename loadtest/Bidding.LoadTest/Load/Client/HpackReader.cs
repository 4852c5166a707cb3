namespace Bidding.LoadTest.Load.Client;

/// <summary>
/// Reads header blocks (RFC 7541) for the two fields a load cares about, <c>:status</c> and <c>grpc-status</c>, and keeps the dynamic table in step. Huffman code,
/// which Kestrel does not write, is refused with <see cref="InvalidDataException"/>.
/// </summary>
internal sealed class HpackReader
{
    private const int StaticEntries = 61;
    private const int EntryOverhead = 32;
    private const int TableBytesMax = 4096;
    private readonly List<Entry> _table = [];
    private int _tableBytes;
    private int _tableBytesMax = TableBytesMax;

    /// <summary>Fields not in the block leave their value untouched.</summary>
    public void Read(ReadOnlySpan<byte> block, ref int status, ref int grpcStatus)
    {
        while (block.Length > 0)
        {
            var first = block[0];
            if ((first & 0xE0) == 0x20)
            {
                _tableBytesMax = Integer(ref block, 5);
                Evict();
                continue;
            }

            Entry entry;
            if ((first & 0x80) != 0)
            {
                entry = At(Integer(ref block, 7));
            }
            else
            {
                var indexed = (first & 0x40) != 0;
                entry = Literal(ref block, indexed ? 6 : 4);
                if (indexed)
                {
                    _table.Insert(0, entry);
                    _tableBytes += entry.Bytes;
                    Evict();
                }
            }

            switch (entry.Field)
            {
                case Field.Status: status = entry.Value; break;
                case Field.GrpcStatus: grpcStatus = entry.Value; break;
            }
        }
    }

    private Entry Literal(ref ReadOnlySpan<byte> block, int prefix)
    {
        var index = Integer(ref block, prefix);
        Field field;
        int nameBytes;
        if (index == 0)
        {
            var name = Text(ref block, out nameBytes);
            field = name.SequenceEqual("grpc-status"u8) ? Field.GrpcStatus : name.SequenceEqual(":status"u8) ? Field.Status : Field.Other;
        }
        else
        {
            var named = At(index);
            (field, nameBytes) = (named.Field, named.NameBytes);
        }

        var value = Text(ref block, out var valueBytes);
        return new(field, Number(value), nameBytes, nameBytes + valueBytes + EntryOverhead);
    }

    // RFC 7541, appendix A: 8 to 14 are the statuses. The others matter by the length of their names alone, for entries that take theirs from them.
    private Entry At(int index)
    {
        if (index > StaticEntries)
        {
            return index - StaticEntries <= _table.Count ? _table[index - StaticEntries - 1] : throw new InvalidDataException("The server's header block is damaged.");
        }

        return index is >= 8 and <= 14 ? new(Field.Status, StaticStatuses[index - 8], 7, 0) : new(Field.Other, 0, StaticNames[index], 0);
    }

    private void Evict()
    {
        while (_tableBytes > _tableBytesMax)
        {
            _tableBytes -= _table[^1].Bytes;
            _table.RemoveAt(_table.Count - 1);
        }
    }

    private static int Number(ReadOnlySpan<byte> digits)
    {
        var number = 0;
        foreach (var digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'9' || number > 100_000)
            {
                return -1;
            }

            number = (number * 10) + digit - '0';
        }

        return digits.Length == 0 ? -1 : number;
    }

    private static ReadOnlySpan<byte> Text(ref ReadOnlySpan<byte> block, out int bytes)
    {
        var huffman = (block[0] & 0x80) != 0;
        var length = Integer(ref block, 7);
        var text = block[..length];
        block = block[length..];
        bytes = length;
        return huffman ? throw new InvalidDataException("The server compresses header fields, which this client does not read.") : text;
    }

    private static int Integer(ref ReadOnlySpan<byte> block, int prefix)
    {
        var max = (1 << prefix) - 1;
        var value = block[0] & max;
        block = block[1..];
        for (var shift = 0; value >= max; shift += 7)
        {
            var next = block[0];
            block = block[1..];
            value += (next & 0x7F) << shift;
            if ((next & 0x80) == 0)
            {
                break;
            }
        }

        return value;
    }

    private static readonly int[] StaticStatuses = [200, 204, 206, 304, 400, 404, 500];

    // Lengths of the static table's names, from 1.
    private static readonly byte[] StaticNames =
    [
        0, 10, 7, 7, 5, 5, 7, 7, 7, 7, 7, 7, 7, 7, 7, 14, 15, 15, 13, 6, 27, 3, 5, 13, 13, 19, 16, 16, 14, 16, 13, 12, 6, 4, 4, 6, 7, 4, 4, 8, 17, 13,
        8, 19, 13, 4, 8, 12, 18, 19, 5, 7, 7, 11, 6, 10, 25, 17, 10, 4, 3, 16,
    ];

    private enum Field : byte
    {
        Other,
        Status,
        GrpcStatus,
    }

    private readonly record struct Entry(Field Field, int Value, int NameBytes, int Bytes);
}
