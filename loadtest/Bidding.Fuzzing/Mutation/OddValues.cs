using System.Globalization;
using System.Text;

namespace Bidding.Fuzzing.Mutation;

/// <summary>Texts and JSON values that programs stumble over.</summary>
public static class OddValues
{
    // Latin-1: \xFF and the like stand for single bytes, so that some are no UTF-8.
    private static readonly string[] Json =
    [
        "null", "true", "false", "0", "1", "-1", "2", "7", "-0", "0.1", "1.5", "300", "250", "640", "1e400", "-1e400", "1e308", "1e-400", "1E2", "1.0", "01", "+1", ".5", "NaN",
        "Infinity", "2147483647", "2147483648", "-2147483648", "-2147483649", "4294967296", "9223372036854775807", "9223372036854775808", "-9223372036854775809",
        "123456789012345678901234567890", "0.1234567890123456789012345678", "\"\"", "\" \"", "\"1\"", "\"-1\"", "\"true\"", "\"null\"", "\"USD\"", "\"EUR\"", "\"JPY\"", "\"usd\"", "\"XXX\"",
        "\"1e3\"", "\"12.50\"", "\"-12.50\"", "\"99999999999999999999\"", "\"0.0000000001\"", "\"9223372036.854775807\"", "\"1d\"", "\"9999999999d\"", "\"-1s\"", "\"2026-03-01T00:00:00Z\"",
        "\"9999-12-31T23:59:59Z\"", "\"0001-01-01T00:00:00Z\"", "\"-9998-01-01T00:00:00Z\"", "\"Europe/Berlin\"", "\"active\"", "\"archived\"", "\"*\"", "\"a.b\"", "\"../..\"", "\"${AUCTION_PRICE}\"",
        "\"{click_url}\"", "\"<script>\"", "\"]]>\"", "\"&amp;\"", "\"\\u0000\"", "\"\\u0001\"", "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"x\\ud83d\"", "\"\\ud83d\\ude00\"", "\"\\u00e9\"", "\"\\q\"", "\"\xFF\"",
        "\"\xC3\xA9\"", "\"\xED\xA0\x80\"", "\"\xF0\x9F\x98\x80\"", "\"\xEF\xBF\xBE\"", "\"\xE2\x80\xA8\"", "\"\t\"", "[]", "{}", "[[]]", "[{}]", "[null]", "[0]", "[\"\"]", "[1,\"a\",null,{}]", "{\"\":0}",
        "{\"id\":\"1\"}", "{\"ext\":{}}", "{\"\\ud800\":1}", "{\"a\":1,\"a\":2}", "\"{}\"", "\"[]\"", "\"{\\\"assets\\\":[{\\\"id\\\":1,\\\"title\\\":{\\\"len\\\":-1}}]}\"", "\"https://x.example/?a=1&b=2\"",
        "\"javascript:alert(1)\"", "\"//x\"", "\"http://[::1\"", "\"255.255.255.256\"", "\"::ffff:1.2.3.4\"", "", "{", "]", "\"", "/*c*/1", "1,", "tru",
    ];

    private static readonly string[] Names =
        ["", "id", "ext", "imp", "native", "request", "w", "h", "format", "__proto__", "ID", "name", "status", "\\u0069d", "\\ud800", "\xFF", "x", "bidfloor", "deals", "eids", "$", "a.b", "a\\\"b"];

    private static readonly string[] Texts =
        ["", " ", "0", "-1", "1", "1.25", "1e3", "NaN", "Infinity", "-0", "0.000000000001", "999999999999999999999", "9223372036854775807", "${AUCTION_PRICE}", "%24%7BAUCTION_PRICE%7D", "AUDIT", "USD",
         "EUR", "JPY", "usd", "US", "U$D", "\0", "\uD800", "😀", "é", "١", "1,5", "1 ", "+1", "0x10", "true", "null", "../..", "%", "%zz", "%00", "a=b&c=d", "\r\nX: y", "<script>", "' or 1=1", "\uFEFF1", "1\u00A0"];

    public static byte[] NextJson(Random random)
    {
        switch (random.Next(400))
        {
            case 0:
                return Encoding.ASCII.GetBytes($"\"{new string('z', random.Next(100, 50_000))}\"");
            case 1:
                return Encoding.ASCII.GetBytes($"[{string.Join(',', Enumerable.Repeat("1", random.Next(1, 5000)))}]");
            case 2:
            case 3:
                var depth = random.Next(8, 200);
                return Encoding.ASCII.GetBytes(new string('[', depth) + new string(']', depth));
            case 4:
            case 5:
                var levels = random.Next(8, 80);
                return Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("{\"ext\":", levels)) + "1" + new string('}', levels));
            case < 60:
                return Encoding.ASCII.GetBytes(random.Next(-5, 2000).ToString(CultureInfo.InvariantCulture));
            case < 70:
                return Encoding.ASCII.GetBytes((random.NextDouble() * Math.Pow(10, random.Next(-12, 12))).ToString("R", CultureInfo.InvariantCulture));
            default:
                return Encoding.Latin1.GetBytes(Json[random.Next(Json.Length)]);
        }
    }

    /// <summary>What may stand between the quotes of a key.</summary>
    public static byte[] NextName(Random random) => Encoding.Latin1.GetBytes(Names[random.Next(Names.Length)]);

    /// <summary>Any text, as a person or a broken program would put it into a field.</summary>
    public static string NextText(Random random) => random.Next(200) switch
    {
        0 => new string('9', random.Next(1, 3000)),
        < 20 => (random.NextDouble() * Math.Pow(10, random.Next(-12, 20))).ToString("R", CultureInfo.InvariantCulture),
        < 30 => random.Next(-1000, 1_000_000).ToString(CultureInfo.InvariantCulture),
        _ => Texts[random.Next(Texts.Length)],
    };
}
