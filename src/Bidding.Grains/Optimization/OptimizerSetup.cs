using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Bidding.Grains.Optimization;

/// <summary>Registers what the optimizer's grains need. The host supplies <see cref="TimeProvider"/>.</summary>
public static class OptimizerSetup
{
    public static IServiceCollection AddBudgetOptimizer(this IServiceCollection services)
    {
        services.AddOptions<OptimizerOptions>().BindConfiguration(OptimizerOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IValidateOptions<OptimizerOptions>, OptimizerOptionsCheck>();
        services.AddSingleton(provider => new OptimizerSeeds(
            provider.GetRequiredService<IOptions<OptimizerOptions>>().Value.Seed ?? BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)))));
        return services;
    }
}

/// <summary>Refuses a start with shares or steps out of range.</summary>
internal sealed class OptimizerOptionsCheck : IValidateOptions<OptimizerOptions>
{
    public ValidateOptionsResult Validate(string? name, OptimizerOptions options) =>
        options.ToSettings().Error is { Length: > 0 } error ? ValidateOptionsResult.Fail($"{OptimizerOptions.Section}: {error}") : ValidateOptionsResult.Success;
}
