using Bidding.Core.Campaigns;
using Bidding.Core.Campaigns.Definitions;
using Bidding.Core.Campaigns.Rules;
using Bidding.Storage;
using Bidding.Storage.Sqlite.Catalog;
using Microsoft.Data.Sqlite;

namespace Bidding.LoadTest.Load.Catalog;

/// <summary>
/// Writes a catalog into the file of a node that does not run yet, all of it in one transaction: through the management API every resource would be a call and a flush of its
/// own, minutes for 400,000. The store itself makes the schema; every resource passes the rules that the API would hold it to.
/// </summary>
internal static class CatalogFile
{
    public static void Write(DataFolder folder, LoadCatalog catalog, TimeProvider time)
    {
        folder.Create();
        SqliteCatalogStore.Open(folder.CatalogFile, time).Dispose();
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = folder.CatalogFile, Pooling = false }.ToString());
        connection.Open();
        using var transaction = connection.BeginTransaction();
        using var writer = new Writer(connection, time.GetUtcNow().ToUnixTimeMilliseconds());
        writer.Add(ResourceKind.Exchange, [LoadCatalog.Exchange], CatalogRules.Check, item => item.Id, _ => "", CatalogJson.Write);
        writer.Add(ResourceKind.Advertiser, LoadCatalog.MakeAdvertisers(), CatalogRules.Check, item => item.Id, _ => "", CatalogJson.Write);
        writer.Add(ResourceKind.Campaign, catalog.MakeCampaigns(), CatalogRules.Check, item => item.Id, item => item.AdvertiserId, CatalogJson.Write);
        writer.Add(ResourceKind.Ad, catalog.MakeAds(), CatalogRules.Check, item => item.Id, item => item.CampaignId, CatalogJson.Write);
        transaction.Commit();
    }

    private sealed class Writer : IDisposable
    {
        private readonly SqliteConnection _connection;
        private readonly SqliteCommand _insert;
        private long _catalogVersion;

        public Writer(SqliteConnection connection, long nowMs)
        {
            _connection = connection;
            _insert = connection.CreateCommand();
            _insert.CommandText = """
                INSERT INTO resources (kind, id, number, version, parent_id, status, catalog_version, updated_at_ms, body)
                VALUES ($kind, $id, $number, 1, $parent, $status, $catalog_version, $updated_at, $body)
                """;
            foreach (var name in (string[])["$kind", "$id", "$number", "$parent", "$status", "$catalog_version", "$updated_at", "$body"])
            {
                _insert.Parameters.AddWithValue(name, 0);
            }

            Set("$status", (int)Status.Active);
            Set("$updated_at", nowMs);
        }

        public void Add<T>(ResourceKind kind, IEnumerable<T> items, Func<T, IReadOnlyList<FieldError>> check, Func<T, string> id, Func<T, string> parent, Func<T, byte[]> write)
        {
            var number = 0;
            Set("$kind", (int)kind);
            foreach (var item in items)
            {
                if (check(item) is [var error, ..])
                {
                    throw new InvalidDataException($"{kind} '{id(item)}' breaks a rule of the catalog: {error.Field} {error.Message}");
                }

                Set("$id", id(item));
                Set("$number", ++number);
                Set("$parent", parent(item));
                Set("$catalog_version", ++_catalogVersion);
                Set("$body", write(item));
                _insert.ExecuteNonQuery();
            }

            using var numbers = _connection.CreateCommand();
            numbers.CommandText = "INSERT INTO numbers (kind, last) VALUES ($kind, $last)";
            numbers.Parameters.AddWithValue("$kind", (int)kind);
            numbers.Parameters.AddWithValue("$last", number);
            numbers.ExecuteNonQuery();
        }

        public void Dispose() => _insert.Dispose();

        private void Set(string name, object value) => _insert.Parameters[name].Value = value;
    }
}
