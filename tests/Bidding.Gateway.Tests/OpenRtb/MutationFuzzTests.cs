using System.Text;
using Bidding.OpenRtb;
using Bidding.OpenRtb.Validation;
using Bidding.Protocol.OpenRtb;
using Google.Protobuf;

namespace Bidding.Gateway.Tests.OpenRtb;

/// <summary>Good requests with random damage. Whatever comes of it, the answer is a request or one short reason.</summary>
public sealed class MutationFuzzTests
{
    private const int LongestError = 256;

    private static readonly string[] Pieces =
        ["{", "}", "[", "]", ",", ":", "\"", "\\", "null", "true", "-1", "0", "1e400", "9999999999", "\"\"", "[]", "{}", "\\ud800", "\\u0000", "\0",
         "\"ext\":", "\"imp\":", "\"w\":", "\"native\":{\"request\":", "\xFF", "😀"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void TryRead_DamagedJson_NeverThrows(int seed)
    {
        var random = new Random(seed);
        var bases = Requests.All.Select(Encoding.UTF8.GetBytes).ToArray();
        var (read, refused) = (0, 0);
        for (var n = 0; n < 10_000; n++)
        {
            var body = Damage(bases[random.Next(bases.Length)], random);
            var request = new BidRequest();
            if (OpenRtbJson.TryRead(body, request, out var error))
            {
                read++;
                AssertShort(RequestValidator.Check(request)?.ToString() ?? "fine");
                OpenRtbJson.WriteBytes(request);
            }
            else
            {
                refused++;
                AssertShort(error.ToString());
            }
        }

        Assert.True(read > 500 && refused > 500, $"the damage is one-sided: {read} read, {refused} refused");
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public void Check_DamagedProtobuf_NeverThrows(int seed)
    {
        var random = new Random(seed);
        var bases = Enumerable.Range(0, 20).Select(i => new RandomMessages(i).Next<BidRequest>().ToByteArray()).Where(b => b.Length < 20_000).ToArray();
        var (read, refused) = (0, 0);
        for (var n = 0; n < 5_000; n++)
        {
            try
            {
                var request = BidRequest.Parser.ParseFrom(Damage(bases[random.Next(bases.Length)], random));
                read++;
                AssertShort(RequestValidator.Check(request)?.ToString() ?? "fine");
                OpenRtbJson.WriteBytes(request);
            }
            catch (InvalidProtocolBufferException)
            {
                refused++;
            }
        }

        Assert.True(read > 100 && refused > 100, $"the damage is one-sided: {read} read, {refused} refused");
    }

    private static void AssertShort(string error) => Assert.InRange(error.Length, 1, LongestError);

    private static byte[] Damage(byte[] body, Random random)
    {
        var bytes = body.ToList();
        for (var hits = random.Next(1, 4); hits > 0 && bytes.Count > 1; hits--)
        {
            var at = random.Next(bytes.Count);
            var length = Math.Min(random.Next(1, 24), bytes.Count - at);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, length);
                    break;
                case 2:
                    bytes.InsertRange(at, bytes.GetRange(random.Next(bytes.Count - length + 1), length));
                    break;
                case 3:
                    bytes.InsertRange(at, Encoding.Latin1.GetBytes(Pieces[random.Next(Pieces.Length)]));
                    break;
                case 4:
                    ReplaceNumber(bytes, at, random);
                    break;
                default:
                    if (random.Next(4) == 0)
                    {
                        bytes.RemoveRange(at, bytes.Count - at);
                    }

                    break;
            }
        }

        return [.. bytes];
    }

    // Keeps the syntax whole, so that the damage reaches the values.
    private static void ReplaceNumber(List<byte> bytes, int from, Random random)
    {
        var at = bytes.FindIndex(from, b => b is >= (byte)'0' and <= (byte)'9');
        if (at >= 0)
        {
            bytes.RemoveAt(at);
            bytes.InsertRange(at, Encoding.Latin1.GetBytes(random.Next(-5, 400_000).ToString(System.Globalization.CultureInfo.InvariantCulture)));
        }
    }
}
