using Bidding.LoadTest.Load.Client;
using Bidding.LoadTest.Load.Targets;
using Grpc.Net.Client;

namespace Bidding.LoadTest.Load.Extras;

/// <summary>What goes on beside the bids of a round, where it was asked for: notices of its bids, and edits of campaigns.</summary>
internal sealed class ExtraTraffic(Uri node, LoadOptions options) : IDisposable
{
    private readonly GrpcChannel _channel = GrpcChannel.ForAddress(node);
    private EditTraffic? _edits;

    public RoundTally Notices { get; } = new();
    public RoundTally Edits => _edits?.Tally ?? new RoundTally();

    /// <summary>Bids that should have been followed by notices, and were not, since the notices before them were not through yet.</summary>
    public long Skipped { get; private set; }

    /// <summary>Runs a round with all of it. The round's own length is not drawn out by notices that are acknowledged after it.</summary>
    public async Task<Round> DuringAsync(Func<AnswerTap?, Task<Round>> run, CancellationToken cancel)
    {
        var tap = options.Notices > 0 ? new AnswerTap(options.Notices) : null;
        var notices = tap is null ? null : new NoticeTraffic(new Protocol.V1.Notices.NoticesClient(_channel), tap, options.Target);
        _edits ??= options.Edits > 0 ? new EditTraffic(new Protocol.V1.Campaigns.CampaignsClient(_channel), options.Edits, options.Campaigns, options.Seed) : null;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        Task[] traffic = [notices?.RunAsync(cancel) ?? Task.CompletedTask, _edits?.RunAsync(stop.Token) ?? Task.CompletedTask];
        try
        {
            return await run(tap);
        }
        finally
        {
            tap?.Complete();
            await stop.CancelAsync();
            await Task.WhenAll(traffic);
            Add(notices?.Tally, Notices);
            Skipped += tap?.Dropped ?? 0;
        }
    }

    public void Dispose() => _channel.Dispose();

    private static void Add(RoundTally? tally, RoundTally total)
    {
        if (tally is not null)
        {
            total.Add(tally);
        }
    }
}
