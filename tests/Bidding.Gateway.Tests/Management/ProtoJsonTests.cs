using System.Text;
using System.Text.Json;
using Bidding.Core.Campaigns;
using Bidding.Gateway.Management;
using Bidding.Gateway.Management.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Wire = Bidding.Protocol.V1;

namespace Bidding.Gateway.Tests.Management;

public sealed class ProtoJsonTests
{
    // Set by the server, or known to the cluster alone.
    private static readonly string[] NotOfTheDefinition = ["number", "version", "updated_at", "strategy_in_force", "advertiser_number", "campaign_number"];

    public static TheoryData<ResourceKind, string, MessageDescriptor> Definitions => new()
    {
        { ResourceKind.Advertiser, "", Wire.Advertiser.Descriptor },
        { ResourceKind.Campaign, "", Wire.Campaign.Descriptor },
        { ResourceKind.Campaign, "budget", Wire.Budget.Descriptor },
        { ResourceKind.Campaign, "flight", Wire.Flight.Descriptor },
        { ResourceKind.Campaign, "goal", Wire.Goal.Descriptor },
        { ResourceKind.Campaign, "pricing", Wire.Pricing.Descriptor },
        { ResourceKind.Campaign, "bidding", Wire.BidLimits.Descriptor },
        { ResourceKind.Campaign, "pacing", Wire.CampaignPacing.Descriptor },
        { ResourceKind.Campaign, "targeting", Wire.Targeting.Descriptor },
        { ResourceKind.Campaign, "attribution", Wire.Attribution.Descriptor },
        { ResourceKind.Ad, "", Wire.Ad.Descriptor },
        { ResourceKind.Ad, "banner", Wire.BannerCreative.Descriptor },
        { ResourceKind.Ad, "video", Wire.VideoCreative.Descriptor },
        { ResourceKind.Ad, "audio", Wire.AudioCreative.Descriptor },
        { ResourceKind.Ad, "native", Wire.NativeCreative.Descriptor },
        { ResourceKind.Exchange, "", Wire.Exchange.Descriptor },
        { ResourceKind.Pacing, "", Wire.PacingRules.Descriptor },
        { ResourceKind.Pacing, "bid_multiplier", Wire.MultiplierRange.Descriptor },
        { ResourceKind.Pacing, "publisher_limit", Wire.PublisherLimit.Descriptor },
        { ResourceKind.Portfolio, "", Wire.Portfolio.Descriptor },
        { ResourceKind.Portfolio, "budget", Wire.PortfolioBudget.Descriptor },
    };

    [Theory]
    [MemberData(nameof(Definitions))]
    public void Definition_ItsFields_AreThoseOfTheMessage(ResourceKind kind, string field, MessageDescriptor message)
    {
        var json = field.Length == 0 ? """{"no_such":1}""" : $$$"""{"{{{field}}}":{"no_such":1}}""";

        CatalogResource.TryRead(kind, Encoding.UTF8.GetBytes(json), out _, out var errors);

        var unknown = errors.Single(error => error.Field == (field.Length == 0 ? "no_such" : $"{field}.no_such"));
        var known = unknown.Message[(unknown.Message.IndexOf(" are ", StringComparison.Ordinal) + 5)..].Split(", ");
        Assert.Equal(
            message.Fields.InDeclarationOrder().Select(one => one.Name).Except(NotOfTheDefinition).Order(StringComparer.Ordinal),
            known.Except(NotOfTheDefinition).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Read_EveryKindOfValue_RoundTrips()
    {
        const string Json = """
            {"id":"a","seats":{"x":"1","y":"2"},"requests_per_second_max":5}
            """;
        var exchange = new Wire.Exchange();

        var reader = Read(Json, exchange);

        Assert.Empty(reader.Errors);
        Assert.Equal(["id", "seats", "requests_per_second_max"], reader.Paths);
        Assert.Equal(Json.Trim(), Encoding.UTF8.GetString(ProtoJsonWriter.Write(exchange)));
    }

    [Fact]
    public void Read_SeveralMistakes_AreAllNamedByPath()
    {
        var reader = Read(
            """{"nmae":"x","budget":{"daily":5},"frequency_caps":[{"impressions":1},{"impressions":1.5}],"targeting":{"country":{"include":["DEU",7]}},"bid_without_user_id":"yes"}""",
            new Wire.Campaign());

        Assert.Equal(
            ["nmae", "budget.daily", "frequency_caps[1].impressions", "targeting.country.include[1]", "bid_without_user_id"],
            reader.Errors.Select(error => error.Field));
    }

    [Fact]
    public void Write_AResource_ShowsWhatIsSet_AListAnswerShowsAll()
    {
        Assert.Equal("""{"id":"a"}""", Encoding.UTF8.GetString(ProtoJsonWriter.Write(new Wire.Ad { Id = "a" })));
        Assert.Equal("""{"ads":[],"next_page_token":""}""", Encoding.UTF8.GetString(ProtoJsonWriter.Write(new Wire.ListAdsResponse())));
    }

    [Theory]
    [InlineData("name", true)]
    [InlineData("budget", true)]
    [InlineData("budget.daily", true)]
    [InlineData("targeting.country.include", true)]
    [InlineData("frequency_caps", true)]
    [InlineData("budget.weekly", false)]
    [InlineData("name.first", false)]
    [InlineData("frequency_caps.window", false)]
    [InlineData("", false)]
    public void FieldPaths_OfACampaign_AreKnown(string path, bool known) => Assert.Equal(known, FieldPaths.IsKnown(Wire.Campaign.Descriptor, path));

    [Theory]
    [InlineData("seats.acme", true)]
    [InlineData("seats.acme.more", false)]
    public void FieldPaths_OfAMap_MayNameItsKeys(string path, bool known) => Assert.Equal(known, FieldPaths.IsKnown(Wire.Exchange.Descriptor, path));

    [Fact]
    public void ManagementErrors_ThroughTrailers_NameTheSameFields()
    {
        FieldError[] errors = [new("budget.daily", "must be above 0"), new("name", "is required")];

        var thrown = ManagementErrors.Invalid(errors);

        Assert.Equal(StatusCode.InvalidArgument, thrown.StatusCode);
        Assert.Equal("budget.daily: must be above 0 (and 1 more)", thrown.Status.Detail);
        Assert.Equal(errors, ManagementErrors.FieldsOf(thrown));
        Assert.Empty(ManagementErrors.FieldsOf(new RpcException(thrown.Status, new Metadata { { "grpc-status-details-bin", [1, 2, 3] } })));
    }

    private static ProtoJsonReader Read(string json, IMessage message)
    {
        using var document = JsonDocument.Parse(json);
        var reader = new ProtoJsonReader();
        reader.Read(document.RootElement, message);
        return reader;
    }
}
