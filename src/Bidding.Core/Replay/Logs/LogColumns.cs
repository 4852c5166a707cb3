using System.Text;

namespace Bidding.Core.Replay.Logs;

/// <summary>What the reader takes a column for; every other column is a feature of the auction.</summary>
internal enum LogField : byte { Feature = 0, TimeMs, MarketCpm, FloorCpm, Pctr, Pcvr, Click, Conversion, ConversionDelayMs, Value, Count }

/// <summary>The header of an auction log.</summary>
internal sealed class LogColumns
{
    private static readonly (string Name, LogField Field)[] Known =
    [
        ("time_ms", LogField.TimeMs), ("market_cpm", LogField.MarketCpm), ("floor_cpm", LogField.FloorCpm), ("pctr", LogField.Pctr), ("pcvr", LogField.Pcvr),
        ("click", LogField.Click), ("conversion", LogField.Conversion), ("conversion_delay_ms", LogField.ConversionDelayMs), ("value", LogField.Value),
        ("count", LogField.Count),
    ];

    private LogColumns(string[] names, LogField[] fields)
    {
        Names = names;
        Fields = fields;
        LastNeeded = Array.FindLastIndex(fields, field => field != LogField.Feature);
    }

    public string[] Names { get; }
    public LogField[] Fields { get; }

    /// <summary>Index of the last column that is no feature.</summary>
    public int LastNeeded { get; }

    public bool Has(LogField field) => Array.IndexOf(Fields, field) >= 0;

    /// <summary>Throws <see cref="AuctionLogException"/> on a column that is missing, empty or stands twice.</summary>
    public static LogColumns Read(ReadOnlySpan<byte> header)
    {
        if (header.StartsWith("\uFEFF"u8))
        {
            header = header[3..];
        }

        var names = ReadNames(header);
        var fields = new LogField[names.Count];
        for (var i = 0; i < names.Count; i++)
        {
            if (names[i].Length == 0)
            {
                throw new AuctionLogException(1, "unnamed", i + 1, "a column needs a name");
            }

            if (names.IndexOf(names[i]) < i)
            {
                throw new AuctionLogException(1, names[i], i + 1, "stands there twice");
            }

            fields[i] = Array.Find(Known, known => known.Name == names[i]).Field;
        }

        foreach (var required in new[] { LogField.TimeMs, LogField.MarketCpm })
        {
            if (Array.IndexOf(fields, required) < 0)
            {
                throw new AuctionLogException(1, Array.Find(Known, known => known.Field == required).Name, 0, "is missing: the header must name time_ms and market_cpm");
            }
        }

        return new([.. names], fields);
    }

    private static List<string> ReadNames(ReadOnlySpan<byte> header)
    {
        var names = new List<string>();
        int comma;
        do
        {
            comma = CsvField.EndOf(header);
            if (comma == CsvField.Unclosed)
            {
                throw new AuctionLogException(1, "unnamed", names.Count + 1, "has a quote that is not closed in its line");
            }

            names.Add(Encoding.UTF8.GetString(comma < 0 ? header : header[..comma]).Trim().Trim('"').Trim());
            header = comma < 0 ? default : header[(comma + 1)..];
        }
        while (comma >= 0);
        return names;
    }
}
