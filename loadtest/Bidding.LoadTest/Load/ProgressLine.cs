namespace Bidding.LoadTest.Load;

/// <summary>One line on a terminal's error output that says what is going on; nothing when that is not a terminal.</summary>
internal sealed class ProgressLine : IDisposable
{
    private const int Width = 100;
    private readonly bool _shown = !Console.IsErrorRedirected;

    public void Say(string text)
    {
        if (_shown)
        {
            Console.Error.Write($"\r{(text.Length > Width ? text[..Width] : text).PadRight(Width)}");
        }
    }

    public void Dispose()
    {
        if (_shown)
        {
            Console.Error.Write($"\r{new string(' ', Width)}\r");
        }
    }
}
