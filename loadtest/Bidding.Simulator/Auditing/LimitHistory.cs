using System.Text.Json;

namespace Bidding.Simulator.Auditing;

/// <summary>Limits and agreement of one version, read from a row's own text. Null: no limit.</summary>
internal sealed record AuditedTerms(
    int Version, string Zone, int Model, long? MediaTotal, long? MediaDaily, long? BillingTotal, long? BillingDaily, long Markup, long ImpressionPayout, long Payout,
    IReadOnlyDictionary<string, long> Actions, long Share, long ClickWindowMs)
{
    public static AuditedTerms Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        long? Optional(string name) => root.TryGetProperty(name, out var value) ? value.GetInt64() : null;
        return new(
            root.GetProperty("version").GetInt32(),
            root.GetProperty("time_zone").GetString()!,
            root.GetProperty("model").GetInt32(),
            Optional("media_total"),
            Optional("media_daily"),
            Optional("billing_total"),
            Optional("billing_daily"),
            root.GetProperty("markup").GetInt64(),
            root.GetProperty("impression_payout").GetInt64(),
            root.GetProperty("payout").GetInt64(),
            root.GetProperty("actions").EnumerateObject().ToDictionary(a => a.Name, a => a.Value.GetInt64()),
            root.GetProperty("share").GetInt64(),
            root.GetProperty("click_window_ms").GetInt64());
    }
}

/// <summary>
/// Which limits a bid may have been reserved under. A lease granted before a limit fell lasts at most one window longer; an activation that was taken over hears of no
/// edit and may grant until its authority ends; and an edit that nobody has been told of yet need not hold.
/// </summary>
internal sealed class LimitHistory(AuditTerms terms, Action<int, long, string> report)
{
    private readonly List<(AuditedTerms Terms, long? EndsMs)> _versions = [];
    private long _takeoverUntil;

    public AuditedTerms? Now => _versions.Count == 0 ? null : _versions[^1].Terms;

    /// <summary>What was agreed for a bid of a campaign version.</summary>
    public AuditedTerms At(int version) => (_versions.FindLast(v => v.Terms.Version <= version).Terms ?? _versions[0].Terms)!;

    public void Row(RowWritten row)
    {
        var read = AuditedTerms.Read(row.Detail);
        if (Now is { } now && read.Version < now.Version)
        {
            report(1, row.AtMs, $"row {row.Seq} brings version {read.Version} of the limits back, after version {now.Version}");
        }

        _versions.Add((read, null));
    }

    public void Acknowledged(long atMs) => EndAllButTheLast(atMs + terms.WindowMaxMs);

    public void Takeover(RowWritten row)
    {
        // Whoever had the stream before knows the limits up to here, and no later ones.
        var until = row.AtMs + terms.AuthorityMs + terms.WindowMaxMs;
        for (var i = 0; i < _versions.Count; i++)
        {
            var (version, ends) = _versions[i];
            if (ends is null || ends >= row.AtMs)
            {
                _versions[i] = (version, i == _versions.Count - 1 ? null : until);
            }
        }

        _takeoverUntil = until;
    }

    /// <summary>The largest of a limit that a bid of now may have been reserved under; long.MaxValue: none.</summary>
    public long Allowed(long nowMs, Func<AuditedTerms, long?> limit)
    {
        var most = 0L;
        for (var i = 0; i < _versions.Count; i++)
        {
            var (version, ends) = _versions[i];
            if (i == _versions.Count - 1 || ends is null || nowMs <= ends)
            {
                most = Math.Max(most, limit(version) ?? long.MaxValue);
            }
        }

        return most;
    }

    private void EndAllButTheLast(long endsMs)
    {
        for (var i = 0; i < _versions.Count - 1; i++)
        {
            if (_versions[i].EndsMs is null)
            {
                // Whoever was taken over before the edit does not hear of it while its authority lasts.
                _versions[i] = (_versions[i].Terms, Math.Max(endsMs, _takeoverUntil));
            }
        }
    }
}
