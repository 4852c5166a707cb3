using Bidding.Core.Access;
using Grpc.Core;
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
    /// <param name="key">To be asked about again by <see cref="Require"/>; null in local development mode.</param>
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

    /// <summary>A stream outlives its key's revocation only to its next request: throws UNAUTHENTICATED where the key that let it in is no longer good.</summary>
    internal void Require(HeldKey? key)
    {
        if (key is not null && (keys.Find(key.Key.Id)?.CheckAt(time.GetUtcNow()) ?? Refusal.UnknownKey) != Refusal.None)
        {
            throw new RpcException(RefusalAnswer.StatusOf(Refusal.RevokedKey));
        }
    }

    /// <summary>Whether a bid request may ask for an explanation: beside its exchange's key in <c>x-api-key</c> it holds an operator's as its bearer.</summary>
    internal bool MayExplain(HttpContext context)
    {
        if (IsOpen)
        {
            return true;
        }

        var bearer = BearerOf(context.Request.Headers);
        return !bearer.IsEmpty && (IsAdminKey(bearer) || (Check(bearer, out var key) == Refusal.None && key!.Key.Role >= AccessRole.Operator));
    }

    /// <summary>Who calls the management API, by key, certificate or token.</summary>
    internal ValueTask<(Caller? Caller, Refusal Refusal)> FindCallerAsync(HttpContext context)
    {
        var text = ShownBy(context.Request.Headers);
        if (text.Count(KeySecret.Separator) == 2)
        {
            return ReadTokenAsync(text.ToString());
        }

        if (IsAdminKey(text))
        {
            return ValueTask.FromResult<(Caller?, Refusal)>((new Caller("admin-key", AccessRole.Admin, null), Refusal.None));
        }

        var refusal = FindKey(context, out var key);
        return ValueTask.FromResult(refusal == Refusal.None ? (Caller.Of(key!.Key), refusal) : ((Caller?)null, refusal));
    }

    internal void Count(Refusal refusal) => _refused[(int)refusal].Inc();

    private async ValueTask<(Caller? Caller, Refusal Refusal)> ReadTokenAsync(string token) =>
        settings.Tokens is { } tokens && await tokens.ReadAsync(token) is { } caller ? (caller, Refusal.None) : (null, Refusal.BadToken);

    private Refusal FindKey(HttpContext context, out HeldKey? key)
    {
        var text = ShownBy(context.Request.Headers);
        if (!text.IsEmpty)
        {
            return Check(text, out key);
        }

        key = null;
        if (context.Features.Get<ClientCertificate>() is not { } certificate)
        {
            return Refusal.NoKey;
        }

        key = keys.FindCertificate(certificate.Hash);
        return key?.CheckAt(time.GetUtcNow()) ?? Refusal.UnknownKey;
    }

    private Refusal Check(ReadOnlySpan<char> text, out HeldKey? key)
    {
        key = null;
        var separator = text.IndexOf(KeySecret.Separator);
        if (separator <= 0 || text.Length > KeySecret.CharsMax || keys.Find(text[..separator]) is not { SecretHash.Length: KeySecret.HashSize } held
            || !KeySecret.Matches(text[(separator + 1)..], held.SecretHash))
        {
            return Refusal.UnknownKey;
        }

        key = held;
        return held.CheckAt(time.GetUtcNow());
    }

    private bool IsAdminKey(ReadOnlySpan<char> text) => !text.IsEmpty && settings.AdminKeyHash is { } hash && KeySecret.Matches(text, hash);

    /// <summary>What the caller shows, where it lies in the header: no copy is made for each request. Empty: nothing.</summary>
    private static ReadOnlySpan<char> ShownBy(IHeaderDictionary headers)
    {
        string? text = headers[KeyHeader];
        return string.IsNullOrEmpty(text) ? BearerOf(headers) : text.AsSpan();
    }

    private static ReadOnlySpan<char> BearerOf(IHeaderDictionary headers)
    {
        string? header = headers.Authorization;
        return header is not null && header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? header.AsSpan(Bearer.Length).Trim() : default;
    }
}
