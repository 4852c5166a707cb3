using Bidding.Core.Auction;
using Bidding.Core.Ledger;
using Bidding.Core.Tokens;
using Bidding.Gateway.Profiles;

namespace Bidding.Gateway.Notices;

/// <summary>What became of a notice: its token was refused, or the campaign decided it.</summary>
/// <param name="Notice">Null when the token was refused.</param>
public readonly record struct Intake(TokenError Token, NoticeResult Result, Notice? Notice)
{
    /// <summary>Whether the sender may forget it.</summary>
    public bool IsDurable => Notice is not null && Result.Outcome != NoticeOutcome.Unavailable;
}

/// <summary>The one way notices come in, whatever wire they came on: verify, decide durably, count, tell the user's profile. Any thread; never throws.</summary>
public sealed class NoticeIntake(NoticeReader reader, NoticeGatherer gatherer, IUserProfiles profiles)
{
    public ValueTask<Intake> TakeAsync(NoticeKind kind, string token, in NoticeFields fields)
    {
        var error = Read(kind, token, fields, out var notice);
        return error == TokenError.None ? TakeAsync(notice) : new(new Intake(error, default, null));
    }

    /// <summary>Only verifies: for callers that have a say before the notice is taken.</summary>
    public TokenError Read(NoticeKind kind, string token, in NoticeFields fields, out Notice notice)
    {
        var error = reader.TryRead(kind, token, fields, out notice);
        if (error != TokenError.None)
        {
            NoticeInstruments.CountBadToken(kind);
        }

        return error;
    }

    /// <summary>For a notice whose token or click id was verified already.</summary>
    public async ValueTask<Intake> TakeAsync(Notice notice)
    {
        var result = await gatherer.RecordAsync(notice).ConfigureAwait(false);
        Tell(notice, result);
        return new Intake(TokenError.None, result, notice);
    }

    /// <summary>The same for a notice of a batch, whose results are waited for together; <see cref="Tell"/> follows with each.</summary>
    internal void Take(Notice notice, NoticeBatch batch, int index) => gatherer.Record(notice, batch, index);

    /// <summary>What follows from a result: it is counted, and the user's profile hears of an impression.</summary>
    internal void Tell(Notice notice, in NoticeResult result)
    {
        NoticeInstruments.Count(notice.Kind, result.Outcome);
        var token = notice.Token;
        if (notice.Kind == NoticeKind.Impression && token is { UserAllowed: true, UserKey: not 0 } && (result.Outcome is NoticeOutcome.Accepted or NoticeOutcome.Late))
        {
            profiles.Shown(token.UserKey, new ShownImpression(token.Campaign.Value, token.Ad.Value, notice.AcceptedAtMs));
        }
    }
}
