using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Bidding.Core.Access;
using Bidding.Core.Exchanges;
using Bidding.Core.Ids;

namespace Bidding.Core.Campaigns.Definitions;

/// <summary>
/// The one JSON form of the catalog's resources: what is stored, what the management API speaks, and what files hold. snake_case names, amounts as
/// decimal strings. Number and version are not part of it: the store keeps them beside the definition. Pure; any thread.
/// </summary>
public static class CatalogJson
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    public static byte[] Write(Advertiser advertiser) => DefinitionWriter.Write(json => AdvertiserDefinition.Write(json, advertiser));

    public static byte[] Write(Campaign campaign) => DefinitionWriter.Write(json => CampaignDefinition.Write(json, campaign));

    public static byte[] Write(Ad ad) => DefinitionWriter.Write(json => AdDefinition.Write(json, ad));

    public static byte[] Write(Exchange exchange) => DefinitionWriter.Write(json => ExchangeDefinition.Write(json, exchange));

    public static byte[] Write(PacingRules rules) => DefinitionWriter.Write(json => PacingRulesDefinition.Write(json, rules));

    public static byte[] Write(Portfolio portfolio) => DefinitionWriter.Write(json => PortfolioDefinition.Write(json, portfolio));

    public static byte[] Write(ApiKey key) => DefinitionWriter.Write(json => KeyDefinition.Write(json, key));

    // The Try methods read what a person wrote: null and the errors when a field is unknown, of the wrong type or missing.
    // They do not judge values: the rules do.

    public static bool TryReadAdvertiser(ReadOnlyMemory<byte> json, [NotNullWhen(true)] out Advertiser? advertiser, out IReadOnlyList<FieldError> errors) =>
        TryRead(json, AdvertiserDefinition.Read, out advertiser, out errors);

    public static bool TryReadCampaign(ReadOnlyMemory<byte> json, [NotNullWhen(true)] out Campaign? campaign, out IReadOnlyList<FieldError> errors) =>
        TryRead(json, CampaignDefinition.Read, out campaign, out errors);

    public static bool TryReadAd(ReadOnlyMemory<byte> json, [NotNullWhen(true)] out Ad? ad, out IReadOnlyList<FieldError> errors) =>
        TryRead(json, AdDefinition.Read, out ad, out errors);

    public static bool TryReadExchange(ReadOnlyMemory<byte> json, [NotNullWhen(true)] out Exchange? exchange, out IReadOnlyList<FieldError> errors) =>
        TryRead(json, ExchangeDefinition.Read, out exchange, out errors);

    public static bool TryReadPortfolio(ReadOnlyMemory<byte> json, [NotNullWhen(true)] out Portfolio? portfolio, out IReadOnlyList<FieldError> errors) =>
        TryRead(json, PortfolioDefinition.Read, out portfolio, out errors);

    public static bool TryReadKey(ReadOnlyMemory<byte> json, [NotNullWhen(true)] out ApiKey? key, out IReadOnlyList<FieldError> errors) =>
        TryRead(json, KeyDefinition.Read, out key, out errors);

    public static bool TryReadPacing(ReadOnlyMemory<byte> json, [NotNullWhen(true)] out PacingRules? rules, out IReadOnlyList<FieldError> errors) =>
        TryRead(json, PacingRulesDefinition.Read, out rules, out errors);

    // The others read what the catalog stored, and throw FormatException where it is not readable: it was written by Write.

    public static Advertiser ReadAdvertiser(ReadOnlyMemory<byte> json, int number, int version) =>
        Stored<Advertiser>(json, TryReadAdvertiser) with { Number = new AdvertiserNumber(number), Version = version };

    public static Campaign ReadCampaign(ReadOnlyMemory<byte> json, int number, int version) =>
        Stored<Campaign>(json, TryReadCampaign) with { Number = new CampaignNumber(number), Version = version };

    public static Ad ReadAd(ReadOnlyMemory<byte> json, int number, int version) =>
        Stored<Ad>(json, TryReadAd) with { Number = new AdNumber(number), Version = version };

    public static Exchange ReadExchange(ReadOnlyMemory<byte> json, int number, int version) =>
        Stored<Exchange>(json, TryReadExchange) with { Number = new ExchangeNumber(number), Version = version };

    public static PacingRules ReadPacing(ReadOnlyMemory<byte> json, int version) => Stored<PacingRules>(json, TryReadPacing) with { Version = version };

    public static Portfolio ReadPortfolio(ReadOnlyMemory<byte> json, int number, int version) =>
        Stored<Portfolio>(json, TryReadPortfolio) with { Number = new PortfolioNumber(number), Version = version };

    public static ApiKey ReadKey(ReadOnlyMemory<byte> json, int version) => Stored<ApiKey>(json, TryReadKey) with { Version = version };

    private static bool TryRead<T>(ReadOnlyMemory<byte> json, Func<DefinitionReader, T> read, [NotNullWhen(true)] out T? value, out IReadOnlyList<FieldError> errors)
        where T : class
    {
        var found = new List<FieldError>();
        errors = found;
        value = null;
        try
        {
            using var document = JsonText.Parse(json, Strict);
            value = Read(document, read, found, explains: false);
            if (value is null)
            {
                found.Clear();
                value = Read(document, read, found, explains: true);
            }

            return value is not null;
        }
        catch (JsonException problem)
        {
            found.Add(new("", $"is not JSON: {problem.Message}"));
            return false;
        }
    }

    private static T? Read<T>(JsonDocument document, Func<DefinitionReader, T> read, List<FieldError> found, bool explains)
        where T : class
    {
        var reader = new DefinitionReader(document.RootElement, found, explains);
        if (found.Count > 0)
        {
            return null;
        }

        var result = read(reader);
        reader.RefuseUnknown();
        return found.Count == 0 ? result : null;
    }

    private delegate bool Reader<T>(ReadOnlyMemory<byte> json, out T? value, out IReadOnlyList<FieldError> errors);

    private static T Stored<T>(ReadOnlyMemory<byte> json, Reader<T> read)
        where T : class =>
        read(json, out var value, out var errors) ? value! : throw new FormatException($"A stored definition cannot be read: {string.Join("; ", errors)}.");
}
