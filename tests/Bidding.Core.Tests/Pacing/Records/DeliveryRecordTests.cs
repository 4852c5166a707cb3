using Bidding.Core.Amounts;
using Bidding.Core.Pacing;
using Bidding.Core.Pacing.Forecasts;
using Bidding.Core.Pacing.Records;
using NodaTime;

namespace Bidding.Core.Tests.Pacing.Records;

public sealed class DeliveryRecordTests
{
    private static readonly Instant Midnight = Instant.FromUtc(2026, 6, 1, 0, 0);

    [Fact]
    public void Read_SeenOverDays_SumsByQuartersOfAnHour()
    {
        var record = new DeliveryRecord();
        for (var second = 0; second < 2 * 86_400; second += 10)
        {
            record.See(Midnight + Duration.FromSeconds(second), 10, 7, 0.5, 0.8, 2, new(30));
        }

        record.SeeWin(Midnight + Duration.FromDays(1.99), new(1_000));
        record.SeeWin(Midnight + Duration.FromDays(1.99), new(3_000));
        record.Correct(Midnight + Duration.FromDays(1.99), new(-500));

        var quarters = record.Read();
        Assert.Equal(192, quarters.Count);
        Assert.Equal(Midnight, quarters[0].StartsAt());
        Assert.All(quarters, q => Assert.Equal((900.0, 630L, 315.0, 0.8, 180L, new Money(2_700)), (q.ServedSeconds, q.Opportunities, Math.Round(q.Entered), Math.Round(q.Multiplier, 6), q.Bids, q.Placed)));
        var last = quarters[^1];
        Assert.Equal((2L, new Money(3_500)), (last.Wins, last.Cost));
        Assert.Equal((Math.Log(1_000) + Math.Log(3_000)) / 2, last.LogPriceMean, 4);
        Assert.Equal((Math.Log(3_000) - Math.Log(1_000)) / 2, last.LogPriceDeviation, 2);
        Assert.Equal([quarters[95], quarters[96]], record.Read(quarters[95].Number, quarters[97].Number));
    }

    [Fact]
    public void See_MonthOfTraffic_KeepsEightDaysInTenKilobytes()
    {
        var record = new DeliveryRecord();
        for (var quarter = 0; quarter < 30 * 96; quarter++)
        {
            var at = Midnight + Duration.FromMinutes(15 * quarter);
            record.See(at, 900, 12_345, 0.37, 0.9, 999, Money.FromDecimal(7.123456m));
            record.SeeWin(at, Money.FromDecimal(0.0123m));
        }

        var quarters = record.Read();
        Assert.Equal((8 * 96, Midnight + Duration.FromDays(22)), (quarters.Count, quarters[0].StartsAt()));
        Assert.InRange(record.WriteClosed().Length + PacingNotes.Write(default, null, record).Length, 1_000, 30_000);
    }

    [Fact]
    public void See_ClockSetBack_CountsIntoTheQuarterAtHand()
    {
        var record = new DeliveryRecord();
        record.See(Midnight, 1, 1, 1, 1, 0, Money.Zero);
        record.See(Midnight - Duration.FromHours(3), 1, 1, 1, 1, 0, Money.Zero);
        Assert.Equal(2, Assert.Single(record.Read()).Opportunities);
    }

    [Fact]
    public void Notes_WrittenAndRead_AreTheSame()
    {
        var record = Filled();
        var memory = new PacerMemory { Participation = 0.25, Multiplier = 0.5, TrafficSum = 1, TrafficSeconds = 2, PlacedSum = 3, EntriesSum = 4, Settled = 5, Posted = 6, Told = 0.7, Level = new(8, 9, 10) };
        var curve = new SpendCurve();
        foreach (var critical in (double[])[0.3, 0.5, 0.5, 0.7, 1])
        {
            curve.SeeEntered(1, 3);
            curve.SeeWin(critical, critical * 1_000_000);
        }

        var (days, notes) = (record.WriteClosed(), PacingNotes.Write(memory, curve, record));

        var successor = new DeliveryRecord();
        successor.RestoreClosed(days);
        var known = PacingNotes.Read(notes, successor);
        Assert.Equal(memory, known.Memory);
        known.Curve!.Refresh();
        curve.Refresh();
        Assert.Equal((curve.Won, curve.Entered, curve.Top), (known.Curve.Won, known.Curve.Entered, known.Curve.Top));
        Assert.All([0.4, 0.6, 0.9, 1.5], at => Assert.Equal(curve.CostAt(at), known.Curve.CostAt(at), curve.CostAt(at) * 1e-5));
        Assert.Equal(record.Read().Select(Rounded), successor.Read().Select(Rounded));

        static DeliveryQuarter Rounded(DeliveryQuarter quarter) => quarter with { Entered = Math.Round(quarter.Entered), Multiplier = Math.Round(quarter.Multiplier, 5), LogPriceMean = 0, LogPriceDeviation = 0 };
    }

    [Fact]
    public void Notes_OfADayThatIsAmongTheClosedOnes_GiveNoDayTwice()
    {
        var record = new DeliveryRecord();
        record.See(Midnight, 10, 5, 1, 1, 0, Money.Zero);
        var before = PacingNotes.Write(default, null, record);
        record.See(Midnight + Duration.FromDays(1), 10, 5, 1, 1, 0, Money.Zero);

        var successor = new DeliveryRecord();
        successor.RestoreClosed(record.WriteClosed());
        PacingNotes.Read(before, successor);
        Assert.Equal(Midnight, Assert.Single(successor.Read()).StartsAt());
    }

    [Fact]
    public void Notes_AnyByteDamagedOrCut_AreRefused()
    {
        var record = Filled();
        foreach (var (bytes, read) in new (byte[], Action<byte[]>)[]
        {
            (PacingNotes.Write(default, null, record), bytes => PacingNotes.Read(bytes, new())),
            (record.WriteClosed(), bytes => new DeliveryRecord().RestoreClosed(bytes)),
        })
        {
            for (var i = 0; i < bytes.Length; i++)
            {
                var damaged = bytes.ToArray();
                damaged[i] ^= 1;
                Assert.Throws<InvalidDataException>(() => read(damaged));
                Assert.Throws<InvalidDataException>(() => read(bytes[..i]));
            }
        }
    }

    private static DeliveryRecord Filled()
    {
        var record = new DeliveryRecord();
        for (var hour = 0; hour < 60; hour++)
        {
            record.See(Midnight + Duration.FromHours(hour), 10, hour, 0.3, 0.9, hour / 2, new(hour * 1_000_000L));
            record.SeeWin(Midnight + Duration.FromHours(hour), new(1_000_000 + hour));
        }

        return record;
    }
}
