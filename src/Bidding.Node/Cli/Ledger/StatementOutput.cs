using System.Globalization;
using System.Text.Json.Nodes;
using Bidding.Core.Ledger.Statements;
using Spectre.Console;

namespace Bidding.Node.Cli.Ledger;

/// <summary>A campaign's statement for people and for programs.</summary>
internal static class StatementOutput
{
    public static void WriteJson(LedgerStatement statement, CatalogNames names, TextWriter output)
    {
        var books = statement.Books;
        var json = new JsonObject
        {
            ["campaign"] = names.Campaign(statement.Campaign),
            ["stream"] = statement.Campaign.Value,
            ["currency"] = statement.Currency.ToString(),
            ["seq"] = statement.Head.Seq,
            ["mark"] = statement.Head.Mark.ToString(),
            ["takeover"] = statement.Head.Takeover,
            ["closed_seq"] = statement.ClosedSeq,
            ["posted"] = books.Posted.ToString(),
            ["billed"] = books.Billed.ToString(),
            ["unbilled"] = books.Unbilled.ToString(),
            ["disputed"] = books.Disputed.ToString(),
            ["late_notices"] = books.Late,
            ["lines"] = new JsonArray([.. statement.Lines.Select(line => (JsonNode)Line(line, names))]),
            ["days"] = new JsonArray([.. books.Days.Select(day => (JsonNode)new JsonObject
            {
                ["day"] = day.Key.ToString(),
                ["posted"] = day.Value.Posted.ToString(),
                ["billed"] = day.Value.Billed.ToString(),
            })]),
            ["accounts"] = new JsonArray([.. statement.Accounts.Select(account => (JsonNode)new JsonObject
            {
                ["account"] = AmountText.Of(account.Account),
                ["debits"] = account.Debits.ToString(),
                ["credits"] = account.Credits.ToString(),
                ["balance"] = (account.Debits - account.Credits).ToString(),
            })]),
        };
        output.WriteLine(json.ToJsonString());
    }

    public static void WriteTables(LedgerStatement statement, CatalogNames names, TextWriter output)
    {
        var console = LedgerCommand.ConsoleOf(output);
        var currency = statement.Currency;
        console.MarkupLineInterpolated($"[bold]{names.Campaign(statement.Campaign)}[/], stream {statement.Campaign.Value}, {statement.Head.Seq} entries, amounts in {currency}");
        console.Write(Lines(statement, names));
        console.Write(Days(statement));
        console.Write(Accounts(statement));
        var books = statement.Books;
        console.MarkupLineInterpolated(
            $"posted {books.Posted}, billed {books.Billed}, unbilled {books.Unbilled}, disputed {books.Disputed}, late notices {books.Late}");
    }

    private static JsonObject Line(StatementLine line, CatalogNames names)
    {
        var entry = line.Entry;
        return new JsonObject
        {
            ["seq"] = entry.Seq,
            ["at"] = AmountText.TimeOf(entry.AtMs),
            ["day"] = entry.Day == default ? null : entry.Day.ToString(),
            ["kind"] = Snake(entry.Kind.ToString()),
            ["ad"] = names.Ad(entry.Ad),
            ["exchange"] = names.Exchange(entry.Exchange),
            ["bid"] = entry.Bid.IsNone ? "" : entry.Bid.ToString(),
            ["debit"] = AmountText.Of(entry.Debit),
            ["credit"] = AmountText.Of(entry.Credit),
            ["amount"] = entry.Amount.ToString(),
            ["value"] = entry.Value.ToString(),
            ["traits"] = entry.Traits.ToString(),
            ["detail"] = entry.Detail,
            ["posted"] = line.Posted.ToString(),
            ["billed"] = line.Billed.ToString(),
        };
    }

    private static Table Lines(LedgerStatement statement, CatalogNames names)
    {
        var table = new Table().Border(TableBorder.Simple).Title("latest lines").AddColumn("seq").AddColumn("at (UTC)").AddColumn("kind").AddColumn("ad").AddColumn("debit").AddColumn("credit");
        foreach (var column in (string[])["amount", "posted", "billed"]) table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var line in statement.Lines)
        {
            var entry = line.Entry;
            table.AddRow(
                entry.Seq.ToString(CultureInfo.InvariantCulture),
                AmountText.TimeOf(entry.AtMs),
                Snake(entry.Kind.ToString()),
                Markup.Escape(names.Ad(entry.Ad)),
                AmountText.Of(entry.Debit),
                AmountText.Of(entry.Credit),
                entry.Amount.IsZero ? "" : entry.Amount.ToString(),
                line.Posted.ToString(),
                line.Billed.ToString());
        }

        return table;
    }

    private static Table Days(LedgerStatement statement)
    {
        var table = new Table().Border(TableBorder.Simple).Title("per day").AddColumn("day");
        foreach (var column in (string[])["posted", "billed"]) table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var (day, money) in statement.Books.Days) table.AddRow(day.ToString(), money.Posted.ToString(), money.Billed.ToString());
        return table;
    }

    private static Table Accounts(LedgerStatement statement)
    {
        var table = new Table().Border(TableBorder.Simple).Title("per account").AddColumn("account");
        foreach (var column in (string[])["debits", "credits", "balance"]) table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var account in statement.Accounts)
        {
            table.AddRow(AmountText.Of(account.Account), account.Debits.ToString(), account.Credits.ToString(), (account.Debits - account.Credits).ToString());
        }

        return table;
    }

    // LateWin becomes late_win.
    private static string Snake(string name) =>
        string.Concat(name.Select((letter, i) => char.IsUpper(letter) ? (i > 0 ? "_" : "") + char.ToLowerInvariant(letter) : letter.ToString()));
}
