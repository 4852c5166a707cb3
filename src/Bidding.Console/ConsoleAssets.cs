using System.Collections.Frozen;
using System.Reflection;
using System.Security.Cryptography;

namespace Bidding.Web;

/// <summary>One file of the page. <paramref name="Tag"/> changes with its content, quotes included, as an ETag is written.</summary>
internal sealed record ConsoleAsset(byte[] Content, string ContentType, string Tag);

/// <summary>The page's files, read once from this assembly. Immutable; any thread.</summary>
internal static class ConsoleAssets
{
    public const string Page = "index.html";

    /// <summary>By file name.</summary>
    public static FrozenDictionary<string, ConsoleAsset> All { get; } = ReadAll().ToFrozenDictionary(StringComparer.Ordinal);

    private static IEnumerable<KeyValuePair<string, ConsoleAsset>> ReadAll()
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var name in assembly.GetManifestResourceNames())
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            yield return new(name, new(content, TypeOf(name), $"\"{Convert.ToHexStringLower(SHA256.HashData(content))[..16]}\""));
        }
    }

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        var other => throw new InvalidOperationException($"{name}: no content type for {other}."),
    };
}
