using System.Text.Json;
using Bidding.Core.Campaigns;
using Bidding.Core.Campaigns.Definitions;
using Bidding.Gateway.Management.Json;
using Google.Protobuf;
using YamlDotNet.Core;

namespace Bidding.Node.Cli.Catalog;

/// <summary>A resource as a file holds it.</summary>
/// <param name="Source">Where it stands, for messages: <c>spring.yaml, document 2, campaign 'spring'</c>.</param>
internal sealed record FileResource(ResourceType Type, IMessage Message, string Source)
{
    public string Id => ResourceType.TextOf(Message, "id");
}

/// <summary>What is wrong with a file, a line each.</summary>
internal sealed class ResourceFileException(IReadOnlyList<string> problems) : Exception(string.Join(Environment.NewLine, problems))
{
    public IReadOnlyList<string> Problems { get; } = problems;
}

/// <summary>
/// Reads files of resources: YAML or JSON, one or many documents (or one list), each with its <c>kind</c>, or lists under <c>advertisers</c>, <c>exchanges</c>, <c>portfolios</c>,
/// <c>campaigns</c> and <c>ads</c>. An advertiser may hold its <c>campaigns</c> and a campaign its <c>ads</c>. Unknown keys are errors.
/// </summary>
internal static class ResourceFile
{
    /// <summary>Live figures that <c>campaign show</c> adds: no part of the definition, so that what it prints can be applied.</summary>
    public const string FiguresKey = "figures";

    private const string KindKey = "kind";
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    /// <summary>Everything in the file, parents before children. Throws <see cref="ResourceFileException"/> naming each problem with its file and path.</summary>
    public static IReadOnlyList<FileResource> Read(string name, string text)
    {
        var problems = new List<string>();
        var found = new List<FileResource>();
        var documents = Documents(name, text);
        for (var index = 0; index < documents.Count; index++)
        {
            var source = documents.Count == 1 ? name : $"{name}, document {index + 1}";
            ReadDocument(documents[index], source, found, problems);
        }

        foreach (var twice in found.Where(resource => resource.Id.Length > 0).GroupBy(resource => (resource.Type.Kind, resource.Id)).Where(group => group.Count() > 1))
        {
            problems.Add($"{name}: {twice.Key.Kind} '{twice.Key.Id}' stands there twice");
        }

        if (found.Count == 0 && problems.Count == 0)
        {
            problems.Add($"{name}: holds no resource");
        }

        return problems.Count == 0 ? [.. ResourceType.All.SelectMany(type => found.Where(resource => resource.Type == type))] : throw new ResourceFileException(problems);
    }

    private static List<JsonElement> Documents(string name, string text)
    {
        try
        {
            var documents = text.AsSpan().TrimStart() is ['{' or '[', ..] ? [JsonText.Parse(System.Text.Encoding.UTF8.GetBytes(text), Strict).RootElement] : YamlDocuments.Read(text);
            return [.. documents.SelectMany(document => document.ValueKind == JsonValueKind.Array ? document.EnumerateArray() : Enumerable.Repeat(document, 1))];
        }
        catch (JsonException problem)
        {
            throw new ResourceFileException([$"{name}: is not valid JSON: {problem.Message}"]);
        }
        catch (YamlException problem)
        {
            throw new ResourceFileException([$"{name}, line {problem.Start.Line}: is not valid YAML: {problem.Message}"]);
        }
    }

    private static void ReadDocument(JsonElement document, string source, List<FileResource> found, List<string> problems)
    {
        if (document.ValueKind != JsonValueKind.Object)
        {
            problems.Add($"{source}: must be an object with a {KindKey}");
            return;
        }

        if (!document.TryGetProperty(KindKey, out _) && document.EnumerateObject().Any(property => ResourceType.All.Any(type => type.Plural == property.Name)))
        {
            ReadLists(document, source, found, problems);
            return;
        }

        var kind = document.TryGetProperty(KindKey, out var named) && named.ValueKind == JsonValueKind.String ? named.GetString() : null;
        if (ResourceType.All.FirstOrDefault(type => type.Kind == kind) is not { } resourceType)
        {
            problems.Add($"{source}: {KindKey}: must be one of {string.Join(", ", ResourceType.All.Select(type => type.Kind))}");
            return;
        }

        ReadResource(document, resourceType, parent: null, source, found, problems);
    }

    private static void ReadLists(JsonElement document, string source, List<FileResource> found, List<string> problems)
    {
        foreach (var list in document.EnumerateObject())
        {
            if (ResourceType.All.FirstOrDefault(type => type.Plural == list.Name) is not { } type || list.Value.ValueKind != JsonValueKind.Array)
            {
                problems.Add($"{source}: {list.Name}: must be a list named {string.Join(", ", ResourceType.All.Select(known => known.Plural))}");
                continue;
            }

            var index = 0;
            foreach (var json in list.Value.EnumerateArray())
            {
                ReadResource(json, type, parent: null, $"{source}, {list.Name}[{index++}]", found, problems);
            }
        }
    }

    private static void ReadResource(JsonElement json, ResourceType type, FileResource? parent, string source, List<FileResource> found, List<string> problems)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            problems.Add($"{source}: must be an object");
            return;
        }

        var nested = ResourceType.All.FirstOrDefault(inner => inner.NestedIn == type.Kind);
        var own = json.EnumerateObject().Where(property => property.Name != KindKey && property.Name != nested?.Plural && !((type == ResourceType.Campaign || type == ResourceType.Portfolio) && property.Name == FiguresKey));
        var reader = new ProtoJsonReader();
        var message = type.New();
        reader.Read(JsonSerializer.SerializeToElement(own.ToDictionary(property => property.Name, property => property.Value)), message);
        var id = ResourceType.TextOf(message, "id");
        var resource = new FileResource(type, message, id.Length > 0 ? $"{source}, {type.Kind} '{id}'" : source);
        problems.AddRange(reader.Errors.Select(error => $"{resource.Source}: {error}"));
        if (id.Length == 0)
        {
            problems.Add($"{source}: {new FieldError("id", "is required")}");
        }

        if (parent is not null)
        {
            AttachTo(parent, resource, problems);
        }

        found.Add(resource);
        if (nested is not null && json.TryGetProperty(nested.Plural, out var children))
        {
            ReadChildren(children, nested, resource, found, problems);
        }
    }

    private static void ReadChildren(JsonElement children, ResourceType type, FileResource parent, List<FileResource> found, List<string> problems)
    {
        if (children.ValueKind != JsonValueKind.Array)
        {
            problems.Add($"{parent.Source}: {type.Plural}: must be a list");
            return;
        }

        var index = 0;
        foreach (var child in children.EnumerateArray())
        {
            ReadResource(child, type, parent, $"{parent.Source}, {type.Plural}[{index++}]", found, problems);
        }
    }

    private static void AttachTo(FileResource parent, FileResource child, List<string> problems)
    {
        var named = ResourceType.TextOf(child.Message, child.Type.ParentField);
        if (named.Length > 0 && named != parent.Id)
        {
            problems.Add($"{child.Source}: {child.Type.ParentField}: is '{named}', but it stands under '{parent.Id}'");
        }

        child.Message.Descriptor.FindFieldByName(child.Type.ParentField).Accessor.SetValue(child.Message, parent.Id);
    }
}
