using Bidding.Gateway.Http;
using Bidding.Gateway.Notices;

namespace Bidding.GatewayTests.Http;

public sealed class NoticeQueryTests
{
    [Theory]
    [InlineData(null, null, null, null)]
    [InlineData("", null, null, null)]
    [InlineData("?", null, null, null)]
    [InlineData("?p=1.25&cur=USD&r=102", "1.25", "USD", "102")]
    [InlineData("?P=1.25&CUR=USD", "1.25", "USD", null)]
    [InlineData("?p=%24%7BAUCTION_PRICE%7D", "${AUCTION_PRICE}", null, null)]
    [InlineData("?%70=1", "1", null, null)]
    [InlineData("?p=a+b", "a b", null, null)]
    [InlineData("?p", "", null, null)]
    [InlineData("?p=&x=5&pp=3", "", null, null)]
    [InlineData("?p=1&p=2", "1,2", null, null)]
    [InlineData("?p=%", "%", null, null)]
    public void Read_AQuery_FindsTheFieldsAsSent(string? query, string? price, string? currency, string? reason) =>
        Assert.Equal(new NoticeFields(price, currency, reason), NoticeQuery.Read(query));
}
