using NodaTime;

namespace Bidding.Core.Auction;

/// <summary>When a decision is made.</summary>
/// <param name="Now">For flights, dayparts and caps.</param>
/// <param name="Timestamp">The monotonic clock that leases end on.</param>
/// <param name="SinceArrival">How long the request has been with us already, against its <c>tmax</c>.</param>
public readonly record struct BidMoment(Instant Now, long Timestamp, TimeSpan SinceArrival);
