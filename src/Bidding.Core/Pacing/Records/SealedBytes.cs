using System.Security.Cryptography;

namespace Bidding.Core.Pacing.Records;

/// <summary>Bytes with a checksum at their end (the first eight of their SHA-256), against a damaged disk or a cut write; no protection against an author of bytes.</summary>
internal static class SealedBytes
{
    private const int Length = 8;

    public static byte[] Seal(byte[] content) => [.. content, .. SHA256.HashData(content).AsSpan(0, Length)];

    /// <summary>Throws <see cref="InvalidDataException"/> where the checksum is another.</summary>
    public static byte[] Open(byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        if (bytes.Length <= Length || !SHA256.HashData(bytes.AsSpan(0, bytes.Length - Length)).AsSpan(0, Length).SequenceEqual(bytes.AsSpan(bytes.Length - Length)))
        {
            throw new InvalidDataException("The bytes are damaged: their checksum is another.");
        }

        return bytes[..^Length];
    }
}
