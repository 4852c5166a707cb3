using System.Text.RegularExpressions;
using Bidding.Core.Attribution;

namespace Bidding.Core.Campaigns.Rules;

/// <summary>Gathers what is wrong with a resource. Not for use from several threads.</summary>
internal sealed partial class FieldErrors
{
    private readonly List<FieldError> _found = [];

    public IReadOnlyList<FieldError> Found => _found;

    public void Add(string field, string message) => _found.Add(new(field, message));

    public void AddIf(bool broken, string field, string message)
    {
        if (broken)
        {
            Add(field, message);
        }
    }

    public void CheckId(string field, string id) =>
        AddIf(!ResourceId().IsMatch(id), field, "must be 1 to 64 of a-z, 0-9, '-' and '_', starting with a letter or a digit");

    public void CheckName(string name) => CheckText("name", name, 200);

    /// <summary>Bounded, and free of control characters.</summary>
    public void CheckText(string field, string text, int charsMax)
    {
        AddIf(text.Length > charsMax, field, $"must be at most {charsMax} characters long");
        AddIf(text.Any(char.IsControl), field, "must not hold control characters");
    }

    public void CheckUrl(string field, string url)
    {
        AddIf(url.Length > 2048, field, "must be at most 2048 characters long");
        AddIf(!LandingUrl.IsValid(url), field, "must be an absolute http or https URL without spaces");
    }

    public void CheckCount(string field, int count, int max) => AddIf(count > max, field, $"holds {count} entries; at most {max} are allowed");

    public void CheckDistinct<T>(string field, IEnumerable<T> values)
    {
        foreach (var twice in values.GroupBy(value => value).Where(group => group.Count() > 1))
        {
            Add(field, $"holds '{twice.Key}' twice; remove one");
        }
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9_-]{0,63}\\z")]
    internal static partial Regex ResourceId();

    [GeneratedRegex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+\\z", RegexOptions.IgnoreCase)]
    internal static partial Regex Domain();

    [GeneratedRegex("^[a-z]{2}(-[a-z0-9]{2,8})*\\z", RegexOptions.IgnoreCase)]
    internal static partial Regex Language();

    [GeneratedRegex("^[a-z0-9][a-z0-9_.-]{0,63}\\z")]
    internal static partial Regex Action();
}
