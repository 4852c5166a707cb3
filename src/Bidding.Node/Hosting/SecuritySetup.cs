using System.Security.Cryptography;
using System.Text;
using Bidding.Gateway.Access;
using Microsoft.IdentityModel.Tokens;

namespace Bidding.Node.Hosting;

/// <summary>Reads what opens a node's doors from settings and files. No message repeats a secret.</summary>
internal static class SecuritySetup
{
    private const int SecretSizeMin = 32;

    /// <summary>Throws <see cref="SettingsException"/>, which names the setting.</summary>
    public static AccessSettings Read(IConfiguration configuration, TimeProvider time)
    {
        var options = configuration.GetSection(SecurityOptions.Section).Get<SecurityOptions>() ?? new SecurityOptions();
        return new(AdminKeyOf(options), TokensOf(options.Jwt, time), options.PublicMetrics);
    }

    private static byte[]? AdminKeyOf(SecurityOptions options)
    {
        const string setting = $"{SecurityOptions.Section}:{nameof(SecurityOptions.AdminKey)}";
        if (options.AdminKey.Length > 0 && options.AdminKeyFile.Length > 0)
        {
            throw new SettingsException($"{setting} and {setting}File are both set: one of them.");
        }

        var key = options.AdminKeyFile.Length > 0 ? Encoding.UTF8.GetString(ReadFile(options.AdminKeyFile, $"{setting}File")).Trim() : options.AdminKey.Trim();
        if (options.AdminKey.Length + options.AdminKeyFile.Length == 0)
        {
            return null;
        }

        if (key.Length is < SecretSizeMin or > Bidding.Core.Access.KeySecret.CharsMax || key.Count(c => c == '.') > 1)
        {
            throw new SettingsException($"{setting} must have {SecretSizeMin} to {Bidding.Core.Access.KeySecret.CharsMax} characters, such as the output of: openssl rand -hex 32");
        }

        return SHA256.HashData(Encoding.UTF8.GetBytes(key));
    }

    private static TokenRules? TokensOf(JwtOptions options, TimeProvider time)
    {
        const string section = $"{SecurityOptions.Section}:Jwt";
        if (options.Issuer.Length + options.Audience.Length + options.KeyFile.Length == 0)
        {
            return null;
        }

        if (options.Issuer.Length == 0 || options.Audience.Length == 0 || options.KeyFile.Length == 0)
        {
            throw new SettingsException($"{section}: Issuer, Audience and KeyFile are all needed.");
        }

        var file = ReadFile(options.KeyFile, $"{section}:KeyFile");
        try
        {
            return new TokenRules(options.Issuer, options.Audience, options.Algorithm, KeyOf(options.Algorithm, file), time);
        }
        catch (Exception error) when (error is ArgumentException or CryptographicException)
        {
            throw new SettingsException($"{section}:KeyFile holds no key for {options.Algorithm}.", error);
        }
    }

    private static SecurityKey KeyOf(string algorithm, byte[] file)
    {
        switch (algorithm)
        {
            case SecurityAlgorithms.RsaSha256 or SecurityAlgorithms.RsaSsaPssSha256:
                var rsa = RSA.Create();
                rsa.ImportFromPem(Encoding.UTF8.GetString(file));
                return new RsaSecurityKey(rsa);
            case SecurityAlgorithms.EcdsaSha256:
                var ecdsa = ECDsa.Create();
                ecdsa.ImportFromPem(Encoding.UTF8.GetString(file));
                return new ECDsaSecurityKey(ecdsa);
            case SecurityAlgorithms.HmacSha256 when file.Length >= SecretSizeMin:
                return new SymmetricSecurityKey(file);
            default:
                throw new SettingsException($"{SecurityOptions.Section}:Jwt:Algorithm must be RS256, PS256, ES256, or HS256 with a secret of at least {SecretSizeMin} bytes.");
        }
    }

    private static byte[] ReadFile(string file, string setting)
    {
        try
        {
            return File.ReadAllBytes(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"{setting}: {error.Message}", error);
        }
    }
}
