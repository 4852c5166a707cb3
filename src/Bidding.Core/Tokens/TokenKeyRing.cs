using System.Security.Cryptography;

namespace Bidding.Core.Tokens;

/// <summary>A signing secret and the id that tokens name it by. Ids must not be reused while old tokens live.</summary>
public sealed class TokenKey
{
    /// <summary>RFC 2104: a key shorter than the hash weakens the signature.</summary>
    public const int SecretSizeMin = 32;

    /// <exception cref="ArgumentException">The secret is shorter than <see cref="SecretSizeMin"/> bytes.</exception>
    public TokenKey(byte id, ReadOnlySpan<byte> secret)
    {
        if (secret.Length < SecretSizeMin)
        {
            throw new ArgumentException($"A token secret needs at least {SecretSizeMin} bytes.", nameof(secret));
        }
        Id = id;
        Hash = new(HashAlgorithmName.SHA512, secret);
    }

    public byte Id { get; }

    internal KeyedHash Hash { get; }
}

/// <summary>
/// The key that signs, and all that are still accepted. To rotate: add the new key to every node as accepted, then make it
/// current everywhere, and drop the old one when its last token has expired. Immutable, so any thread may use it.
/// </summary>
public sealed class TokenKeyRing
{
    private readonly TokenKey?[] _byId = new TokenKey?[256];

    /// <exception cref="ArgumentException">Two keys share an id.</exception>
    public TokenKeyRing(TokenKey current, params IEnumerable<TokenKey> accepted)
    {
        ArgumentNullException.ThrowIfNull(current);
        ArgumentNullException.ThrowIfNull(accepted);
        Current = current;
        _byId[current.Id] = current;
        foreach (var key in accepted)
        {
            if (_byId[key.Id] is not null)
            {
                throw new ArgumentException($"Two token keys have the id {key.Id}.", nameof(accepted));
            }
            _byId[key.Id] = key;
        }
    }

    public TokenKey Current { get; }

    internal TokenKey? Find(byte id) => _byId[id];
}
