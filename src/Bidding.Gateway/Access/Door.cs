using Bidding.Core.Access;

namespace Bidding.Gateway.Access;

/// <summary>Who may pass an endpoint; its metadata. An endpoint without one is closed.</summary>
public sealed record Door
{
    private readonly AccessRole _role;
    private readonly bool _forAll;

    private Door(AccessRole role, bool isPublic = false, bool forAll = false)
    {
        _role = role;
        IsPublic = isPublic;
        _forAll = forAll;
    }

    /// <summary>Nobody passes.</summary>
    public static Door Closed { get; } = new(AccessRole.None);

    /// <summary>Everyone passes: there is nothing behind it, or a signed token stands for a key.</summary>
    public static Door Public { get; } = new(AccessRole.None, isPublic: true);

    /// <summary>Exchanges; what is behind it asks <see cref="AccessControl.AdmitExchange"/> itself, since only it knows which exchange is meant.</summary>
    public static Door Exchange { get; } = new(AccessRole.Exchange, isPublic: true);

    public static Door Conversions { get; } = new(AccessRole.Conversions);

    /// <summary>Viewers; what is behind it shows each only its own advertisers.</summary>
    public static Door Viewer { get; } = new(AccessRole.Viewer);

    /// <summary>Viewers of all advertisers.</summary>
    public static Door ViewerOfAll { get; } = new(AccessRole.Viewer, forAll: true);

    public static Door Optimizer { get; } = new(AccessRole.Optimizer);
    public static Door Operator { get; } = new(AccessRole.Operator, forAll: true);
    public static Door Admin { get; } = new(AccessRole.Admin, forAll: true);

    /// <summary><c>/metrics</c>: as the settings say.</summary>
    public static Door Metrics { get; } = new(AccessRole.Viewer, forAll: true) { IsMetrics = true };

    public bool IsPublic { get; }

    public bool IsMetrics { get; private init; }

    internal bool Admits(Caller caller) =>
        _role == AccessRole.Conversions ? caller.Role is AccessRole.Conversions or AccessRole.Operator or AccessRole.Admin
        : _role >= AccessRole.Viewer && caller.Role >= _role && !(_forAll && caller.IsScoped);
}
