using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Bidding.Gateway.Health;

/// <summary>One thing a node needs before it should be sent requests. Implementations answer at once and touch no disk or network.</summary>
public interface IReadiness
{
    /// <summary>Short and stable, such as <c>snapshot</c>.</summary>
    string Name { get; }

    /// <summary>Empty when ready, else what is missing.</summary>
    string Missing { get; }
}

/// <summary>Ready when everything in <see cref="IReadiness"/> is.</summary>
internal sealed class ReadinessCheck(IEnumerable<IReadiness> parts) : IHealthCheck
{
    public const string Tag = "ready";
    private readonly IReadiness[] _parts = [.. parts];

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var missing = new Dictionary<string, object>();
        foreach (var part in _parts)
        {
            if (part.Missing is { Length: > 0 } what)
            {
                missing[part.Name] = what;
            }
        }

        return Task.FromResult(missing.Count == 0
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy(string.Join("; ", missing.Select(pair => $"{pair.Key}: {pair.Value}")), data: missing));
    }
}
