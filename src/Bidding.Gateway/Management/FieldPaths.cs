using Google.Protobuf.Reflection;

namespace Bidding.Gateway.Management;

/// <summary>Paths of a field mask, such as <c>budget.daily</c>. A list is named whole; a map's keys may be named.</summary>
internal static class FieldPaths
{
    public static bool IsKnown(MessageDescriptor message, string path)
    {
        var parts = path.Split('.');
        for (var index = 0; index < parts.Length; index++)
        {
            var isLast = index == parts.Length - 1;
            if (message.FindFieldByName(parts[index]) is not { } field)
            {
                return false;
            }

            if (field.IsMap)
            {
                return parts.Length - index <= 2;
            }

            if (isLast)
            {
                return true;
            }

            if (field.IsRepeated || field.FieldType != FieldType.Message)
            {
                return false;
            }

            message = field.MessageType;
        }

        return false;
    }
}
