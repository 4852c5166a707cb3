using Bidding.Core.Escrow;
using Bidding.Core.Ledger;

namespace Bidding.Grains.Campaigns;

/// <summary>The outlooks of one campaign's ads, worked out anew only when its books or its definition have changed: every lease's reply brings them. Runs on its grain's scheduler.</summary>
internal sealed class CampaignOutlooks
{
    private AdOutlook[] _last = [];
    private CampaignDefinition? _definition;
    private long _seq;

    public AdOutlook[] Of(CampaignBooks books, CampaignDefinition definition)
    {
        if (_seq != books.Seq || !ReferenceEquals(_definition, definition))
        {
            _last = CampaignFiguresReader.Outlooks(books, definition);
            (_seq, _definition) = (books.Seq, definition);
        }

        return _last;
    }
}
