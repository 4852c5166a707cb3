namespace Bidding.Node.Cli.Catalog;

/// <summary>Bounds each call to a node, not the verb: a file of a thousand resources may take its time, a node that hangs may not.</summary>
internal sealed class CallDeadlineHandler(TimeSpan deadline, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(deadline);
        try
        {
            return await base.SendAsync(request, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException($"no answer within {deadline.TotalSeconds:0} s");
        }
    }
}
