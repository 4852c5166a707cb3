namespace Bidding.Core.Targeting;

/// <summary>
/// An array in chunks. A change copies the chunks it touches and shares the others, so that the next version of a long array costs little and none of its pieces is large.
/// Immutable; any thread may read it.
/// </summary>
internal sealed class ChunkedArray<T>
{
    private const int ChunkBits = 6;
    private const int ChunkLength = 1 << ChunkBits;

    private readonly T[]?[] _chunks;

    private ChunkedArray(T[]?[] chunks) => _chunks = chunks;

    public static ChunkedArray<T> Empty { get; } = new([]);

    /// <summary><c>default</c> where nothing was set. Not negative.</summary>
    public T? this[int index] => Get(_chunks, index);

    public Editor Edit() => new(this);

    private static T? Get(T[]?[] chunks, int index) =>
        index >> ChunkBits < chunks.Length && chunks[index >> ChunkBits] is { } chunk ? chunk[index & (ChunkLength - 1)] : default;

    /// <summary>Collects changes for a next version. One thread; used once.</summary>
    internal sealed class Editor(ChunkedArray<T> former)
    {
        private T[]?[] _chunks = former._chunks;
        private bool[]? _owned;

        public T? this[int index]
        {
            get => Get(_chunks, index);
            set => Own(index >> ChunkBits)[index & (ChunkLength - 1)] = value!;
        }

        /// <summary>The former version itself when nothing was set.</summary>
        public ChunkedArray<T> Freeze() => _owned is null ? former : new(_chunks);

        private T[] Own(int number)
        {
            if (_owned is null || number >= _owned.Length)
            {
                var length = Math.Max(_chunks.Length, number < _chunks.Length ? 0 : Math.Max(number + 1, _chunks.Length + (_chunks.Length / 2)));
                if (_owned is null || length > _chunks.Length)
                {
                    var chunks = new T[]?[length];
                    _chunks.CopyTo(chunks, 0);
                    _chunks = chunks;
                }

                Array.Resize(ref _owned, length);
            }

            if (!_owned[number])
            {
                _chunks[number] = _chunks[number] is { } shared ? [.. shared] : new T[ChunkLength];
                _owned[number] = true;
            }

            return _chunks[number]!;
        }
    }
}
