using System.IO.Compression;
using System.Text;

namespace Bidding.Core.Replay.Logs;

/// <summary>
/// Reads an auction log row by row: CSV with a header, plain or gzip (told by its first bytes), in order of time. Allocates nothing per row. Throws
/// <see cref="AuctionLogException"/> with the line and column of the first thing that is wrong. For one thread; disposes its stream.
/// </summary>
public sealed class AuctionLogReader : IDisposable
{
    /// <summary>A log holds one day: at most 25 hours, the longest a day with daylight saving lasts.</summary>
    public const long DayMsMax = 25 * 3_600_000L;
    private const double CpmMax = 1_000_000;
    private const double CountMax = 100_000_000;
    private const int LineMax = 1 << 24;
    private const double ResultsMax = 1_000_000;
    private const double AmountMax = 1e12;

    private readonly Stream _stream;
    private readonly LogColumns _columns;
    private byte[] _buffer = new byte[1 << 18];
    private int _start;
    private int _end;
    private bool _ended;
    private long _line = 1;
    private long _lastMs;

    /// <param name="stream">Readable; sought only through reading.</param>
    public AuctionLogReader(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        _stream = stream;
        Fill();
        if (_end >= 2 && _buffer[0] == 0x1f && _buffer[1] == 0x8b)
        {
            _stream = new GZipStream(new ReplayedStart(_buffer.AsSpan(0, _end).ToArray(), stream), CompressionMode.Decompress);
            _end = 0;
            _ended = false;
            Fill();
        }

        if (!NextLine(out var header) || IsBlank(header))
        {
            throw new AuctionLogException(1, "time_ms", 0, "the log is empty: a header that names time_ms and market_cpm is needed");
        }

        _columns = LogColumns.Read(header);
    }

    public bool HasPctr => _columns.Has(LogField.Pctr);
    public bool HasPcvr => _columns.Has(LogField.Pcvr);

    /// <summary>Columns that are features of the auctions.</summary>
    public IEnumerable<string> Features => _columns.Names.Where((_, i) => _columns.Fields[i] == LogField.Feature);

    /// <summary>Rows read so far.</summary>
    public long Rows { get; private set; }

    /// <summary>The next row; false at the log's end. A log without rows is an error.</summary>
    public bool Read(out AuctionRow row)
    {
        row = new AuctionRow { Count = 1 };
        ReadOnlySpan<byte> line;
        do
        {
            _line++;
            if (!NextLine(out line))
            {
                return Rows > 0 ? false : throw new AuctionLogException(_line, "time_ms", 0, "the log is empty: it has a header and no row");
            }
        }
        while (IsBlank(line));

        Parse(line, ref row);
        Rows++;
        return true;
    }

    public void Dispose() => _stream.Dispose();

    private void Parse(ReadOnlySpan<byte> line, ref AuctionRow row)
    {
        var fields = _columns.Fields;
        for (var i = 0; i < fields.Length; i++)
        {
            var comma = CsvField.EndOf(line);
            if (comma == CsvField.Unclosed)
            {
                throw Error(i, "has a quote that is not closed in its line");
            }

            if (comma < 0 && i < fields.Length - 1)
            {
                throw Error(i + 1, $"is missing: the row has {i + 1} of {fields.Length} columns");
            }

            var text = comma < 0 ? line : line[..comma];
            line = comma < 0 ? default : line[(comma + 1)..];
            if (fields[i] != LogField.Feature)
            {
                Set(i, fields[i], Trim(text), ref row);
            }

            if (i == fields.Length - 1 && comma >= 0)
            {
                throw Error(i, $"is followed by more columns than the header's {fields.Length}");
            }
        }
    }

