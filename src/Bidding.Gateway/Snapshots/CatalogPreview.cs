using Bidding.Core.Campaigns;

namespace Bidding.Gateway.Snapshots;

/// <summary>
/// The catalog as it stood when the process began, read and parsed on threads of its own while the rest of the node starts: most of a start's work, and it waits for nothing.
/// What cannot be read ends the preview early and silently: <see cref="SnapshotKeeper"/> asks the catalog for all that comes after it, and says what is wrong.
/// Only for a node that holds the catalog's store itself.
/// </summary>
public sealed class CatalogPreview
{
    private static readonly Task<IReadOnlyList<CatalogPage>> Nothing = Task.FromResult<IReadOnlyList<CatalogPage>>([]);
    private Task<IReadOnlyList<CatalogPage>> _pages;

    private CatalogPreview(Task<IReadOnlyList<CatalogPage>> pages) => _pages = pages;

    /// <summary>Begins to read. Returns at once; never throws.</summary>
    /// <param name="open">Opens the store, on another thread. Disposed at the end when it can be.</param>
    public static CatalogPreview Start(Func<ICatalogReader> open)
    {
        var done = new TaskCompletionSource<IReadOnlyList<CatalogPage>>(TaskCreationOptions.RunContinuationsAsynchronously);
        Run(() => done.SetResult(Read(open)));
        return new(done.Task);
    }

    /// <summary>All that could be read, when it has been; nothing at the second call, since by then it may be old. Any thread.</summary>
    public Task<IReadOnlyList<CatalogPage>> TakeAsync() => Interlocked.Exchange(ref _pages, Nothing);

    private static List<CatalogPage> Read(Func<ICatalogReader> open)
    {
        try
        {
            var reader = open();
            using (reader as IDisposable)
            {
                return new PageReading(reader).ReadAll();
            }
        }
        catch (Exception)
        {
            // No store yet, or one that must be migrated first, or damaged: the start proper finds out and reports it.
            return [];
        }
    }

    // Not on the thread pool: the rest of the start would wait behind it.
    private static Thread Run(Action work)
    {
        var thread = new Thread(() => work()) { IsBackground = true, Name = "catalog-preview" };
        thread.Start();
        return thread;
    }

    /// <summary>Pages are read one after the other and parsed side by side.</summary>
    private sealed class PageReading(ICatalogReader reader)
    {
        private const int PageSize = 1000;
        private readonly Lock _turn = new();
        private readonly List<Task<CatalogPage?>> _pages = [];
        private long _version;
        private bool _atEnd;

        public List<CatalogPage> ReadAll()
        {
            var helpers = Enumerable.Range(1, Environment.ProcessorCount - 1).Select(_ => Run(ReadPages)).ToArray();
            ReadPages();
            Array.ForEach(helpers, helper => helper.Join());
            return [.. _pages.Select(page => page.Result).TakeWhile(page => page is not null).OfType<CatalogPage>()];
        }

        private void ReadPages()
        {
            while (TakePage() is { } work)
            {
                work.Page.SetResult(Parse(work.Records));
            }
        }

        private (IReadOnlyList<CatalogRecord> Records, TaskCompletionSource<CatalogPage?> Page)? TakePage()
        {
            lock (_turn)
            {
                if (_atEnd)
                {
                    return null;
                }

                try
                {
                    var records = reader.ReadChangesAsync(_version, PageSize, CancellationToken.None).AsTask().GetAwaiter().GetResult();
                    _atEnd = records.Count < PageSize;
                    _version = records.Count == 0 ? _version : records[^1].CatalogVersion;
                    var page = new TaskCompletionSource<CatalogPage?>();
                    _pages.Add(page.Task);
                    return (records, page);
                }
                catch (CatalogUnavailableException)
                {
                    _atEnd = true;
                    return null;
                }
            }
        }

        private static CatalogPage? Parse(IReadOnlyList<CatalogRecord> records)
        {
            try
            {
                var resources = new object[records.Count];
                for (var i = 0; i < resources.Length; i++)
                {
                    resources[i] = CatalogParsing.Parse(records[i].Kind, records[i].Number, records[i].Version, records[i].Body)
                        ?? throw new FormatException($"A {records[i].Kind} is not known here.");
                }

                return new(resources, records.Count == 0 ? 0 : records[^1].CatalogVersion);
            }
            catch (FormatException)
            {
                return null;
            }
        }
    }
}

/// <summary>A run of the catalog's changes.</summary>
/// <param name="Resources">Advertisers, campaigns, ads and exchanges, in the catalog's order.</param>
/// <param name="CatalogVersion">Of the last one.</param>
public sealed record CatalogPage(IReadOnlyList<object> Resources, long CatalogVersion);
