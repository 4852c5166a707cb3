using System.Globalization;
using System.Security.Cryptography;
using Bidding.Core.Tokens;

namespace Bidding.Node.Hosting;

/// <summary>
/// The node's secrets as files of 32 random bytes in hexadecimal, readable by their owner alone: <c>token-1.key</c> to <c>token-255.key</c> sign
/// tokens (the highest signs, all are accepted, so a new key is rolled out by adding its file), <c>user.key</c> hashes user ids. Nodes of one cluster share the folder's content.
/// </summary>
internal sealed class KeyFolder
{
    private const int SecretBytes = 32;
    private readonly string _folder;
    private readonly int _signing;
    private readonly bool _isShared;

    /// <param name="signing">Number of the key that signs; 0: the highest.</param>
    /// <param name="isShared">Of a cluster, where a node that made keys of its own would refuse what the others signed: it makes none.</param>
    /// <exception cref="InvalidDataException">A file is there and holds no key.</exception>
    public KeyFolder(string folder, int signing = 0, bool isShared = false)
    {
        _folder = folder;
        _signing = signing;
        _isShared = isShared;
        if (isShared)
        {
            return;
        }

        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    public TokenKeyRing LoadTokenKeys()
    {
        var files = Directory.Exists(_folder) ? Directory.GetFiles(_folder, "token-*.key") : [];
        var keys = files.Length == 0
            ? [new TokenKey(1, LoadOrMake("token-1.key"))]
            : files.Select(file => new TokenKey(IdOf(file), Read(file))).OrderByDescending(key => key.Id).ToArray();
        var signing = _signing == 0 ? keys[0] : keys.FirstOrDefault(key => key.Id == _signing)
            ?? throw new InvalidDataException($"{_folder}: there is no token-{_signing}.key, which {KeyOptions.Section}:{nameof(KeyOptions.Signing)} names.");
        return new TokenKeyRing(signing, [.. keys.Where(key => key.Id != signing.Id)]);
    }

    public byte[] LoadUserKey() => LoadOrMake("user.key");

    private static byte IdOf(string file)
    {
        var digits = Path.GetFileNameWithoutExtension(file)["token-".Length..];
        return byte.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? id
            : throw new InvalidDataException($"{file}: the number in the name of a token key must be from 0 to 255.");
    }

    private byte[] LoadOrMake(string name)
    {
        var file = Path.Combine(_folder, name);
        if (!File.Exists(file) && _isShared)
        {
            throw new InvalidDataException($"{file} is missing. The nodes of a cluster share their keys: make them once with './bidding cluster-keys {_folder}' and give every node the same folder.");
        }

        if (!File.Exists(file))
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            // Written whole and flushed under another name first: a crash leaves no half key behind, which would refuse every later start.
            var draft = file + ".new";
            File.Delete(draft);
            using (var stream = new FileStream(draft, options))
            {
                stream.Write(System.Text.Encoding.ASCII.GetBytes(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes))));
                stream.Flush(flushToDisk: true);
            }

            File.Move(draft, file);
        }

        return Read(file);
    }

    private static byte[] Read(string file)
    {
        try
        {
            var secret = Convert.FromHexString(File.ReadAllText(file).Trim());
            if (secret.Length >= SecretBytes)
            {
                return secret;
            }
        }
        catch (FormatException e)
        {
            throw new InvalidDataException($"{file}: not a key in hexadecimal digits.", e);
        }

        throw new InvalidDataException($"{file}: a key needs at least {SecretBytes} bytes.");
    }
}
