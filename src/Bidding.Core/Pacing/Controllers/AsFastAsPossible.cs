namespace Bidding.Core.Pacing.Controllers;

/// <summary><c>asap</c>: takes part in everything at the largest bid until the budget is gone.</summary>
public sealed class AsFastAsPossible(MultiplierBounds bounds) : IPacingController
{
    public void SeeWin(double critical, double price)
    {
    }

    public PacingChoice Step(in PacingView view) => new(bounds.Max, 1);
}
