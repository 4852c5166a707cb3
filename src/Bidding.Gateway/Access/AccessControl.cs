using Bidding.Core.Access;
using Microsoft.AspNetCore.Http;

namespace Bidding.Gateway.Access;

/// <summary>
/// Tells who calls. A key costs a look into <see cref="KeyRing"/> and one SHA-256, and allocates nothing, so nothing of it is cached that a flood could fill or a revocation
/// would have to find. Any thread.
/// </summary>
public sealed class AccessControl(AccessSettings settings, KeyRing keys, TimeProvider time)
{
    internal const string KeyHeader = "x-api-key";
    private const string Bearer = "Bearer ";

    // Held here, so that the series are there from the start.
    private readonly Prometheus.Counter.Child[] _refused = AccessInstruments.Refused;

    /// <inheritdoc cref="AccessSettings.IsOpen"/>
    public bool IsOpen => settings.IsOpen;

    internal bool MetricsArePublic => settings.MetricsArePublic;

    /// <summary>Whether the call comes with a key, or a client certificate, of this exchange. Counts a refusal.</summary>
    /// <param name="key">To be asked about again by <see cref="Holds"/>; null in local development mode.</param>
    internal Refusal AdmitExchange(HttpContext context, string exchangeId, out HeldKey? key)
    {
        key = null;
        if (IsOpen)
        {
            return Refusal.None;
        }

        var refusal = FindKey(context, out key);
        if (refusal == Refusal.None && (key!.Key.Role != AccessRole.Exchange || !string.Equals(key.Key.ExchangeId, exchangeId, StringComparison.Ordinal)))
        {
            refusal = Refusal.OtherExchange;
        }

        if (refusal != Refusal.None)
        {
            Count(refusal);
        }

        return refusal;
    }

    /// <summary>Whether a key that let a stream in is still good.</summary>
    internal bool Holds(HeldKey? key) => key is null || (keys.Find(key.Key.Id)?.CheckAt(time.GetUtcNow()) ?? Refusal.UnknownKey) == Refusal.None;

    /// <summary>Whether a bid request may ask for an explanation: beside its exchange's key in <c>x-api-key</c> it holds an operator's as its bearer.</summary>
    internal bool MayExplain(HttpContext context) =>
        IsOpen || (BearerOf(context) is { } bearer && (IsAdminKey(bearer) || (Check(bearer, out var key) == Refusal.None && key!.Key.Role >= AccessRole.Operator)));

    /// <summary>Who calls the management API, by key, certificate or token.</summary>
    internal async ValueTask<(Caller? Caller, Refusal Refusal)> FindCallerAsync(HttpContext context)
    {
        string? text = context.Request.Headers[KeyHeader];
        text = string.IsNullOrEmpty(text) ? BearerOf(context) : text;
        if (text is not null && text.AsSpan().Count(KeySecret.Separator) == 2)
        {
            return settings.Tokens is { } tokens && await tokens.ReadAsync(text) is { } caller ? (caller, Refusal.None) : (null, Refusal.BadToken);
        }

        if (text is not null && IsAdminKey(text))
        {
            return (new Caller("admin-key", AccessRole.Admin, null), Refusal.None);
        }

        var refusal = FindKey(context, out var key);
        return refusal == Refusal.None ? (Caller.Of(key!.Key), refusal) : (null, refusal);
    }

    internal void Count(Refusal refusal) => _refused[(int)refusal].Inc();

    private Refusal FindKey(HttpContext context, out HeldKey? key)
    {
        key = null;
        string? text = context.Request.Headers[KeyHeader];
        text = string.IsNullOrEmpty(text) ? BearerOf(context) : text;
        if (text is not null)
        {
            return Check(text, out key);
        }

        if (context.Features.Get<ClientCertificate>() is not { } certificate)
        {
            return Refusal.NoKey;
        }

        key = keys.FindCertificate(certificate.Hash);
        return key?.CheckAt(time.GetUtcNow()) ?? Refusal.UnknownKey;
    }

    private Refusal Check(string text, out HeldKey? key)
    {
        key = null;
        var separator = text.IndexOf(KeySecret.Separator, StringComparison.Ordinal);
        if (separator <= 0 || text.Length > KeySecret.CharsMax || keys.Find(text.AsSpan(0, separator)) is not { SecretHash.Length: KeySecret.HashSize } held
            || !KeySecret.Matches(text.AsSpan(separator + 1), held.SecretHash))
        {
            return Refusal.UnknownKey;
        }

        key = held;
        return held.CheckAt(time.GetUtcNow());
    }

    private bool IsAdminKey(string text) => settings.AdminKeyHash is { } hash && KeySecret.Matches(text, hash);

    private static string? BearerOf(HttpContext context)
    {
        string? header = context.Request.Headers.Authorization;
        return header is not null && header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? header[Bearer.Length..].Trim() : null;
    }
}
