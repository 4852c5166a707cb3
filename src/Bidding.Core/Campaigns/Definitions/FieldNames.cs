using System.Runtime.CompilerServices;

namespace Bidding.Core.Campaigns.Definitions;

/// <summary>A set of names, kept in place while it is small: most objects of a definition have few fields. Mutable: not to be copied.</summary>
internal struct FieldNames
{
    private Few _few;
    private List<string>? _more;

    public int Count { get; private set; }

    public void Add(string name)
    {
        var few = Math.Min(Count, Few.Length);
        for (var i = 0; i < few; i++)
        {
            if (_few[i] == name)
            {
                return;
            }
        }

        if (Count < Few.Length)
        {
            _few[Count++] = name;
        }
        else if (!(_more ??= []).Contains(name))
        {
            _more.Add(name);
            Count++;
        }
    }

    [InlineArray(Length)]
    private struct Few
    {
        public const int Length = 8;
        private string _first;
    }
}
