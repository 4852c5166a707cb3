using System.Text;

namespace Bidding.Core.Attribution;

/// <summary>Writes a URL's query behind its '?', one parameter after the other, and takes the '?' back if none came.</summary>
internal sealed class QueryBuilder(StringBuilder url)
{
    private readonly int _start = url.Length;

    /// <summary>Copies the parameters of a query as they are spelled, without <paramref name="dropped"/>; answers their decoded names.</summary>
    public IReadOnlySet<string> AppendExisting(string query, string dropped)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var parameter in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = parameter.IndexOf('=', StringComparison.Ordinal);
            string name = Uri.UnescapeDataString(equals < 0 ? parameter : parameter[..equals]);
            if (dropped.Length > 0 && name.Equals(dropped, StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }
            names.Add(name);
            Separate();
            url.Append(parameter);
        }
        return names;
    }

    public void Append(string name, string value)
    {
        Separate();
        url.Append(name).Append('=').Append(Uri.EscapeDataString(value));
    }

    public void Finish()
    {
        if (url.Length == _start)
        {
            url.Length--;
        }
    }

    private void Separate()
    {
        if (url.Length > _start)
        {
            url.Append('&');
        }
    }
}
