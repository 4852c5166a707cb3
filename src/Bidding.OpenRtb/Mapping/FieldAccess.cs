using System.Linq.Expressions;
using System.Reflection;
using Google.Protobuf.Reflection;

namespace Bidding.OpenRtb.Mapping;

/// <summary>Typed open delegates onto the generated property of one field. Reflection happens here, once at start, and nowhere else.</summary>
internal sealed class FieldAccess
{
    private const string NumberSuffix = "FieldNumber";
    private readonly Type _type;
    private readonly PropertyInfo _property;

    public FieldAccess(FieldDescriptor field)
    {
        _type = field.ContainingType.ClrType;
        Number = field.FieldNumber;
        // The generated constant XFieldNumber gives the property's name without repeating protoc's naming rules.
        var constant = _type.GetFields(BindingFlags.Public | BindingFlags.Static)
            .Single(f => f.IsLiteral && f.Name.EndsWith(NumberSuffix, StringComparison.Ordinal)
                && (int)f.GetRawConstantValue()! == field.FieldNumber);
        var name = constant.Name[..^NumberSuffix.Length];
        _property = _type.GetProperty(name) ?? throw new InvalidOperationException($"{_type} has no property {name}");
    }

    /// <summary>A constructor call as a delegate: <c>new T()</c> in shared generic code goes by way of reflection each time.</summary>
    public static Func<T> Maker<T>() => Expression.Lambda<Func<T>>(Expression.New(typeof(T))).Compile();

    /// <summary>The field's number on the wire.</summary>
    public int Number { get; }

    public Type PropertyType => _property.PropertyType;

    public Func<TMessage, T> Getter<TMessage, T>() => _property.GetMethod!.CreateDelegate<Func<TMessage, T>>();

    public Action<TMessage, T> Setter<TMessage, T>() => _property.SetMethod!.CreateDelegate<Action<TMessage, T>>();

    public Func<TMessage, bool> Presence<TMessage>() =>
        _type.GetProperty("Has" + _property.Name)!.GetMethod!.CreateDelegate<Func<TMessage, bool>>();

    public Action<TMessage> Clearer<TMessage>() => _type.GetMethod("Clear" + _property.Name)!.CreateDelegate<Action<TMessage>>();
}
