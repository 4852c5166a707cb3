using System.Text;

namespace Bidding.Fuzzing.Runs;

/// <summary>One wrong behaviour, and all it takes to see it again.</summary>
public sealed record Finding(string Target, int Seed, long Number, FindingKind Kind, string What, FuzzInput Input)
{
    private const int WhatShown = 4000;

    /// <summary>Findings of one cause are told once.</summary>
    public string Cause { get; init; } = What;

    public string Replay => $"./bidding fuzz --target {Target} --seed {Seed} --replay {Number}";

    public override string ToString() =>
        $"{Target}: {Kind} on input {Number} of seed {Seed} ({Input.Where}, {Input.Bytes.Length} bytes): {What[..Math.Min(What.Length, WhatShown)]}{Environment.NewLine}  again: {Replay}";

    /// <summary>Writes the input beside a description of what it did; answers the input's path.</summary>
    public string WriteTo(string folder)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"{Target}-{Seed}-{Number}.input");
        File.WriteAllBytes(path, Input.Bytes);
        File.WriteAllText(Path.ChangeExtension(path, ".txt"), $"{Kind}{Environment.NewLine}{Input.Where}{Environment.NewLine}{What}{Environment.NewLine}{Replay}{Environment.NewLine}", Encoding.UTF8);
        return path;
    }
}
