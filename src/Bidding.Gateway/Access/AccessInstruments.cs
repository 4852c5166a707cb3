using Prometheus;

namespace Bidding.Gateway.Access;

/// <summary>Callers turned away, by why. Never by who they say they are, which would grow without bound.</summary>
internal static class AccessInstruments
{
    /// <summary>By <see cref="Refusal"/>.</summary>
    public static Counter.Child[] Refused { get; } = NewRefused();

    private static Counter.Child[] NewRefused()
    {
        var counter = Metrics.CreateCounter("bidding_access_refused_total", "Calls refused at a door, by the reason.", "reason");
        return [.. Enum.GetValues<Refusal>().Order().Select(refusal => counter.WithLabels(System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(refusal.ToString())))];
    }
}
