using Bidding.Protocol.OpenRtb;
using Google.Protobuf.Reflection;

namespace Bidding.Gateway.Tests.OpenRtb;

public sealed class ProtocolTableTests
{
    private const int FirstOfOurs = 1000;
    private static readonly FileDescriptor File = OpenrtbReflection.Descriptor;

    [SkippableFact]
    public void Proto_EveryFieldOfTheStandard_HasItsNumberLabelAndType()
    {
        Skip.If(Samples.Folder is null, Samples.Missing);

        var rows = Rows().Where(r => !r[0].StartsWith("enum ", StringComparison.Ordinal)).ToList();
        var differences = rows
            .Select(r => (Expected: $"{r[0]} {r[1]} {r[2]} {r[3]} {r[4].TrimStart('.')}", Found: Describe(r[0], r[1])))
            .Where(r => r.Expected != r.Found);

        Assert.Empty(differences);
        Assert.True(rows.Count > 500);
    }

    [SkippableFact]
    public void Proto_EveryEnumOfTheStandard_HasItsValues()
    {
        Skip.If(Samples.Folder is null, Samples.Missing);

        var rows = Rows().Where(r => r[0].StartsWith("enum ", StringComparison.Ordinal)).ToList();
        var values = Enums().SelectMany(e => e.Values, (e, v) => $"{Relative(e.FullName)} {v.Name} {v.Number}").ToHashSet();

        Assert.NotEmpty(rows);
        Assert.All(rows, r => Assert.Contains($"{r[0][5..]} {r[1]} {r[2]}", values));
    }

    [SkippableFact]
    public void Proto_FieldsBeyondTheStandard_HaveNumbersOfOurs()
    {
        Skip.If(Samples.Folder is null, Samples.Missing);

        var standard = Rows().Select(r => $"{r[0]}.{r[1]}").ToHashSet();
        var beyond = Messages().SelectMany(m => m.Fields.InDeclarationOrder())
            .Where(f => !standard.Contains(Relative(f.FullName)))
            .ToList();

        Assert.NotEmpty(beyond);
        Assert.All(beyond, f => Assert.True(f.FieldNumber >= FirstOfOurs && f.ContainingType.Name == "Ext", f.FullName));
    }

    [Fact]
    public void Proto_EveryScalar_HasPresence()
    {
        var without = Messages().SelectMany(m => m.Fields.InDeclarationOrder())
            .Where(f => !f.IsRepeated && !f.HasPresence);

        Assert.Empty(without);
    }

    private static IEnumerable<string[]> Rows() =>
        System.IO.File.ReadLines(Path.Combine(Samples.Folder!, "fields.tsv")).Skip(1).Select(l => l.Split('\t'));

    private static string Describe(string message, string field)
    {
        var found = Messages().SingleOrDefault(m => Relative(m.FullName) == message)?.FindFieldByName(field);
        return found is null ? "none"
            : $"{message} {field} {found.FieldNumber} {(found.IsRepeated && !found.IsMap ? "repeated" : "")} {TypeOf(found)}";
    }

    private static string TypeOf(FieldDescriptor field) => field switch
    {
        { IsMap: true } => "map<string, double>",
        { FieldType: FieldType.Message, MessageType.File.Package: "google.protobuf" } => field.MessageType.FullName,
        // The table writes BidRequest.Video where a type of another message is meant, else the bare name.
        { FieldType: FieldType.Message } when Root(field.MessageType.FullName) == Root(field.ContainingType.FullName)
            || field.MessageType.ContainingType is null => field.MessageType.Name,
        { FieldType: FieldType.Message } => Relative(field.MessageType.FullName),
        _ => field.FieldType.ToString().ToLowerInvariant(),
    };

    private static string Root(string fullName) => Relative(fullName).Split('.')[0];

    private static string Relative(string fullName) => fullName[(File.Package.Length + 1)..];

    private static IEnumerable<MessageDescriptor> Messages() => Nested(File.MessageTypes);

    private static IEnumerable<MessageDescriptor> Nested(IEnumerable<MessageDescriptor> types) =>
        types.Where(t => t.ClrType is not null).SelectMany(t => Nested(t.NestedTypes).Prepend(t)); // a map's entry is no message

    private static IEnumerable<EnumDescriptor> Enums() => File.EnumTypes.Concat(Messages().SelectMany(m => m.EnumTypes));
}
