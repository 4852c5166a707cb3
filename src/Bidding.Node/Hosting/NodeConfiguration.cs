namespace Bidding.Node.Hosting;

/// <summary>Where settings come from, later ones winning: the file of <c>--config</c>, then environment variables that start with BIDDING_.</summary>
internal static class NodeConfiguration
{
    public static void AddNodeConfiguration(this WebApplicationBuilder builder, NodeSettings settings)
    {
        // The host's usual sources (appsettings.json, ASPNETCORE_URLS) would be a second, silent way to configure the same things.
        builder.Configuration.Sources.Clear();
        AddSources(builder.Configuration, settings.ConfigFile);
    }

    /// <summary>The same settings for a verb that is no node. Throws <see cref="SettingsException"/>.</summary>
    public static IConfiguration Read(string? configFile)
    {
        try
        {
            var builder = new ConfigurationBuilder();
            AddSources(builder, configFile);
            return builder.Build();
        }
        catch (Exception error) when (error is InvalidDataException or IOException)
        {
            throw new SettingsException(error.Message, error);
        }
    }

    /// <summary>Warnings and errors, one line each, on the error stream; <c>Logging:LogLevel</c> in the settings widens it.</summary>
    public static void AddQuietLogs(this WebApplicationBuilder builder)
    {
        builder.Logging.ClearProviders();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        // These two warn at every start of a healthy node on a small machine (server GC is off on purpose).
        builder.Logging.AddFilter("Orleans.Runtime.Silo", LogLevel.Error);
        builder.Logging.AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error);
        // Whoever asks for health is told; a line a second while a node starts tells nobody more.
        builder.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
        // Whoever could log here makes the host start an activity for every request: a tenth of a bid's cost, for nothing that anyone reads.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        builder.Logging.AddConfiguration(builder.Configuration.GetSection("Logging"));
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            console.UseUtcTimestamp = true;
        });
        builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(
            console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }

    private static void AddSources(IConfigurationBuilder builder, string? configFile)
    {
        if (configFile is not null)
        {
            builder.AddJsonFile(configFile, optional: false, reloadOnChange: false);
        }

        builder.AddEnvironmentVariables("BIDDING_");
    }
}
