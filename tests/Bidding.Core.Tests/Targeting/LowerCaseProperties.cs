using Bidding.Core.Auction;
using Bidding.Core.Targeting;
using Bidding.Core.Tests.Auction;
using FsCheck.Xunit;

namespace Bidding.Core.Tests.Targeting;

/// <summary>Values of rules and of requests meet whatever their case, with letters of all scripts and of any length.</summary>
public sealed class LowerCaseProperties
{
    private const string Letters = "@AZ[`az{019-. ÄäßÉéΣσЖжİıK\u00ff\u0100";

    [Property(MaxTest = 500)]
    public void Decide_RuleAndRequestInAnyCase_MatchesAsTheInvariantCultureLowersThem(int seed)
    {
        var random = new Random(seed);
        var rule = Draw(random);
        var value = random.Next(3) > 0 ? Recase(rule, random) : Draw(random);
        var bench = Bench.WithOneCampaign(c => c with { Targeting = Bench.Only(TargetingDimension.Publisher, rule) });
        bench.Fill = request =>
        {
            request.AddValue(TargetingDimension.Publisher, value);
            Bench.Banner(request);
        };

        // Lower case is the measure, not equality without case: the two differ outside ASCII.
        var (asked, told) = (rule.Trim().ToLowerInvariant(), value.Trim().ToLowerInvariant());
        var expected = asked.Length > 0 && told == asked;
        Assert.Equal(expected ? NoBidReason.None : NoBidReason.Targeting, bench.Outcome());
    }

    [Theory]
    [InlineData(BidFeatures.ValueLengthMax, NoBidReason.None)]
    [InlineData(BidFeatures.ValueLengthMax + 1, NoBidReason.Targeting)]
    public void Decide_LongValues_MatchUpToTheLongest(int length, NoBidReason expected)
    {
        var bench = Bench.WithOneCampaign(c => c with { Targeting = Bench.Only(TargetingDimension.Publisher, new string('p', length)) });
        bench.Fill = request =>
        {
            request.AddValue(TargetingDimension.Publisher, new string('P', length));
            Bench.Banner(request);
        };
        Assert.Equal(expected, bench.Outcome());
    }

    private static string Draw(Random random) => new([.. Enumerable.Range(0, random.Next(1, 12)).Select(_ => Letters[random.Next(Letters.Length)])]);

    private static string Recase(string text, Random random) =>
        string.Concat(text.Select(letter => random.Next(2) == 0 ? char.ToUpperInvariant(letter) : char.ToLowerInvariant(letter)));
}
