using Bidding.Storage;
using Bidding.Storage.Postgres;

namespace Bidding.Node.Hosting;

/// <summary>The storage that the settings name.</summary>
/// <param name="Postgres">Null: embedded, in the data folder.</param>
internal sealed record StorageChoice(PostgresDatabases? Postgres)
{
    public bool IsEmbedded => Postgres is null;

    /// <summary>Throws <see cref="SettingsException"/> and names the setting; what it holds is not repeated.</summary>
    public static StorageChoice Read(IConfiguration configuration)
    {
        var storage = configuration.GetSection(StorageOptions.Section).Get<StorageOptions>() ?? new StorageOptions();
        var ledger = configuration.GetSection(LedgerOptions.Section).Get<LedgerOptions>() ?? new LedgerOptions();
        return storage.Provider switch
        {
            "postgres" => new(ReadPostgres(storage, ledger)),
            "sqlite" when storage.ConnectionString.Length + storage.ConnectionStringFile.Length + ledger.ConnectionStrings.Length + ledger.ConnectionStringsFile.Length == 0 => new(Postgres: null),
            "sqlite" => throw new SettingsException($"{StorageOptions.Section}:Provider is sqlite, which uses no connection string: set it to postgres, or leave them out."),
            _ => throw new SettingsException($"{StorageOptions.Section}:Provider must be sqlite or postgres, and is '{storage.Provider}'."),
        };
    }

    private static PostgresDatabases ReadPostgres(StorageOptions storage, LedgerOptions ledger)
    {
        const string main = $"{StorageOptions.Section}:ConnectionString", all = $"{LedgerOptions.Section}:ConnectionStrings";
        var text = storage.ConnectionString;
        if (storage.ConnectionStringFile.Length > 0) text = string.Concat(ReadFile(storage.ConnectionStringFile, $"{main}File", text.Length > 0));
        var database = Parse(text, main);
        var texts = ledger.ConnectionStrings;
        if (ledger.ConnectionStringsFile.Length > 0) texts = ReadFile(ledger.ConnectionStringsFile, $"{all}File", texts.Length > 0);
        return new(database, texts.Length == 0 ? [database] : [.. texts.Select((one, i) => Parse(one, $"{all}:{i}"))]);
    }

    private static PostgresDatabase Parse(string text, string setting)
    {
        try
        {
            return PostgresDatabase.Parse(text);
        }
        catch (StorageOpenException error)
        {
            throw new SettingsException($"{setting}: {error.Message}");
        }
    }

    private static string[] ReadFile(string file, string setting, bool isSetTwice)
    {
        if (isSetTwice) throw new SettingsException($"{setting} names a file, and its text is set too: one of them.");
        try
        {
            return [.. File.ReadAllLines(file).Select(line => line.Trim()).Where(line => line.Length > 0)];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"{setting}: {error.Message}", error);
        }
    }
}
