namespace Bidding.Node.Hosting;

/// <summary>The node's own secrets; section <c>Keys</c>.</summary>
internal sealed class KeyOptions
{
    public const string Section = "Keys";
    private const int IdMax = byte.MaxValue;

    /// <summary>As <see cref="KeyFolder"/> reads it; empty: <c>keys</c> in the data folder, which in a cluster no node shares with another, so there it must be set.</summary>
    public string Folder { get; set; } = "";

    /// <summary>Number of the key that signs tokens; 0: the highest. In a cluster a new key is known to all nodes before one signs with it.</summary>
    public int Signing { get; set; }

    /// <summary>Throws <see cref="SettingsException"/>.</summary>
    public static KeyOptions Read(IConfiguration configuration)
    {
        var options = configuration.GetSection(Section).Get<KeyOptions>() ?? new KeyOptions();
        return options.Signing is >= 0 and <= IdMax ? options : throw new SettingsException($"{Section}:{nameof(Signing)} must be from 0 to {IdMax}.");
    }

    public KeyFolder Open(NodeSettings settings, ClusterOptions cluster)
    {
        if (Folder.Length > 0)
        {
            return new(Folder, Signing, isShared: !cluster.IsAlone);
        }

        return cluster.IsAlone
            ? new(Path.Combine(settings.DataFolder, "keys"), Signing)
            : throw new SettingsException($"{Section}:{nameof(Folder)} is not set. The nodes of a cluster share their keys: make them once with './bidding cluster-keys FOLDER' and name that folder.");
    }
}
