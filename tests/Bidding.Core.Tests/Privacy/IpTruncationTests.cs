using System.Net;
using Bidding.Core.Privacy;
using FsCheck.Xunit;

namespace Bidding.Core.Tests.Privacy;

public sealed class IpTruncationTests
{
    [Theory]
    [InlineData("203.0.113.77", "203.0.113.0")]
    [InlineData("203.0.113.0", "203.0.113.0")]
    [InlineData("255.255.255.255", "255.255.255.0")]
    [InlineData("2001:db8:1234:5678:9abc:def0:1:2", "2001:db8:1234::")]
    [InlineData("::1", "::")]
    [InlineData("fe80::1%3", "fe80::")]
    [InlineData("::ffff:203.0.113.77", "203.0.113.0")]
    [InlineData("", null)]
    [InlineData(null, null)]
    [InlineData("203.0.113.x", null)]
    [InlineData("localhost", null)]
    public void Truncate_Text_KeepsTheNetworkAlone(string? address, string? expected) =>
        Assert.Equal(expected, IpTruncation.Truncate(address));

    [Property(MaxTest = 500)]
    public void Truncate_NeighboursInOneNetwork_BecomeTheSame(byte[] tail)
    {
        byte[] bytes = [0x20, 0x01, 0x0d, 0xb8, 0x12, 0x34, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        tail.AsSpan(0, Math.Min(tail.Length, 10)).CopyTo(bytes.AsSpan(6));

        Assert.Equal(IPAddress.Parse("2001:db8:1234::"), IpTruncation.Truncate(new IPAddress(bytes)));
    }
}
