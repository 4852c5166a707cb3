namespace Bidding.Core.Auction;

/// <summary>Campaigns by number, as a set that may hold a few more than were added, and never fewer. Reusable; one thread at a time.</summary>
internal sealed class SeenCampaigns
{
    private const int Bits = 2048;
    private readonly ulong[] _words = new ulong[Bits / 64];
    private bool _any;

    public void Begin(UserHistory history)
    {
        if (_any)
        {
            Array.Clear(_words);
            _any = false;
        }

        foreach (var shown in history.Shown)
        {
            Add(shown.Campaign);
        }
    }

    public void Add(int campaign)
    {
        _words[(campaign & (Bits - 1)) >> 6] |= 1UL << (campaign & 63);
        _any = true;
    }

    public bool MayContain(int campaign) => (_words[(campaign & (Bits - 1)) >> 6] & (1UL << (campaign & 63))) != 0;
}
