namespace Bidding.Core.Targeting;

/// <summary>The vocabularies that snapshots which follow each other share.</summary>
internal sealed class TargetingWords
{
    /// <summary>Content types that have a bit of their own; ads of further types never serve as video or audio.</summary>
    public const int MimesMax = 64;
    private static readonly int Dimensions = Enum.GetValues<TargetingDimension>().Length;
    private static readonly int BlockedKinds = Enum.GetValues<BlockedKind>().Length;

    public Vocabulary[] Values { get; } = NewVocabularies(Dimensions);
    public Vocabulary[] Blocked { get; } = NewVocabularies(BlockedKinds);
    public Vocabulary Os { get; } = new();
    public Vocabulary Mimes { get; } = new();

    /// <summary>The bit of a content type by its number; 0 when it has none.</summary>
    public static ulong MimeBit(int id) => id is >= 0 and < MimesMax ? 1UL << id : 0;

    private static Vocabulary[] NewVocabularies(int count) => [.. Enumerable.Range(0, count).Select(_ => new Vocabulary())];
}
