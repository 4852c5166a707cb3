using YamlDotNet.Serialization;

namespace Bidding.Cluster.Tests.Deploy;

/// <summary>The keys of a compose file that ours uses, by the compose specification; an unknown one does not parse.</summary>
internal sealed class ComposeFile
{
    [YamlMember(Alias = "x-node", ApplyNamingConventions = false)]
    public object? Shared { get; set; }
    public string Name { get; set; } = "";
    public Dictionary<string, ComposeService> Services { get; set; } = [];
    public Dictionary<string, ComposeNetwork> Networks { get; set; } = [];
    public Dictionary<string, Dictionary<string, string>> Volumes { get; set; } = [];
    public Dictionary<string, ComposeSecret> Secrets { get; set; } = [];
}

internal sealed class ComposeNetwork
{
    public bool Internal { get; set; }
}

internal sealed class ComposeSecret
{
    public string File { get; set; } = "";
}

internal sealed class ComposeBuild
{
    public string Context { get; set; } = "";
    public string Dockerfile { get; set; } = "";
}

internal sealed class ComposeHealth
{
    public List<string> Test { get; set; } = [];
    public string Interval { get; set; } = "";
    public string Timeout { get; set; } = "";
    public int Retries { get; set; }
}

internal sealed class ComposeService
{
    public string Image { get; set; } = "";
    public ComposeBuild? Build { get; set; }
    public List<string> Command { get; set; } = [];
    public Dictionary<string, string> Environment { get; set; } = [];

    /// <summary>Names, or maps with source and target.</summary>
    public List<object> Secrets { get; set; } = [];

    /// <summary>Names, or a map of names to conditions.</summary>
    [YamlMember(Alias = "depends_on", ApplyNamingConventions = false)]
    public object? DependsOn { get; set; }

    [YamlMember(Alias = "read_only", ApplyNamingConventions = false)]
    public bool ReadOnly { get; set; }
    public List<string> Tmpfs { get; set; } = [];

    [YamlMember(Alias = "cap_drop", ApplyNamingConventions = false)]
    public List<string> CapDrop { get; set; } = [];

    [YamlMember(Alias = "cap_add", ApplyNamingConventions = false)]
    public List<string> CapAdd { get; set; } = [];

    [YamlMember(Alias = "security_opt", ApplyNamingConventions = false)]
    public List<string> SecurityOpt { get; set; } = [];

    [YamlMember(Alias = "stop_grace_period", ApplyNamingConventions = false)]
    public string StopGracePeriod { get; set; } = "";

    [YamlMember(Alias = "shm_size", ApplyNamingConventions = false)]
    public string ShmSize { get; set; } = "";
    public string Restart { get; set; } = "";
    public List<string> Networks { get; set; } = [];
    public List<string> Ports { get; set; } = [];
    public List<string> Volumes { get; set; } = [];
    public ComposeHealth? Healthcheck { get; set; }

    public IEnumerable<string> SecretNames => Secrets.Select(secret => secret as string ?? (string)((Dictionary<object, object>)secret)["source"]);

    public IEnumerable<string> Needs => DependsOn switch
    {
        null => [],
        List<object> names => names.Cast<string>(),
        var map => ((Dictionary<object, object>)map).Keys.Cast<string>(),
    };
}
