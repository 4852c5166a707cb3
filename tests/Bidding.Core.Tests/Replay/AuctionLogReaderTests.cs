using System.IO.Compression;
using System.Text;
using Bidding.Core.Replay.Logs;

namespace Bidding.Core.Tests.Replay;

/// <summary>What an auction log may hold, and how what is wrong with one is told.</summary>
public sealed class AuctionLogReaderTests
{
    [Theory]
    [InlineData("", 1, "time_ms")]
    [InlineData("\n", 1, "time_ms")]
    [InlineData("time_ms,market_cpm\n", 2, "time_ms")]
    [InlineData("time_ms,market_cpm\n\n\n", 4, "time_ms")]
    [InlineData("time_ms,floor_cpm\n1,2\n", 1, "market_cpm")]
    [InlineData("market_cpm\n1\n", 1, "time_ms")]
    [InlineData("time_ms,market_cpm,time_ms\n1,2,3\n", 1, "time_ms")]
    [InlineData("time_ms,market_cpm\n5,1\n4,1\n", 3, "time_ms")]
    [InlineData("time_ms,market_cpm\n5,-0.1\n", 2, "market_cpm")]
    [InlineData("time_ms,market_cpm\n-5,1\n", 2, "time_ms")]
    [InlineData("time_ms,market_cpm\n5,abc\n", 2, "market_cpm")]
    [InlineData("time_ms,market_cpm\n5,1.2.3\n", 2, "market_cpm")]
    [InlineData("time_ms,market_cpm\n5,NaN\n", 2, "market_cpm")]
    [InlineData("time_ms,market_cpm\n5,Infinity\n", 2, "market_cpm")]
    [InlineData("time_ms,market_cpm\n5,1e400\n", 2, "market_cpm")]
    [InlineData("time_ms,market_cpm\n5,\n", 2, "market_cpm")]
    [InlineData("time_ms,market_cpm\n5\n", 2, "market_cpm")]
    [InlineData("time_ms,market_cpm\n5,1,9\n", 2, "market_cpm")]
    [InlineData("time_ms,market_cpm,pctr\n5,1,1.5\n", 2, "pctr")]
    [InlineData("time_ms,market_cpm,floor_cpm\n1,1,1\n5,1,-2\n", 3, "floor_cpm")]
    [InlineData("time_ms,market_cpm,count\n5,1,0\n", 2, "count")]
    [InlineData("time_ms,market_cpm,count\n5,1,1.5\n", 2, "count")]
    [InlineData("time_ms,market_cpm\n90000000,1\n", 2, "time_ms")]
    [InlineData("time_ms,market_cpm,count\n5,1,1e300\n", 2, "count")]
    [InlineData("time_ms,market_cpm,click\n5,1,1e308\n", 2, "click")]
    [InlineData("time_ms,market_cpm,value\n5,1,1e300\n", 2, "value")]
    [InlineData("time_ms,market_cpm,conversion_delay_ms\n5,1,-1\n", 2, "conversion_delay_ms")]
    [InlineData("time_ms,market_cpm,name\n5,1,\"a\nb\"\n", 2, "name")]
    [InlineData("time_ms,\"market_cpm\n5,1\n", 1, "unnamed")]
    [InlineData("time_ms,market_cpm,count\n5,1,-3\n", 2, "count")]
    [InlineData("time_ms,market_cpm,count\n5,1,99999999999\n", 2, "count")]
    [InlineData("time_ms,market_cpm\n5,-nan\n", 2, "market_cpm")]
    [InlineData("time_ms,market_cpm\n5,0x10\n", 2, "market_cpm")]
    [InlineData("time_ms,market_cpm\n5,\0\n", 2, "market_cpm")]
    [InlineData("time_ms,market_cpm\n99999999999999999999999999999999999999,1\n", 2, "time_ms")]
    [InlineData("time_ms;market_cpm\n5;1\n", 1, "time_ms")]
    [InlineData("TIME_MS,MARKET_CPM\n5,1\n", 1, "time_ms")]
    [InlineData("time_ms,market_cpm,\n5,1,\n", 1, "unnamed")]
    public void Read_LogThatIsWrong_NamesLineAndColumn(string log, long line, string column)
    {
        var problem = Assert.Throws<AuctionLogException>(() => ReadAll(Encoding.UTF8.GetBytes(log)));

        Assert.Equal((line, column), (problem.Line, problem.Column));
        Assert.Contains($"line {line}", problem.Message, StringComparison.Ordinal);
        Assert.Contains(column, problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("time_ms,market_cpm,pctr\n1,2.5,0.001\n2,0,1e-3\n")]
    [InlineData("\uFEFFtime_ms,market_cpm,pctr\r\n1,2.5,0.001\r\n\r\n2,0,0.001\r\n")]
    [InlineData("\"page, name\",time_ms,\"market_cpm\",pctr\n\"a,b\",1,2.5,0.001\nx,2,0,0.001\n")]
    [InlineData("market_cpm , page,time_ms,pctr\n2.5,\"a,\"\"b\",1,\"0.001\"\n0,x, 2 ,.001")]
    public void Read_LogAsPeopleWriteThem_GivesItsRows(string log)
    {
        var rows = ReadAll(Encoding.UTF8.GetBytes(log));

        Assert.Equal([(1, 2.5, 0.001, 1), (2, 0.0, 0.001, 1)], rows.Select(row => ((int)row.TimeMs, row.MarketCpm, row.Pctr, row.Count)));
    }

    [Fact]
    public void Read_GzippedLogLongerThanTheBuffer_GivesEveryRow()
    {
        var text = new StringBuilder("time_ms,market_cpm,name\n");
        for (var i = 0; i < 50_000; i++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{i},{i % 7}.125,{new string('x', i % 40)}\n");
        }

        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text.ToString()));
        }

        var rows = ReadAll(packed.ToArray());

        Assert.Equal(50_000, rows.Count);
        Assert.All(rows, (row, i) => Assert.Equal((i, (i % 7) + 0.125), ((int)row.TimeMs, row.MarketCpm)));
    }

    // From 18 bytes on some of the packed text is there; the last eight are its checksum and length.
    [Theory]
    [InlineData(2)]
    [InlineData(12)]
    [InlineData(40)]
    [InlineData(-200)]
    [InlineData(-9)]
    public void Read_GzippedLogCutOff_SaysSoInsteadOfEndingEarly(int kept)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes("time_ms,market_cpm\n" + string.Concat(Enumerable.Range(0, 2_000).Select(i => $"{i},{i * 7 % 13}.5\n"))));
        }

        var whole = packed.ToArray();

        var problem = Assert.Throws<AuctionLogException>(() => ReadAll(whole[..(kept > 0 ? kept : whole.Length + kept)]));

        Assert.Contains("line ", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Play_RowsThatStandForMany_SpreadUpToTheNext()
    {
        using var log = new AuctionLogReader(new MemoryStream("time_ms,market_cpm,count\n0,1,4\n1000,1,2\n1500,1,3\n"u8.ToArray()));
        var seen = new List<(long At, long Until, int Count)>();

        LogPlayback.Play(log, (in AuctionRow row, long untilMs) => seen.Add((row.TimeMs, untilMs, row.Count)));

        Assert.Equal([(0, 1000, 4), (1000, 1500, 2), (1500, 2000, 3)], seen);
    }

    private static List<AuctionRow> ReadAll(byte[] bytes)
    {
        using var log = new AuctionLogReader(new MemoryStream(bytes));
        var rows = new List<AuctionRow>();
        while (log.Read(out var row))
        {
            rows.Add(row);
        }

        return rows;
    }
}
