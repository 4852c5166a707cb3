namespace Bidding.Core.Ledger;

/// <summary>
/// How many causes (impressions, clicks) still have their effect (clicks, conversions) before them. With delays taken as exponential of mean tau, the part of a cause's
/// effects still to come after time t is exp(-t / tau), so one decayed count is all that must be kept. Tau is the mean delay seen, with a prior of a few observations.
/// For one thread at a time.
/// </summary>
public sealed class MaturingResults(double priorDelayMs)
{
    // Few enough to be forgotten soon, enough not to jump at the first observation.
    private const double PriorObservations = 3;

    private double _delaySumMs = priorDelayMs * PriorObservations;
    private double _delays = PriorObservations;
    private double _pending;
    private long _atMs;

    public double MeanDelayMs => _delaySumMs / _delays;

    public void Cause(long atMs)
    {
        _pending = Pending(atMs) + 1;
        _atMs = Math.Max(_atMs, atMs);
    }

    public void Effect(long delayMs)
    {
        _delaySumMs += Math.Max(0, delayMs);
        _delays++;
    }

    /// <summary>Causes weighted by the part of their effects that is still to come.</summary>
    public double Pending(long nowMs) => _pending * Math.Exp(-Math.Max(0, nowMs - _atMs) / Math.Max(1, MeanDelayMs));

    internal void Write(BinaryWriter writer)
    {
        writer.Write(_delaySumMs);
        writer.Write(_delays);
        writer.Write(_pending);
        writer.Write(_atMs);
    }

    internal void Read(BinaryReader reader)
    {
        _delaySumMs = reader.ReadDouble();
        _delays = reader.ReadDouble();
        _pending = reader.ReadDouble();
        _atMs = reader.ReadInt64();
    }
}
