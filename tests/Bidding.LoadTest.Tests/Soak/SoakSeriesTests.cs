using Bidding.LoadTest.Soak;

namespace Bidding.LoadTest.Tests.Soak;

public sealed class SoakSeriesTests
{
    private const int Samples = 40;

    public static TheoryData<string> Names() => [.. SoakSeries.All.Select(series => series.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Judge_SteadyWithNoise_IsFlat(string name) => Assert.True(Judge(name, i => 100 + (i % 3)).Flat);

    [Theory]
    [MemberData(nameof(Names))]
    public void Judge_Growing_IsNotFlat(string name)
    {
        var verdict = Judge(name, i => 100 + (5 * i));

        Assert.False(verdict.Flat);
        Assert.True(verdict.Last > verdict.Allowed, verdict.ToString());
    }

    [Fact]
    public void Judge_HeapWithATeethOfGarbage_LooksAtWhatCollectionsLeave()
    {
        Assert.True(Judge("heap_mb", i => 100 + (i % 10 * i)).Flat); // higher teeth, the same floor
        Assert.False(Judge("heap_mb", i => 100 + (2 * i) + (i % 10)).Flat);
    }

    [Fact]
    public void Judge_OneOutlier_DoesNotDecide() => Assert.True(Judge("p99_ms", i => i == Samples - 1 ? 900 : 2).Flat);

    [Fact]
    public void Judge_ThreeSamples_IsRefused() => Assert.Throws<ArgumentException>(() => SoakSeries.All[0].Judge([Sample(0, 1), Sample(1, 1), Sample(2, 1)]));

    [Fact]
    public void LedgerLag_BucketsOfTwoLooks_CountsWhatCameBetween()
    {
        var lag = new LedgerLag();
        Dictionary<double, double> first = new() { [0.01] = 1000, [0.1] = 1000, [double.PositiveInfinity] = 1000 };
        Assert.InRange(lag.Take(first), 9, 10);
        Assert.Equal(0, lag.Take(first));
        Assert.InRange(lag.Take(new Dictionary<double, double> { [0.01] = 1000, [0.1] = 1100, [double.PositiveInfinity] = 1100 }), 90, 100);
        Assert.Equal(100, lag.Take(new Dictionary<double, double> { [0.01] = 1000, [0.1] = 1100, [double.PositiveInfinity] = 1200 }), 3);
    }

    private static SoakVerdict Judge(string name, Func<int, double> value) =>
        SoakSeries.All.Single(series => series.Name == name).Judge([.. Enumerable.Range(0, Samples).Select(i => Sample(i, value(i)))]);

    private static SoakSample Sample(int at, double value) => new(at, value, value, value, value, value, value, value);
}
