using Bidding.Core.Activations;

namespace Bidding.Core.Tests.Activations;

public sealed class ActivationRulesTests
{
    [Fact]
    public void NameWindow_ByTwoActivationsOfOneCampaign_NeverTheSame() =>
        Assert.Equal(4, new[] { (1, 1), (1, 2), (2, 1), (2, 2) }.Select(window => ActivationRules.Default.NameWindow(window.Item1, window.Item2)).Distinct().Count());

    [Fact]
    public void ProvedAt_AnswerThatTookLong_CountsFromTheQuestion() =>
        Assert.Equal(TimeSpan.FromSeconds(1), ActivationRules.Default.ProvedAt(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5)));
}
