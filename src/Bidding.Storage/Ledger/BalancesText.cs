using System.Buffers.Text;
using System.Text.Json;
using Bidding.Core.Amounts;
using Bidding.Core.Ledger;

namespace Bidding.Storage.Ledger;

/// <summary>A stream's balances as the text in its row: <c>[[account, debits, credits], ...]</c> in nano-units, which JSON functions of SQL read.</summary>
internal static class BalancesText
{
    private const int DigitsMax = 20;
    private const int CharsPerAccountMax = (3 * DigitsMax) + 5;

    public static byte[] Write(IReadOnlyList<StreamAccount> accounts)
    {
        Span<byte> text = accounts.Count <= 16 ? stackalloc byte[(16 * CharsPerAccountMax) + 2] : new byte[(accounts.Count * CharsPerAccountMax) + 2];
        var size = 0;
        text[size++] = (byte)'[';
        for (var i = 0; i < accounts.Count; i++)
        {
            if (i > 0) text[size++] = (byte)',';
            text[size++] = (byte)'[';
            size += Digits(text[size..], accounts[i].Account.Packed);
            text[size++] = (byte)',';
            size += Digits(text[size..], accounts[i].Debits.Nanos);
            text[size++] = (byte)',';
            size += Digits(text[size..], accounts[i].Credits.Nanos);
            text[size++] = (byte)']';
        }

        text[size++] = (byte)']';
        return text[..size].ToArray();
    }

    /// <summary>Throws <see cref="InvalidDataException"/> for any other text.</summary>
    public static List<StreamAccount> Read(ReadOnlySpan<byte> text)
    {
        var accounts = new List<StreamAccount>();
        try
        {
            var reader = new Utf8JsonReader(text);
            Expect(ref reader, JsonTokenType.StartArray);
            while (reader.Read() && reader.TokenType == JsonTokenType.StartArray)
            {
                accounts.Add(new(AccountId.FromPacked(Number(ref reader)), new Money(Number(ref reader)), new Money(Number(ref reader))));
                Expect(ref reader, JsonTokenType.EndArray);
            }
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException("The balances of a stream are not readable.", error);
        }

        return accounts;
    }

    private static int Digits(Span<byte> destination, long value) =>
        Utf8Formatter.TryFormat(value, destination, out var written) ? written : throw new InvalidOperationException("No room for a balance.");

    private static long Number(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.Number);
        return reader.GetInt64();
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType type)
    {
        if (!reader.Read() || reader.TokenType != type) throw new JsonException($"{type} was expected.");
    }
}

/// <summary>Both sides of one account, as its stream moved them.</summary>
internal readonly record struct StreamAccount(AccountId Account, Money Debits, Money Credits);
