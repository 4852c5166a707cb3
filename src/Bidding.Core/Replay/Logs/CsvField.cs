namespace Bidding.Core.Replay.Logs;

/// <summary>Fields of a CSV line. Quoted ones are as other programs write them; a quote inside is doubled. A field does not go on in the next line.</summary>
internal static class CsvField
{
    /// <summary>Index of the comma that ends the first field; below 0: it is the last.</summary>
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

        return -1;
    }
}