    private void Set(int column, LogField field, ReadOnlySpan<byte> text, ref AuctionRow row)
    {
        if (text.IsEmpty && field is not (LogField.TimeMs or LogField.MarketCpm))
        {
            return;
        }

        if (!LogNumber.TryRead(text, out var number))
        {
            throw Error(column, text.IsEmpty ? "is empty" : $"is not a number: '{Shown(text)}'");
        }

        if (number < 0)
        {
            throw Error(column, $"is negative: {Shown(text)}");
        }

        switch (field)
        {
            case LogField.TimeMs:
                row.TimeMs = Time(column, number, text);
                break;
            case LogField.MarketCpm:
                row.MarketCpm = AtMost(CpmMax, column, number, text);
                break;
            case LogField.FloorCpm:
                row.FloorCpm = AtMost(CpmMax, column, number, text);
                break;
            case LogField.Pctr:
                row.Pctr = AtMost(1, column, number, text);
                break;
            case LogField.Pcvr:
                row.Pcvr = AtMost(1, column, number, text);
                break;
            case LogField.Click:
                row.Clicks = AtMost(ResultsMax, column, number, text);
                break;
            case LogField.Conversion:
                row.Conversions = AtMost(ResultsMax, column, number, text);
                break;
            case LogField.ConversionDelayMs:
                row.ConversionDelayMs = AtMost(AmountMax, column, number, text);
                break;
            case LogField.Value:
                row.Value = AtMost(AmountMax, column, number, text);
                break;
            default:
                row.Count = number >= 1 && number <= CountMax && number == Math.Floor(number)
                    ? (int)number
                    : throw Error(column, $"must be a whole number from 1 to {CountMax:0}: {Shown(text)}");
                break;
        }
    }

    private long Time(int column, double number, ReadOnlySpan<byte> text)
    {
        if (number >= DayMsMax)
        {
            throw Error(column, $"is beyond the day (25 hours at most): {Shown(text)}");
        }

        var ms = (long)number;
        if (ms < _lastMs)
        {
            throw Error(column, $"is before the row above it ({ms} after {_lastMs}): rows must be in order of time");
        }

        return _lastMs = ms;
    }

    private double AtMost(double most, int column, double number, ReadOnlySpan<byte> text) =>
        number <= most ? number : throw Error(column, $"is above {most:0}: {Shown(text)}");

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text)
    {
        if (text.Length > 0 && (text[0] is (byte)' ' or (byte)'"' or (byte)'\t' || text[^1] is (byte)' ' or (byte)'"' or (byte)'\t'))
        {
            return text.Trim(" \t\""u8);
        }

        return text;
    }

    private static bool IsBlank(ReadOnlySpan<byte> line) => line.Trim(" \t\r"u8).IsEmpty;

    private static string Shown(ReadOnlySpan<byte> text) => Encoding.UTF8.GetString(text.Length > 40 ? text[..40] : text);

    private AuctionLogException Error(int column, string problem) => new(_line, _columns.Names[column], column + 1, problem);

    private bool NextLine(out ReadOnlySpan<byte> line)
    {
        var searched = _start;
        while (true)
        {
            var found = _buffer.AsSpan(searched, _end - searched).IndexOf((byte)'\n');
            if (found >= 0)
            {
                line = Line(_start, searched + found);
                _start = searched + found + 1;
                return true;
            }

            if (_ended)
            {
                line = Line(_start, _end);
                var any = _end > _start;
                _start = _end;
                return any;
            }

            searched = _end - _start;
            Fill();
        }
    }

    private ReadOnlySpan<byte> Line(int from, int to) => _buffer.AsSpan(from, to > from && _buffer[to - 1] == '\r' ? to - 1 - from : to - from);

    // Moves what is left to the front, makes room when a line is longer than the buffer, and reads on.
    private void Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
        {
            if (_buffer.Length >= LineMax)
            {
                throw new AuctionLogException(_line, "time_ms", 0, $"the line is longer than {LineMax >> 20} MiB: is this a log of auctions?");
            }

            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        int read;
        try
        {
            read = _stream.Read(_buffer, _end, _buffer.Length - _end);
        }
        catch (InvalidDataException problem)
        {
            throw new AuctionLogException(_line + 1, "time_ms", 0, $"the file is no valid gzip: {problem.Message}");
        }

        _end += read;
        _ended = read == 0;
    }

    /// <summary>Gives the bytes that were read to tell the format once more.</summary>
    private sealed class ReplayedStart(byte[] start, Stream rest) : Stream
    {
        private int _at;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            if (_at >= start.Length)
            {
                return rest.Read(buffer, offset, count);
            }

            var length = Math.Min(count, start.Length - _at);
            start.AsSpan(_at, length).CopyTo(buffer.AsSpan(offset));
            _at += length;
            return length;
        }

        public override void Flush() => throw new NotSupportedException();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            rest.Dispose();
            base.Dispose(disposing);
        }
    }
}
