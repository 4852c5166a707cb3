using System.Globalization;
using System.Reflection;

namespace Bidding.Storage;

/// <summary>A migration as it is embedded in this assembly.</summary>
/// <param name="Version">From 1 within its set.</param>
/// <param name="Name">Such as <c>0001_resources</c>.</param>
internal sealed record EmbeddedScript(int Version, string Name, string Sql);

/// <summary>The migrations of one set, numbered without gaps.</summary>
internal static class EmbeddedScripts
{
    private const string Root = "Bidding.Storage.";

    /// <param name="folder">Within this project, with dots: <c>Sqlite.Migrations.Ledger</c>.</param>
    public static List<EmbeddedScript> Of(string folder)
    {
        var assembly = typeof(EmbeddedScripts).Assembly;
        var prefix = $"{Root}{folder}.";
        var scripts = assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select((name, index) => new EmbeddedScript(index + 1, name[prefix.Length..^".sql".Length], Read(assembly, name)))
            .ToList();
        foreach (var script in scripts)
        {
            if (!script.Name.StartsWith(script.Version.ToString("0000", CultureInfo.InvariantCulture), StringComparison.Ordinal))
            {
                throw new InvalidOperationException($"Scripts of {folder} are not numbered without gaps: {script.Name} stands at {script.Version}.");
            }
        }

        return scripts;
    }

    private static string Read(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"No script {name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
