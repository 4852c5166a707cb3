using System.Text;

namespace Bidding.Fuzzing.Runs;

/// <summary>What one try sends through a door: where to, and the bytes. All that is needed to try it again.</summary>
/// <param name="Where">What the bytes are, or the method and path they are sent to.</param>
public readonly record struct FuzzInput(string Where, byte[] Bytes)
{
    public static FuzzInput Of(string where, string text) => new(where, Encoding.UTF8.GetBytes(text));
}
