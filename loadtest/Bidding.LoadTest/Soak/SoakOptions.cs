namespace Bidding.LoadTest.Soak;

/// <summary>What <c>soak</c> was asked for.</summary>
/// <param name="Length">Of the load that is judged, after the warm-up.</param>
/// <param name="WarmUp">Of load before it, which fills caches, tiers up code and is not judged.</param>
/// <param name="SampleEvery">Between two looks at the node.</param>
/// <param name="Rate">Bid requests a second.</param>
internal sealed record SoakOptions(TimeSpan Length, TimeSpan WarmUp, TimeSpan SampleEvery, int Rate, int Campaigns, int Seed, bool Json);
