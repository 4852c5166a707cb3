using System.Buffers;
using System.Text;
using Bidding.Protocol.OpenRtb;

namespace Bidding.OpenRtb;

/// <summary>The native request inside a native imp. It is read only when a native ad is considered: many exchanges send it as a string,
/// and one that cannot be read makes the imp unbiddable, not the request invalid. Stateless, thread-safe.</summary>
public static class NativeJson
{
    /// <summary>The imp's native request, from either form, with or without the <c>{"native": ...}</c> wrapper.</summary>
    public static bool TryGetRequest(BidRequest.Types.Native native, out NativeRequest request, out JsonError error, JsonLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(native);
        error = default;
        if (native.RequestNative is { } structured)
        {
            request = structured;
            return true;
        }

        request = new NativeRequest();
        var text = native.Request;
        limits ??= JsonLimits.Default;
        if (text.Length > limits.MaxBytes)
        {
            error = new JsonError("", $"larger than {limits.MaxBytes} bytes");
            return false;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        try
        {
            var length = Encoding.UTF8.GetBytes(text, buffer);
            return OpenRtbJson.TryRead(buffer.AsSpan(0, length), request, out error, limits);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
