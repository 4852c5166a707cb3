namespace Bidding.LoadTest.Chaos.Faults;

/// <summary>Something that goes wrong, and how it ends.</summary>
internal sealed record Fault
{
    public required string Name { get; init; }

    /// <summary>For people.</summary>
    public required string What { get; init; }

    /// <summary>From its begin to its end, in a series of full length.</summary>
    public TimeSpan Lasts { get; init; }

    /// <summary>Time to recover counts from its end, since before nobody could be whole; else from its begin.</summary>
    public bool IsMeasuredFromEnd { get; init; }

    /// <summary>Service should be whole within this, on a machine that is not short of CPU; null: no aim is stated.</summary>
    public TimeSpan? Aim { get; init; }

    /// <summary>Null: it can be made here; else why not.</summary>
    public string? Impossible { get; init; }

    public Func<CancellationToken, Task> Begin { get; init; } = static _ => Task.CompletedTask;

    public Func<CancellationToken, Task> End { get; init; } = static _ => Task.CompletedTask;
}
