using System.Text.Json;
using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Core.Campaigns.Definitions;

namespace Bidding.Gateway.Conversions;

/// <summary>
/// A conversion as an advertiser's server posts it: <c>{"click_id":"...","action":"purchase","value":"49.90","currency":"EUR","order_id":"A-1"}</c>.
/// Only <c>click_id</c> and <c>action</c> must be there.
/// </summary>
internal sealed class ConversionRequest
{
    /// <summary>Bodies are small; this is the largest taken.</summary>
    public const int BytesMax = 16 * 1024;
    private const int ActionLengthMax = 64;
    private const int OrderIdLengthMax = 128;

    public string ClickId { get; private set; } = "";
    public string Action { get; private set; } = "";
    public Money Value { get; private set; }

    /// <summary>None: the campaign's.</summary>
    public CurrencyCode Currency { get; private set; }

    /// <summary>The advertiser's own name for the result, which makes a repeat a duplicate; may be empty.</summary>
    public string OrderId { get; private set; } = "";

    /// <summary>What is wrong goes to <paramref name="errors"/>, each with its field; the answer counts only where there is none.</summary>
    public static ConversionRequest Read(ReadOnlyMemory<byte> json, List<FieldError> errors)
    {
        var request = new ConversionRequest();
        try
        {
            using var document = JsonText.Parse(json, new JsonDocumentOptions { MaxDepth = 8 });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                errors.Add(new("", "must be a JSON object"));
                return request;
            }

            foreach (var property in document.RootElement.EnumerateObject())
            {
                request.Take(property, errors);
            }
        }
        catch (JsonException e)
        {
            errors.Add(new("", $"malformed JSON at line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}"));
            return request;
        }

        request.Check(errors);
        return request;
    }

    private void Take(JsonProperty property, List<FieldError> errors)
    {
        switch (property.Name)
        {
            case "click_id":
                ClickId = Text(property, errors);
                break;
            case "action":
                Action = Text(property, errors);
                break;
            case "order_id":
                OrderId = Text(property, errors);
                break;
            case "currency":
                Currency = CurrencyCode.TryParse(Text(property, errors), out var currency) ? currency : Currency;
                if (Currency.IsNone)
                {
                    errors.Add(new("currency", "must be a currency code of three letters, such as EUR"));
                }

                break;
            case "value":
                TakeValue(property.Value, errors);
                break;
            default:
                errors.Add(new(property.Name, "is not a field of a conversion; known are click_id, action, value, currency, order_id"));
                break;
        }
    }

    private void TakeValue(JsonElement value, List<FieldError> errors)
    {
        // A number is read by its digits: as a double it could already have changed.
        var text = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        };
        if (Money.TryParse(text, out var amount) && !amount.IsNegative)
        {
            Value = amount;
        }
        else
        {
            errors.Add(new("value", "must be a decimal of at least 0 with at most nine digits after the point, such as \"49.90\""));
        }
    }

    private void Check(List<FieldError> errors)
    {
        if (ClickId.Length == 0 && !errors.Any(error => error.Field == "click_id"))
        {
            errors.Add(new("click_id", "is required: it came to the landing page as the parameter click_id"));
        }

        if (Action.Length == 0 && !errors.Any(error => error.Field == "action"))
        {
            errors.Add(new("action", "is required: the name of what the user did, such as purchase"));
        }

        if (Action.Length > ActionLengthMax)
        {
            errors.Add(new("action", $"must have at most {ActionLengthMax} characters"));
        }

        if (OrderId.Length > OrderIdLengthMax)
        {
            errors.Add(new("order_id", $"must have at most {OrderIdLengthMax} characters"));
        }
    }

    private static string Text(JsonProperty property, List<FieldError> errors)
    {
        if (property.Value.ValueKind == JsonValueKind.String)
        {
            return property.Value.GetString()!.Trim();
        }

        errors.Add(new(property.Name, "must be a string"));
        return "";
    }
}
