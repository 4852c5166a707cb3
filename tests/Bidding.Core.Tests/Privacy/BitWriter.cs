using System.Text;

namespace Bidding.Core.Tests.Privacy;

/// <summary>Writes bit fields as base64url text: the other direction of what is under test, kept as plain as can be.</summary>
internal sealed class BitWriter
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private readonly StringBuilder _bits = new();

    public BitWriter Bits(long value, int width)
    {
        _bits.Append(Convert.ToString(value, 2).PadLeft(width, '0'));
        return this;
    }

    public BitWriter Flag(bool value) => Bits(value ? 1 : 0, 1);

    public BitWriter Raw(string bits)
    {
        _bits.Append(bits);
        return this;
    }

    public override string ToString()
    {
        string bits = _bits.ToString();
        bits = bits.PadRight((bits.Length + 5) / 6 * 6, '0');
        var text = new StringBuilder();
        for (int i = 0; i < bits.Length; i += 6)
        {
            text.Append(Alphabet[Convert.ToInt32(bits.Substring(i, 6), 2)]);
        }
        return text.ToString();
    }
}
