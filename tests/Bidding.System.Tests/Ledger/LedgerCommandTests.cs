using System.Diagnostics;
using System.Text.Json;
using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using Bidding.Storage;
using Bidding.Storage.Sqlite.Catalog;
using Bidding.Storage.Sqlite.Ledger;
using Bidding.SystemTests.Processes;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bidding.SystemTests.Ledger;

/// <summary><c>ledger verify</c> and <c>ledger show</c> as processes, on files that are open for writing as a node's are.</summary>
public sealed class LedgerCommandTests : IAsyncLifetime
{
    private readonly DataFolder _folder = new(Directory.CreateTempSubdirectory("bidding-ledger-").FullName);
    private SqliteLedgerStore? _store;

    public async Task InitializeAsync()
    {
        using (var catalog = SqliteCatalogStore.Open(_folder.CatalogFile, TimeProvider.System))
        {
            await catalog.WriteAsync(new CatalogWrite(Resource(ResourceKind.Campaign, "spring"), 0), default);
            await catalog.WriteAsync(new CatalogWrite(Resource(ResourceKind.Ad, "blue-banner"), 0), default);
        }

        _store = SqliteLedgerStore.Open(_folder.LedgerFile, new LedgerStoreOptions(), TimeProvider.System, NullLogger<SqliteLedgerStore>.Instance);
        await _store.AppendAsync(Append(), default);
    }

    public async Task DisposeAsync()
    {
        await _store!.DisposeAsync();
        Directory.Delete(_folder.Path, recursive: true);
    }

    [Fact]
    public async Task Verify_WhileAWriterHasTheFile_FindsTheBooksInBalance()
    {
        var (code, output, _) = await RunAsync("verify", "--json");
        using var json = JsonDocument.Parse(output);

        Assert.Equal(0, code);
        Assert.True(json.RootElement.GetProperty("ok").GetBoolean());
        Assert.Equal(4, json.RootElement.GetProperty("entries").GetInt64());
        var campaign = Assert.Single(json.RootElement.GetProperty("campaigns").EnumerateArray());
        Assert.Equal(("spring", "0.35", "0.50"), (campaign.GetProperty("campaign").GetString(), campaign.GetProperty("posted").GetString(), campaign.GetProperty("billed").GetString()));
        Assert.Equal(
            "media_cost EUR 0.35 0.00",
            json.RootElement.GetProperty("accounts").EnumerateArray()
                .Select(account => string.Join(' ', ((string[])["account", "currency", "debits", "credits"]).Select(name => account.GetProperty(name).GetString())))
                .Single(account => account.StartsWith("media_cost", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Verify_AmountChangedInTheFile_ExitsWithOneAndNamesTheStream()
    {
        Damage("UPDATE entries SET amount = amount + 1 WHERE seq = 2");
        var (code, output, _) = await RunAsync("verify", "--json");
        using var json = JsonDocument.Parse(output);

        Assert.Equal(1, code);
        Assert.Contains(json.RootElement.GetProperty("differences").EnumerateArray(), difference =>
            difference.GetProperty("campaign").GetString() == "spring" && difference.GetProperty("rule").GetString() == "balance_differs");
    }

    [Fact]
    public async Task Verify_EntryRemovedFromTheFile_NamesTheEntry()
    {
        Damage("DELETE FROM entries WHERE seq = 3");
        var (code, output, _) = await RunAsync("verify");

        Assert.Equal(1, code);
        Assert.Contains("spring (stream 1), entry 4, seq_gap", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Show_Campaign_PrintsLinesWithRunningSums()
    {
        var (code, output, _) = await RunAsync("show", "--campaign", "spring", "--json", "--lines", "2");
        using var json = JsonDocument.Parse(output);
        var lines = json.RootElement.GetProperty("lines").EnumerateArray().ToList();

        Assert.Equal(0, code);
        Assert.Equal([3L, 4], lines.Select(line => line.GetProperty("seq").GetInt64()));
        Assert.Equal(["0.35", "0.35"], lines.Select(line => line.GetProperty("posted").GetString()));
        Assert.Equal(["0.00", "0.50"], lines.Select(line => line.GetProperty("billed").GetString()));
        Assert.Equal("blue-banner", lines[0].GetProperty("ad").GetString());
        var day = Assert.Single(json.RootElement.GetProperty("days").EnumerateArray());
        Assert.Equal(("2026-09-04", "0.35", "0.50"), (day.GetProperty("day").GetString(), day.GetProperty("posted").GetString(), day.GetProperty("billed").GetString()));
    }

    [Fact]
    public async Task Show_ForPeople_PrintsATable()
    {
        var (code, output, _) = await RunAsync("show", "--campaign", "spring");

        Assert.Equal(0, code);
        Assert.Contains("exchange_payable:1", output, StringComparison.Ordinal);
        Assert.Contains("posted 0.35, billed 0.50", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "no campaign 'autumn'", "show", "--campaign", "autumn")]
    [InlineData(2, "--campaign", "show")]
    [InlineData(2, "not the address of a node", "verify", "--node", "::")]
    [InlineData(3, "no answer from a node", "verify", "--node", "http://127.0.0.1:1")]
    [InlineData(1, "There is no file", "verify", "--data", "/nowhere")]
    public async Task Verb_CannotBeDone_SaysWhyWithItsExitCode(int expected, string message, params string[] arguments)
    {
        var (code, _, error) = await RunAsync(arguments);

        Assert.Equal(expected, code);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    private static LedgerAppend Append()
    {
        var media = new AccountId(AccountKind.MediaCost, 1);
        var payable = new AccountId(AccountKind.ExchangePayable, 1);
        return new LedgerAppend
        {
            Stream = new CampaignNumber(1),
            AppendId = 1,
            ExpectedSeq = 0,
            Takeover = 1,
            Mark = Money.FromDecimal(1),
            Currency = CurrencyCode.Eur,
            Entries =
            [
                Entry(1, EntryKind.Takeover) with { Value = new Money(1), Day = default, Ad = default },
                Entry(2, EntryKind.Post) with { Debit = media, Credit = payable, Amount = Money.FromDecimal(0.10m) },
                Entry(3, EntryKind.Post) with { Debit = media, Credit = payable, Amount = Money.FromDecimal(0.25m) },
                Entry(4, EntryKind.Bill) with { Debit = new(AccountKind.AdvertiserReceivable, 1), Credit = new(AccountKind.Revenue, 1), Amount = Money.FromDecimal(0.50m) },
            ],
        };
    }

    private static LedgerEntry Entry(int number, EntryKind kind) => new()
    {
        Kind = kind,
        Key = new EventKey(1, number),
        AtMs = 1_788_520_000_000 + number,
        Day = new BudgetDay(20_700),
        Ad = new AdNumber(1),
    };

    private static CatalogRecord Resource(ResourceKind kind, string id) => new()
    {
        Kind = kind,
        Id = id,
        Number = 0,
        Version = 0,
        ParentId = "",
        Status = Status.Active,
        UpdatedAtMs = 0,
        Body = "{}"u8.ToArray(),
    };

    private void Damage(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_folder.LedgerFile};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        Assert.Equal(1, command.ExecuteNonQuery());
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        string[] data = arguments.Contains("--data") ? [] : ["--data", _folder.Path];
        using var process = Process.Start(new ProcessStartInfo("dotnet", [BuiltExecutables.Node, "ledger", .. arguments, .. data])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
        var error = process.StandardError.ReadToEndAsync(deadline.Token);
        await process.WaitForExitAsync(deadline.Token);
        return (process.ExitCode, await output, await error);
    }
}
