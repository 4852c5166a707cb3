using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;

namespace Bidding.LoadTest.Bench.Notices;

/// <summary>
/// Sends notices as HTTP/1.1 GETs over keep-alive connections, one request under way on each: a client so small that what is measured is the node. Notices wait their
/// turn when all connections are busy, and that counts.
/// </summary>
internal sealed class HttpNoticeSender(Uri address, int connections, NoticeTally tally)
{
    private static readonly byte[] EndOfHeaders = "\r\n\r\n"u8.ToArray();
    private static readonly byte[] NoContent = "HTTP/1.1 204"u8.ToArray();
    private static readonly byte[] Accepted = "x-notice-outcome: accepted"u8.ToArray();

    public async Task RunAsync(ChannelReader<SentNotice> notices, CancellationToken cancel) =>
        await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(() => ConnectAndSendAsync(notices, cancel), cancel)));

    private async Task ConnectAndSendAsync(ChannelReader<SentNotice> notices, CancellationToken cancel)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(address.Host, address.Port, cancel);
        var buffer = new byte[4_096];
        while (await notices.WaitToReadAsync(cancel))
        {
            while (notices.TryRead(out var notice))
            {
                await SendAsync(socket, buffer, notice, cancel);
            }
        }
    }

    private async Task SendAsync(Socket socket, byte[] buffer, SentNotice notice, CancellationToken cancel)
    {
        var path = notice.IsBilling ? notice.Bid.BillingPath : notice.Bid.WinPath;
        var size = Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {address.Authority}\r\n\r\n", buffer);
        await socket.SendAsync(buffer.AsMemory(0, size), cancel);
        var read = 0;
        do
        {
            var received = await socket.ReceiveAsync(buffer.AsMemory(read), cancel);
            if (received == 0)
            {
                throw new IOException("The node closed a connection.");
            }

            read += received;
        }
        while (!IsComplete(buffer.AsSpan(0, read)));
        Take(notice, buffer.AsSpan(0, read));
    }

    // An acknowledgement has no body; whatever else comes is a fault whose body is left out of the next answer by its length.
    private static bool IsComplete(ReadOnlySpan<byte> answer)
    {
        var end = answer.IndexOf(EndOfHeaders);
        if (end < 0)
        {
            return false;
        }

        var headers = Encoding.ASCII.GetString(answer[..end]);
        var at = headers.IndexOf("Content-Length: ", StringComparison.OrdinalIgnoreCase);
        var length = at < 0 ? 0 : int.Parse(headers[(at + 16)..].Split('\r')[0], System.Globalization.CultureInfo.InvariantCulture);
        return answer.Length >= end + EndOfHeaders.Length + length;
    }

    private void Take(SentNotice notice, ReadOnlySpan<byte> answer)
    {
        if (answer.StartsWith(NoContent) && answer.IndexOf(Accepted) > 0)
        {
            tally.Acknowledged(notice);
        }
        else
        {
            tally.Failed(Encoding.ASCII.GetString(answer[..Math.Min(answer.Length, 200)]).Replace("\r\n", " | ", StringComparison.Ordinal));
        }
    }
}
