using Bidding.Core.Ledger;

namespace Bidding.Gateway.Notices;

/// <summary>Who waits for notices' results. Told exactly once of each, from any thread; must not block, and not throw.</summary>
internal interface INoticeWaiter
{
    /// <param name="index">The notice's place among those that the waiter handed in.</param>
    void Answered(int index, NoticeResult result);
}
