using System.CommandLine;
using System.Globalization;

namespace Bidding.LoadTest;

/// <summary>Options of the verbs that refuse what is out of range, saying what is in it.</summary>
internal static class CommandOptions
{
    public static Option<int> Bounded(string name, string description, int value, int min, int max)
    {
        var option = new Option<int>(name) { Description = $"{description} {min} to {max}.", DefaultValueFactory = _ => value };
        option.CustomParser = result =>
        {
            var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var given) && given >= min && given <= max)
            {
                return given;
            }

            result.AddError($"{name} must be a whole number from {min} to {max}, not '{text}'.");
            return value;
        };
        return option;
    }
}
