namespace Bidding.Fuzzing.Runs;

/// <summary>A door of the product, the inputs made for it and what must hold of its answers. One thread at a time; every worker has its own.</summary>
public interface IFuzzTarget
{
    /// <summary>The next input; the same for a <paramref name="random"/> in the same state, whatever was made before.</summary>
    FuzzInput Make(Random random);

    /// <summary>Sends it through the door.</summary>
    /// <exception cref="FindingException">The answer breaks a promise.</exception>
    ValueTask<Verdict> TryAsync(FuzzInput input);
}
