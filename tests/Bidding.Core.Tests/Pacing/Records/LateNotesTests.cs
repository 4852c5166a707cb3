using Bidding.Core.Amounts;
using Bidding.Core.Pacing;
using Bidding.Core.Pacing.Records;
using NodaTime;

namespace Bidding.Core.Tests.Pacing.Records;

/// <summary>Notes that come after their reader has begun are taken beneath what it has seen since.</summary>
public sealed class LateNotesTests
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 6, 1, 12, 0);

    [Fact]
    public void Read_IntoARecordThatHasBegun_CountsBoth()
    {
        var notes = Notes(Noon, Noon + Duration.FromMinutes(20));
        var record = new DeliveryRecord();
        See(record, Noon + Duration.FromMinutes(21));
        See(record, Noon + Duration.FromMinutes(40));

        PacingNotes.Read(notes, record);

        Assert.Equal([10, 20, 10], record.Read().Select(quarter => quarter.Opportunities));
        Assert.Equal([1, 2, 1], record.Read().Select(quarter => quarter.Wins));
    }

    [Fact]
    public void Read_NotesOfTheDayBefore_ClosesThatDay()
    {
        var notes = Notes(Noon);
        var record = new DeliveryRecord();
        See(record, Noon + Duration.FromDays(1));

        PacingNotes.Read(notes, record);

        Assert.Equal([10, 10], record.Read().Select(quarter => quarter.Opportunities));
        Assert.NotEqual(0, record.LastClosedDay);
    }

    private static byte[] Notes(params Instant[] seen)
    {
        var record = new DeliveryRecord();
        Array.ForEach(seen, at => See(record, at));
        return PacingNotes.Write(new PacerMemory { Participation = 0.5, Multiplier = 1 }, null, record);
    }

    private static void See(DeliveryRecord record, Instant at)
    {
        record.See(at, 1, 10, 0.5, 1, 1, new Money(1_000));
        record.SeeWin(at, new Money(900));
    }
}
