using System.Text.Json;
using Bidding.Core.Campaigns;
using Bidding.Core.Campaigns.Definitions;
using Bidding.Core.Exchanges;
using Bidding.Core.Snapshots;
using Bidding.Fuzzing.Corpus;
using Bidding.Fuzzing.Runs;
using Bidding.Gateway.Management.Json;
using Bidding.OpenRtb.Validation;
using Bidding.Protocol.OpenRtb;
using Bidding.Simulator.Traffic;
using Google.Protobuf;
using Wire = Bidding.Protocol.V1;

namespace Bidding.Fuzzing.InProcess;

/// <summary>
/// What the management calls carry: a resource as JSON, read as the API reads it, judged by the catalog's rules, laid over a stored one by a field mask. One that is
/// accepted can be stored, read back, shown, compiled into a snapshot and bid from.
/// </summary>
public sealed class ResourceTarget : IFuzzTarget
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16, AllowDuplicateProperties = false };
    private static readonly BidRequest[] Requests = MakeRequests();

    private readonly BidDoor _door = new();
    private int _tries;

    public FuzzInput Make(Random random)
    {
        var (kind, body) = ResourceCorpus.Next(random);
        return new($"{kind} {string.Join(',', ResourceCorpus.NextMask(random))}", body);
    }

    public ValueTask<Verdict> TryAsync(FuzzInput input)
    {
        var words = input.Where.Split(' ');
        var kind = Enum.Parse<ResourceKind>(words[0]);
        if (!TryReadWire(kind, input.Bytes, out var body))
        {
            return new(Verdict.Refused);
        }

        CheckPatch(kind, body, words[1].Length == 0 ? [] : words[1].Split(','));
        if (!CatalogResource.TryRead(kind, body, out var resource, out var errors))
        {
            RequireNamed(errors);
            return new(Verdict.Refused);
        }

        CheckStored(kind, resource);
        return new(Verdict.Accepted);
    }

    private static bool TryReadWire(ResourceKind kind, byte[] json, out byte[] body)
    {
        body = [];
        IMessage message = kind switch
        {
            ResourceKind.Advertiser => new Wire.Advertiser(),
            ResourceKind.Campaign => new Wire.Campaign(),
            ResourceKind.Ad => new Wire.Ad(),
            ResourceKind.Pacing => new Wire.PacingRules(),
            ResourceKind.Portfolio => new Wire.Portfolio(),
            _ => new Wire.Exchange(),
        };
        var reader = new ProtoJsonReader();
        try
        {
            using var document = JsonText.Parse(json, Strict);
            reader.Read(document.RootElement, message);
        }
        catch (JsonException)
        {
            return false; // The endpoint's answer to what is no JSON.
        }

        if (reader.Errors.Count > 0)
        {
            RequireNamed(reader.Errors);
            return false;
        }

        foreach (var shown in new[] { "number", "version", "updated_at", "strategy_in_force" })
        {
            message.Descriptor.FindFieldByName(shown)?.Accessor.Clear(message);
        }

        body = ProtoJsonWriter.Write(message);
        return true;
    }

    private static void CheckPatch(ResourceKind kind, byte[] update, string[] mask)
    {
        try
        {
            var patched = DefinitionPatch.Apply(ResourceCorpus.Whole(kind), update, mask);
            CatalogResource.TryRead(kind, patched, out _, out _);
        }
        catch (JsonException)
        {
            // What the catalog answers as INVALID.
        }
    }

    private void CheckStored(ResourceKind kind, CatalogResource resource)
    {
        var stored = resource.ToBody(1, Status.Active);
        FindingException.Require(CatalogResource.TryRead(kind, stored, out var again, out var errors), $"a stored {kind} is refused: {string.Join("; ", errors)}");
        FindingException.Require(again!.ToBody(1, Status.Active).AsSpan().SequenceEqual(stored), $"a stored {kind} changes when it is stored again");
        var snapshot = SnapshotOf(kind, stored);
        var request = Requests[_tries++ % Requests.Length];
        if (snapshot.FindExchange(FuzzCatalog.Exchange.Id) is not null && _door.TryAnswer(request, snapshot, out var json, out var protobuf))
        {
            AnswerCheck.Check(request, json, protobuf, _door.Tokens);
        }
    }

    /// <summary>The small catalog with the resource in the place of its first of the kind.</summary>
    private static CatalogSnapshot SnapshotOf(ResourceKind kind, byte[] stored)
    {
        var (advertiser, exchange) = (FuzzCatalog.Advertiser, FuzzCatalog.Exchange);
        var (campaigns, ads) = (FuzzCatalog.Campaigns.ToArray(), FuzzCatalog.Ads.ToArray());
        switch (kind)
        {
            case ResourceKind.Advertiser:
                advertiser = CatalogJson.ReadAdvertiser(stored, 1, 1) with { Id = advertiser.Id };
                break;
            case ResourceKind.Campaign:
                campaigns[0] = CatalogJson.ReadCampaign(stored, 1, 1) with { Id = "c1", AdvertiserId = advertiser.Id };
                break;
            case ResourceKind.Pacing:
                campaigns[0] = campaigns[0].With(CatalogJson.ReadPacing(stored, 1));
                break;
            case ResourceKind.Ad:
                ads[0] = CatalogJson.ReadAd(stored, 1, 1) with { CampaignId = "c1", Campaign = new(1) };
                break;
            case ResourceKind.Portfolio:
                CatalogJson.ReadPortfolio(stored, 1, 1);
                break;
            default:
                exchange = CatalogJson.ReadExchange(stored, 1, 1) with { Id = exchange.Id };
                PriceCodec.TryFor(exchange.PriceEncoding, exchange.EncryptionKey, exchange.IntegrityKey, out var prices, out _);
                prices.Read("1.25");
                break;
        }

        return SnapshotBuilder.Build([advertiser], campaigns, ads, [exchange], FuzzCatalog.Rates, 1);
    }

    private static void RequireNamed(IReadOnlyList<FieldError> errors) =>
        FindingException.Require(errors.Count > 0 && errors.All(error => error.Message.Length > 0), "a refusal has no reason");

    private static BidRequest[] MakeRequests()
    {
        var maker = new RequestMaker(1);
        BidRequest[] made = [.. Enumerable.Range(0, 50).Select(_ => maker.Next())];
        return Array.TrueForAll(made, request => RequestValidator.Check(request) is null) ? made : throw new InvalidOperationException("A made request is not valid.");
    }
}
