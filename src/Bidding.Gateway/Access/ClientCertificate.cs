namespace Bidding.Gateway.Access;

/// <summary>A connection's feature: the certificate whose key its client has proven to hold.</summary>
/// <param name="Hash">SHA-256 of the certificate (DER) in small hexadecimal digits.</param>
public sealed record ClientCertificate(string Hash);
