namespace Bidding.Node.Cli.Catalog;

/// <summary>Sends the caller's key along, and bounds each call to a node, not the verb: a file of a thousand resources may take its time, a node that hangs may not.</summary>
internal sealed class CallDeadlineHandler(TimeSpan deadline, string key, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (key.Length > 0)
        {
            request.Headers.TryAddWithoutValidation("authorization", $"Bearer {key}");
        }

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
