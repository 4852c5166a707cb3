using System.Data.Common;
using System.Globalization;
using Dapper;

namespace Bidding.Storage.Tests.Grains;

/// <summary>The statements that Orleans' storage reads from the database and runs, with its parameters and its reading of their answers.</summary>
public abstract class GrainStorageContract : IDisposable
{
    private DbConnection? _connection;

    private DbConnection Connection => _connection ??= Connect();

    /// <summary>Makes the tables, and connects as Orleans would.</summary>
    protected abstract DbConnection Connect();

    public void Dispose()
    {
        _connection?.Dispose();
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }

    [SkippableFact]
    public void Write_NewThenWithItsVersion_CountsVersionsUp()
    {
        Assert.Equal("1", Run("WriteToStorageKey", version: null, payload: [1]));
        Assert.Equal("2", Run("WriteToStorageKey", version: 1, payload: [2]));
        Assert.Equal(([2], 2), Read());
    }

    [SkippableTheory]
    [InlineData(null, "")]
    [InlineData(1, "1")]
    [InlineData(9, "9")]
    public void Write_VersionIsNotTheStoredOne_ReturnsItUnchangedAndWritesNothing(int? version, string expected)
    {
        Run("WriteToStorageKey", null, [1]);
        Run("WriteToStorageKey", 1, [2]);
        Assert.Equal(expected, Run("WriteToStorageKey", version, [3]));
        Assert.Equal(([2], 2), Read());
    }

    [SkippableFact]
    public void Write_VersionOfARowThatIsGone_WritesNothing()
    {
        Assert.Equal("4", Run("WriteToStorageKey", 4, [1]));
        Assert.Null(Read());
    }

    [SkippableFact]
    public void Clear_WithItsVersion_EmptiesThePayloadAndKeepsCounting()
    {
        Run("WriteToStorageKey", null, [1]);
        Assert.Equal("7", Run("ClearStorageKey", 7, null));
        Assert.Equal("2", Run("ClearStorageKey", 1, null));
        Assert.Equal((null, 2), Read());
        Assert.Equal("3", Run("WriteToStorageKey", 2, [5]));
    }

    [SkippableFact]
    public void Delete_WithItsVersion_RemovesTheRow()
    {
        Run("WriteToStorageKey", null, [1]);
        Assert.Equal("7", Run("DeleteStorageKey", 7, null));
        Assert.Equal("2", Run("DeleteStorageKey", 1, null));
        Assert.Null(Read());
    }

    [SkippableFact]
    public void Read_KeyWithExtension_IsAnotherGrain()
    {
        Run("WriteToStorageKey", null, [1]);
        Run("WriteToStorageKey", null, [2], extension: "x");
        Assert.Equal(([1], 1), Read());
        Assert.Equal(([2], 1), Read("x"));
    }

    private string Run(string key, int? version, byte[]? payload, string? extension = null) => Convert.ToString(
        Connection.ExecuteScalar<int?>(Text(key), Parameters(extension, version, payload)), CultureInfo.InvariantCulture) ?? "";

    private (byte[]? Payload, int Version)? Read(string? extension = null)
    {
        using var row = Connection.ExecuteReader(Text("ReadFromStorageKey"), Parameters(extension, null, null));
        if (!row.Read()) return null;
        var payload = row.GetOrdinal("PayloadBinary");
        return (row.IsDBNull(payload) ? null : (byte[])row.GetValue(payload), row.GetInt32(row.GetOrdinal("Version")));
    }

    private string Text(string key) => Connection.QuerySingle<string>("SELECT QueryText FROM OrleansQuery WHERE QueryKey = @key", new { key });

    private static DynamicParameters Parameters(string? extension, int? version, byte[]? payload) => new(new
    {
        GrainIdHash = -17,
        GrainIdN0 = 0L,
        GrainIdN1 = long.MinValue,
        GrainTypeHash = 99,
        GrainTypeString = "Bidding.Grains.Example",
        GrainIdExtensionString = extension,
        ServiceId = "bidding",
        GrainStateVersion = version,
        PayloadBinary = payload,
    });
}
