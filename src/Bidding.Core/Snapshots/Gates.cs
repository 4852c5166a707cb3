namespace Bidding.Core.Snapshots;

/// <summary>
/// What is asked of every candidate's campaign, packed so that a request with many candidates reads few cache lines; the objects behind are only
/// visited by those that come further.
/// </summary>
/// <param name="StartTicks">Unix ticks; inclusive.</param>
/// <param name="EndTicks">Unix ticks; exclusive.</param>
/// <param name="Number">The campaign's permanent number.</param>
internal readonly record struct CampaignGate(long StartTicks, long EndTicks, int Number, int AdvertiserIndex, int CurrencyIndex, bool IsCapped);

/// <param name="Timeless">No dayparts, no operating system versions, no age: nothing of the request needs a second look.</param>
internal readonly record struct AdGate(int CampaignIndex, bool Timeless);
