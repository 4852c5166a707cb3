using System.Text;
using System.Text.RegularExpressions;
using Bidding.Fuzzing.InProcess;
using Bidding.Fuzzing.Mutation;
using Bidding.Fuzzing.Runs;
using Bidding.OpenRtb;
using Bidding.Simulator.Traffic;

namespace Bidding.Fuzzing.Doors;

/// <summary>Win, billing and loss notices, impressions, clicks and conversions of real bids, with garbage in every part of their URLs and bodies.</summary>
public sealed partial class NoticeHttpTarget(WireNode node, string bidAnswer) : IFuzzTarget
{
    private const int RequestsTried = 500;

    private static readonly string[] Parameters = ["p", "cur", "r", "mbr", "mul", "min", "id", "x"];

    private static readonly JsonPart[] Conversions =
    [
        JsonPart.Parse("""{"click_id":"CLICK","action":"purchase","value":"49.90","currency":"USD","order_id":"A-1"}"""u8.ToArray()),
        JsonPart.Parse("""{"click_id":"CLICK","action":"signup","value":12.5}"""u8.ToArray()),
    ];

    private readonly (string Path, string Token)[] _tokens =
        [.. Link().Matches(bidAnswer).Select(match => (match.Groups[1].Value, match.Groups[2].Value)).Distinct()];

    private string _clickId = "";

    /// <summary>The node's answer to the first request that it bids on: its URLs hold the tokens.</summary>
    public static async Task<string> BidAsync(WireNode node)
    {
        var maker = new RequestMaker(1);
        for (var tries = 0; tries < RequestsTried; tries++)
        {
            var answer = await node.SendAsync("POST", $"/openrtb2/{node.Exchange}/bid", OpenRtbJson.WriteBytes(maker.Next()), [("content-type", "application/json")]);
            if (answer.Status == 200)
            {
                return Encoding.UTF8.GetString(answer.Body);
            }
        }

        throw new InvalidOperationException($"The node bids on none of {RequestsTried} requests.");
    }

    public FuzzInput Make(Random random)
    {
        if (random.Next(4) == 0)
        {
            return new("POST /v1/conversions", JsonMutation.Next(Conversions[random.Next(Conversions.Length)], random, hitsMax: 2));
        }

        var (path, token) = _tokens[random.Next(_tokens.Length)];
        var offered = random.Next(4) switch { 0 => TokenTarget.Altered(token, random), 1 => _tokens[random.Next(_tokens.Length)].Token, _ => token };
        var query = string.Join('&', Enumerable.Range(0, random.Next(5)).Select(_ => $"{Parameters[random.Next(Parameters.Length)]}={Escaped(OddValues.NextText(random), random)}"));
        return new($"GET {path}{offered}?{query}", []);
    }

    public async ValueTask<Verdict> TryAsync(FuzzInput input)
    {
        var (method, path) = (input.Where[..input.Where.IndexOf(' ', StringComparison.Ordinal)], input.Where[(input.Where.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
        var isConversion = method == "POST";
        if (isConversion && _clickId.Length == 0)
        {
            _clickId = await ClickAsync();
        }

        var body = isConversion ? Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(input.Bytes).Replace("CLICK", _clickId, StringComparison.Ordinal)) : null;
        var answer = await node.SendAsync(method, path, body, isConversion ? [("content-type", "application/json")] : []);
        FindingException.Require(answer.Status is (>= 200 and < 300) or 302 or (>= 400 and < 500) or 503, $"a notice is answered {answer.Status}");
        var accepted = answer.Status < 400;
        var offered = path.Split('?')[0];
        FindingException.Require(isConversion || !accepted || _tokens.Any(known => known.Path + known.Token == offered), "an altered token is accepted");
        FindingException.Require(!isConversion || accepted || answer.Body.Length > 0, "a refused conversion has no reason");
        return accepted ? Verdict.Accepted : Verdict.Refused;
    }

    private async Task<string> ClickAsync()
    {
        var (path, token) = _tokens.First(known => known.Path == "/c/");
        var answer = await node.SendAsync("GET", path + token, null, []);
        return ClickParameter().Match(answer.Location).Groups[1].Value;
    }

    /// <summary>What a browser would escape, or now and then what a broken program leaves as it is.</summary>
    private static string Escaped(string text, Random random) =>
        random.Next(4) == 0 && text.All(c => c is > ' ' and < '\x7F' and not '#') ? text : Uri.EscapeDataString(text);

    [GeneratedRegex("(/(?:n/[wbl]|i|c)/)([A-Za-z0-9_-]{40,})")]
    private static partial Regex Link();

    [GeneratedRegex("click_id=([A-Za-z0-9_-]+)")]
    private static partial Regex ClickParameter();
}
