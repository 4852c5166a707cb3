namespace Bidding.Core.Portfolios;

/// <summary>How a campaign and its portfolio share a budget. Every default has its reason beside it.</summary>
public sealed record AllotmentSettings
{
    /// <summary>Every time is positive, and a word is believed for longer than until the next one comes.</summary>
    public bool IsValid =>
        Ahead > TimeSpan.Zero && ReportEvery > TimeSpan.Zero && AskAgain > TimeSpan.Zero && LowerAgain > TimeSpan.Zero && Believed > ReportEvery;

    /// <summary>A campaign likes to have this much spending free ahead: some reports may be lost, and little lies idle with it.</summary>
    public TimeSpan Ahead { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A campaign that bids tells its portfolio this often: demand moves over seconds.</summary>
    public TimeSpan ReportEvery { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>A campaign that is short asks again after this long at the earliest: a lease request's time.</summary>
    public TimeSpan AskAgain { get; init; } = TimeSpan.FromMilliseconds(400);

    /// <summary>What a campaign said of itself is believed this long: a few reports.</summary>
    public TimeSpan Believed { get; init; } = TimeSpan.FromSeconds(12);

    /// <summary>A campaign is asked to give back this often at most.</summary>
    public TimeSpan LowerAgain { get; init; } = TimeSpan.FromSeconds(1);
}
