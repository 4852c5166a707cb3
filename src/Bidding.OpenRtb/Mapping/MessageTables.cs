using System.Collections.Frozen;
using Bidding.Protocol.OpenRtb;
using Google.Protobuf.Reflection;

namespace Bidding.OpenRtb.Mapping;

/// <summary>The tables of all OpenRTB messages, built together at first use as they refer to each other.</summary>
internal static class MessageTables
{
    private static readonly FrozenDictionary<string, MessageTable> All = Declare();

    static MessageTables()
    {
        foreach (var message in Messages(OpenrtbReflection.Descriptor.MessageTypes))
        {
            var table = Get(message);
            table.Fill(FieldCodecs.For(message, table));
        }
    }

    public static MessageTable? Find(MessageDescriptor message) => All.GetValueOrDefault(message.FullName);

    public static MessageTable Get(MessageDescriptor message) => All[message.FullName];

    private static FrozenDictionary<string, MessageTable> Declare() =>
        Messages(OpenrtbReflection.Descriptor.MessageTypes).ToFrozenDictionary(m => m.FullName, _ => new MessageTable());

    private static IEnumerable<MessageDescriptor> Messages(IEnumerable<MessageDescriptor> types) =>
        types.Where(t => t.ClrType is not null).SelectMany(t => Messages(t.NestedTypes).Prepend(t)); // a map's entry has no type
}
