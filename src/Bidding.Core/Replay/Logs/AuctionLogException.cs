namespace Bidding.Core.Replay.Logs;

/// <summary>An auction log that cannot be read. The message names the line (from 1, the header's) and the column by name and number.</summary>
public sealed class AuctionLogException : Exception
{
    public AuctionLogException(long line, string column, int columnNumber, string problem)
        : base(columnNumber > 0 ? $"line {line}, column {columnNumber} ({column}): {problem}" : $"line {line}, column {column}: {problem}")
    {
        Line = line;
        Column = column;
    }

    public long Line { get; }

    /// <summary>The column's name.</summary>
    public string Column { get; }
}
