using System.Text;
using Bidding.Core.Pacing.Forecasts;

namespace Bidding.Core.Pacing.Records;

/// <summary>
/// What pacing has learned, as bytes that a successor of the activation goes on from: the pacer's memory and curve, and the present day's record. Small (some 2 KB at a day's end),
/// since it is written about once a minute; the days that are over are written apart, once a day (<see cref="DeliveryRecord.WriteClosed"/>).
/// </summary>
public static class PacingNotes
{
    private const byte Format = 1;

    public static byte[] Write(in PacerMemory memory, SpendCurve? curve, DeliveryRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        writer.Write(Format);
        foreach (var value in (ReadOnlySpan<double>)
            [memory.Participation, memory.Multiplier, memory.TrafficSum, memory.TrafficSeconds, memory.PlacedSum, memory.EntriesSum, memory.Settled, memory.Posted, memory.Told, memory.Level.Paid, memory.Level.Wins,
                memory.Level.Expected])
        {
            writer.Write(value);
        }

        writer.Write(curve is not null);
        curve?.Write(writer);
        var today = record.WriteOpen();
        writer.Write7BitEncodedInt(today.Length);
        writer.Write(today);
        writer.Flush();
        return SealedBytes.Seal(stream.ToArray());
    }

    /// <summary>Gives the record its present day back, and returns what the pacer knew. Throws <see cref="InvalidDataException"/> where the bytes are damaged or of another format.</summary>
    public static PacingKnowledge Read(byte[] bytes, DeliveryRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        using var reader = new BinaryReader(new MemoryStream(SealedBytes.Open(bytes), writable: false), Encoding.UTF8);
        if (reader.ReadByte() != Format)
        {
            throw new InvalidDataException("Notes of another format.");
        }

        var memory = new PacerMemory
        {
            Participation = reader.ReadDouble(),
            Multiplier = reader.ReadDouble(),
            TrafficSum = reader.ReadDouble(),
            TrafficSeconds = reader.ReadDouble(),
            PlacedSum = reader.ReadDouble(),
            EntriesSum = reader.ReadDouble(),
            Settled = reader.ReadDouble(),
            Posted = reader.ReadDouble(),
            Told = reader.ReadDouble(),
            Level = new(reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble()),
        };
        var curve = reader.ReadBoolean() ? SpendCurve.Read(reader) : null;
        record.RestoreOpen(reader.ReadBytes(reader.Read7BitEncodedInt()));
        return new(memory, curve);
    }
}

/// <summary>What a pacer has learned. The curve is its next owner's to go on learning.</summary>
public readonly record struct PacingKnowledge(PacerMemory Memory, SpendCurve? Curve);
