using System.Net;

namespace Bidding.Node.Hosting;

/// <summary>Where a node listens; section <c>Listen</c>.</summary>
internal sealed class ListenOptions
{
    public const string Section = "Listen";

    /// <summary>IP address of both ports. Loopback, since whoever reaches a node that asks for no key may use all of it; 0.0.0.0 in a container, whose network decides who does.</summary>
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>Throws <see cref="SettingsException"/>.</summary>
    public static IPAddress Read(IConfiguration configuration)
    {
        var text = (configuration.GetSection(Section).Get<ListenOptions>() ?? new ListenOptions()).Address;
        return IPAddress.TryParse(text, out var address) ? address : throw new SettingsException($"{Section}:Address must be an IP address, and is '{text}'.");
    }
}
