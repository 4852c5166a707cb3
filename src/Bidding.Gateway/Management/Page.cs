using System.Text;
using Bidding.Core.Campaigns;
using Bidding.Core.Campaigns.Rules;

namespace Bidding.Gateway.Management;

/// <summary>Which part of a list is asked for. The token names the last id seen, so a page stays right while the list changes.</summary>
internal readonly record struct Page(int Size, string AfterId)
{
    public const int SizeMax = 1000;
    private const int SizeDefault = 100;

    /// <summary>INVALID_ARGUMENT where size or token is wrong.</summary>
    public static Page Of(int size, string token)
    {
        if (size is < 0 or > SizeMax)
        {
            throw ManagementErrors.Invalid([new("page_size", $"must be from 1 to {SizeMax}")]);
        }

        return new(size == 0 ? SizeDefault : size, token.Length == 0 ? "" : AfterIdOf(token));
    }

    /// <summary>Empty when this page is the last.</summary>
    public string NextToken(IReadOnlyList<string> ids) => ids.Count < Size ? "" : Convert.ToBase64String(Encoding.UTF8.GetBytes(ids[^1]));

    private static string AfterIdOf(string token)
    {
        Span<byte> bytes = stackalloc byte[128];
        var id = token.Length <= 128 && Convert.TryFromBase64String(token, bytes, out var count) ? Encoding.UTF8.GetString(bytes[..count]) : "";
        return ResourceIds.IsValid(id) ? id : throw ManagementErrors.Invalid([new("page_token", "is not one that an answer held")]);
    }
}
