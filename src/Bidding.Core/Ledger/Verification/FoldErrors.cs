using System.Text.Json;

namespace Bidding.Core.Ledger.Verification;

/// <summary>What folding a damaged entry throws: a gap, a detail that cannot be read, a sum out of range.</summary>
internal static class FoldErrors
{
    public static bool Is(Exception error) =>
        error is InvalidOperationException or FormatException or JsonException or OverflowException or ArgumentException;
}
