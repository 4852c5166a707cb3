using Bidding.Core.Amounts;
using Bidding.Core.Ids;
using Bidding.Core.Portfolios;

namespace Bidding.Contracts;

/// <summary>One portfolio's budget, and which campaign may use how much of it; the only writer of its ledger stream. Key: the portfolio's number.</summary>
public interface IPortfolioGrain : IGrainWithIntegerKey
{
    /// <summary>Takes a campaign's word and answers with what it may use, durable.</summary>
    Task<AllotmentReply> Report(AllotmentReport report);

    /// <summary>The catalog holds a new version of the portfolio. Completes once its budget is an entry of the stream.</summary>
    Task CatalogChanged(long catalogVersion);

    Task<PortfolioFigures> Figures();
}

/// <summary>The side of a campaign's grain that its portfolio calls. Key: the campaign's number.</summary>
public interface IAllottedCampaignGrain : IGrainWithIntegerKey
{
    /// <inheritdoc cref="IAllottedCampaigns.LowerAsync"/>
    Task<AllotmentReport> LowerAllotment(BudgetDay pot, Money keep, bool freezes);
}

/// <summary>What a portfolio shows. Amounts of its budget.</summary>
[GenerateSerializer, Immutable]
public sealed record PortfolioFigures
{
    [Id(0)] public int Portfolio { get; init; }

    /// <summary>Position of its stream that the figures are true at.</summary>
    [Id(1)] public long Seq { get; init; }

    /// <summary>In force; null: there is none.</summary>
    [Id(2)] public Money? Total { get; init; }
    [Id(3)] public Money? Daily { get; init; }
    [Id(4)] public BudgetDay Day { get; init; }

    /// <summary>Every campaign that holds an allotment of the total or of the day, by number.</summary>
    [Id(5)] public PortfolioMember[] Members { get; init; } = [];
}

/// <summary>What one campaign holds.</summary>
[GenerateSerializer, Immutable]
public sealed record PortfolioMember(
    [property: Id(0)] CampaignNumber Campaign, [property: Id(1)] Money Allotted, [property: Id(2)] Money AllottedToday);
