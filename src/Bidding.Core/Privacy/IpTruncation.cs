using System.Net;
using System.Net.Sockets;

namespace Bidding.Core.Privacy;

/// <summary>
/// Shortens an IP address so that it no longer tells one household from another: IPv4 loses its last octet (/24 stays),
/// IPv6 keeps its first 48 bits. Idempotent.
/// </summary>
public static class IpTruncation
{
    private const int IPv6BytesKept = 6;

    /// <summary>An IPv4 address in IPv6 form is shortened as IPv4 and returned as such.</summary>
    public static IPAddress Truncate(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out int length);
        bytes = bytes[..length];
        bytes[(address.AddressFamily == AddressFamily.InterNetwork ? 3 : IPv6BytesKept)..].Clear();
        return new IPAddress(bytes);
    }

    /// <summary>The shortened text; null for text that is no address, since what cannot be shortened must not be kept.</summary>
    public static string? Truncate(string? address) =>
        IPAddress.TryParse(address, out IPAddress? parsed) ? Truncate(parsed).ToString() : null;
}
