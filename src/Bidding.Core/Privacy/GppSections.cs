namespace Bidding.Core.Privacy;

/// <summary>
/// Section ids of the IAB Global Privacy Platform this bidder can read. Source: GPP "Section Information".
/// </summary>
public static class GppSections
{
    public const int TcfEuV2 = 2;
    public const int UsPrivacyV1 = 6;
    public const int UsNational = 7;
    public const int UsCalifornia = 8;
    public const int UsVirginia = 9;
    public const int UsColorado = 10;
    public const int UsUtah = 11;
    public const int UsConnecticut = 12;
    public const int UsFlorida = 13;
    public const int UsMontana = 14;
    public const int UsOregon = 15;
    public const int UsTexas = 16;
    public const int UsDelaware = 17;
    public const int UsIowa = 18;
    public const int UsNebraska = 19;
    public const int UsNewHampshire = 20;
    public const int UsNewJersey = 21;
    public const int UsTennessee = 22;
}
