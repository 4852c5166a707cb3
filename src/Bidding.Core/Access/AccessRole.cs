namespace Bidding.Core.Access;

/// <summary>What a caller may do. From <see cref="Viewer"/> on, each may do all that the one before may.</summary>
public enum AccessRole : byte
{
    None = 0,

    /// <summary>Bids and reports notices for one exchange; nothing else.</summary>
    Exchange = 1,

    /// <summary>Posts conversions, of its advertisers where it names any; nothing else.</summary>
    Conversions = 2,

    /// <summary>Reads resources and figures.</summary>
    Viewer = 3,

    /// <summary>Changes campaigns, their pacing rules, and ads.</summary>
    Optimizer = 4,

    /// <summary>Changes advertisers and exchanges, and asks for explanations, which show all advertisers' campaigns.</summary>
    Operator = 5,

    /// <summary>Makes and revokes keys, and reads the audit log.</summary>
    Admin = 6,
}
