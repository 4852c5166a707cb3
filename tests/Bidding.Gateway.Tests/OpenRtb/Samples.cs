using System.Text;
using System.Text.Json;

namespace Bidding.Gateway.Tests.OpenRtb;

/// <summary>Real requests kept beside the repository, not in it. Tests on them are skipped, visibly, where they are absent.</summary>
internal static class Samples
{
    public const string Missing = "../shared/openrtb is not on this machine";

    public static string? Folder { get; } = Find();

    public static IEnumerable<(string Source, byte[] Body)> Read(string file)
    {
        foreach (var line in File.ReadLines(Path.Combine(Folder!, file)))
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            var body = root.TryGetProperty("request", out var request) ? request.GetRawText() : root.GetProperty("body").GetString()!;
            yield return (root.GetProperty("source").GetString()!, Encoding.UTF8.GetBytes(body));
        }
    }

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Bidding.sln")))
            {
                var shared = Path.Combine(folder.Parent!.FullName, "shared", "openrtb");
                return Directory.Exists(shared) ? shared : null;
            }
        }

        return null;
    }
}
