namespace Bidding.Core.Replay.Logs;

/// <summary>Fields of a CSV line. Quoted ones are as other programs write them; a quote inside is doubled. A field does not go on in the next line.</summary>
internal static class CsvField
{
    /// <summary>The first field is quoted and its quote is not closed.</summary>
    public const int Unclosed = -2;

    /// <summary>Index of the comma that ends the first field; -1: it is the last; or <see cref="Unclosed"/>.</summary>
    public static int EndOf(ReadOnlySpan<byte> line)
    {
        if (line.IsEmpty || line[0] != '"')
        {
            return line.IndexOf((byte)',');
        }

        var at = 1;
        while (at < line.Length)
        {
            if (line[at] == '"')
            {
                if (at + 1 < line.Length && line[at + 1] == '"')
                {
                    at++;
                }
                else
                {
                    var comma = line[at..].IndexOf((byte)',');
                    return comma < 0 ? -1 : at + comma;
                }
            }

            at++;
        }

        return Unclosed;
    }
}
