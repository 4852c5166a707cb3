using Bidding.Gateway.Leases;

namespace Bidding.GatewayTests.Leases;

public sealed class TimingWheelTests
{
    private const int Numbers = 50;

    /// <summary>Against a list of times that is searched: times ahead within the wheel's reach and beyond it, over, set anew and taken out; looks at any distance.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void TakeDue_WhateverWasSet_TakesExactlyWhatIsDue(int seed)
    {
        var random = new Random(seed);
        var wheel = new TimingWheel(slotTicks: 10, slots: 16);
        wheel.Grow(Numbers);
        var times = new Dictionary<int, long>();
        var now = 1_000L;
        for (var step = 0; step < 5_000; step++)
        {
            var number = random.Next(Numbers);
            if (random.Next(4) == 0)
            {
                wheel.Clear(number);
                times.Remove(number);
            }
            else
            {
                times[number] = now + random.Next(-20, 500);
                wheel.Set(number, times[number]);
            }

            now += random.Next(20) == 0 ? random.Next(400) : random.Next(12);
            var taken = new List<int>();
            wheel.TakeDue(now, taken.Add);

            int[] due = [.. times.Where(time => time.Value <= now).Select(time => time.Key).Order()];
            Assert.Equal(due, taken.Order());
            due.ToList().ForEach(one => times.Remove(one));
        }
    }
}
