namespace Bidding.Node.Hosting;

/// <summary>A setting cannot be used; the message names it. Ends a verb with <see cref="Cli.ExitCodes.BadArguments"/>.</summary>
internal sealed class SettingsException(string message, Exception? inner = null) : Exception(message, inner);
