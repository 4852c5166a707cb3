using System.Text;

namespace Bidding.Core.Pacing.Records;

/// <summary>Quarters as bytes: variable-length integers, and the two sums of logarithms as floats. Throws <see cref="InvalidDataException"/> on bytes it did not write.</summary>
internal static class DeliveryCodec
{
    private const byte DaysFormat = 1;
    private const double Millionths = 1e6;

    public static byte[] Pack(IEnumerable<QuarterTally> quarters)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        var last = 0L;
        foreach (var quarter in quarters)
        {
            WriteOne(writer, quarter, last);
            last = quarter.Number;
        }

        writer.Flush();
        return stream.ToArray();
    }

    /// <param name="last">Number of the quarter before it; 0: it is the first.</param>
    public static byte[] Pack(in QuarterTally quarter, long last)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        WriteOne(writer, quarter, last);
        writer.Flush();
        return stream.ToArray();
    }

    public static List<QuarterTally> Unpack(byte[] bytes)
    {
        try
        {
            using var reader = new BinaryReader(new MemoryStream(bytes, writable: false), Encoding.UTF8);
            var quarters = new List<QuarterTally>();
            var last = 0L;
            while (reader.BaseStream.Position < bytes.Length)
            {
                var quarter = ReadOne(reader, last);
                if (quarter.Number <= last || quarters.Count == DeliveryRecord.QuartersPerDay)
                {
                    throw new InvalidDataException("Quarters of an hour out of order, or more than a day has.");
                }

                last = quarter.Number;
                quarters.Add(quarter);
            }

            return quarters;
        }
        catch (Exception damaged) when (damaged is EndOfStreamException or FormatException)
        {
            throw new InvalidDataException("Quarters of an hour cut short.", damaged);
        }
    }

    public static byte[] WriteDays(IReadOnlyList<(long Day, byte[] Packed)> days)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        writer.Write(DaysFormat);
        writer.Write7BitEncodedInt(days.Count);
        foreach (var (day, packed) in days)
        {
            writer.Write7BitEncodedInt64(day);
            writer.Write7BitEncodedInt(packed.Length);
            writer.Write(packed);
        }

        writer.Flush();
        return SealedBytes.Seal(stream.ToArray());
    }

    public static List<(long Day, byte[] Packed)> ReadDays(byte[] bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(SealedBytes.Open(bytes), writable: false), Encoding.UTF8);
        if (reader.ReadByte() != DaysFormat)
        {
            throw new InvalidDataException("Days of another format.");
        }

        var days = new List<(long Day, byte[] Packed)>();
        for (var left = reader.Read7BitEncodedInt(); left > 0; left--)
        {
            var day = reader.Read7BitEncodedInt64();
            var packed = reader.ReadBytes(reader.Read7BitEncodedInt());
            _ = Unpack(packed);
            days.Add((day, packed));
        }

        return days;
    }

    private static void WriteOne(BinaryWriter writer, in QuarterTally quarter, long last)
    {
        writer.Write7BitEncodedInt64(quarter.Number - last);
        writer.Write7BitEncodedInt64((long)Math.Round(quarter.ServedSeconds));
        writer.Write7BitEncodedInt64(quarter.Opportunities);
        writer.Write7BitEncodedInt64((long)Math.Round(quarter.Entered));
        writer.Write7BitEncodedInt64((long)Math.Round(quarter.Entered > 0 ? quarter.Multipliers / quarter.Entered * Millionths : Millionths));
        writer.Write7BitEncodedInt64(quarter.Bids);
        writer.Write7BitEncodedInt64(quarter.Placed);
        writer.Write7BitEncodedInt64(quarter.Wins);
        if (quarter.Wins > 0)
        {
            writer.Write7BitEncodedInt64(Math.Max(0, quarter.Cost));
            writer.Write((float)(quarter.LogPrices / quarter.Wins));
            writer.Write((float)(quarter.SquaredLogPrices / quarter.Wins));
        }
    }

    private static QuarterTally ReadOne(BinaryReader reader, long last)
    {
        var quarter = new QuarterTally { Number = unchecked(last + reader.Read7BitEncodedInt64()), ServedSeconds = Count(reader), Opportunities = Count(reader), Entered = Count(reader) };
        quarter.Multipliers = quarter.Entered * (Count(reader) / Millionths);
        quarter.Bids = Count(reader);
        quarter.Placed = Count(reader);
        quarter.Wins = Count(reader);
        if (quarter.Wins > 0)
        {
            quarter.Cost = Count(reader);
            quarter.LogPrices = Finite(reader.ReadSingle()) * quarter.Wins;
            quarter.SquaredLogPrices = Finite(reader.ReadSingle()) * quarter.Wins;
        }

        return quarter;
    }

    private static long Count(BinaryReader reader) =>
        reader.Read7BitEncodedInt64() is >= 0 and var count ? count : throw new InvalidDataException("A count below zero.");

    private static double Finite(float value) => float.IsFinite(value) ? value : throw new InvalidDataException("A logarithm that is no number.");
}
