using System.Collections;
using System.Reflection;
using Bidding.Contracts;
using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Core.Escrow;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using Bidding.Core.Tokens;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace Bidding.Cluster.Tests.Contracts;

/// <summary>Every message of every grain comes through the serializer, and through the copier, as it went in: each property filled with a value of its own.</summary>
public sealed class SerializationTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().BuildServiceProvider();

    public static TheoryData<Type> Messages() => new(Types());

    // A call's cancellation travels beside its messages.
    private static IEnumerable<Type> Types() =>
        typeof(ICampaignGrain).Assembly.GetTypes()
            .Where(t => t.IsInterface && typeof(IAddressable).IsAssignableFrom(t))
            .SelectMany(t => t.GetMethods())
            .SelectMany(m => m.GetParameters().Select(p => p.ParameterType).Append(m.ReturnType))
            .Select(Unwrap)
            .Where(t => t != typeof(void) && t != typeof(Task) && t != typeof(CancellationToken) && !t.IsPrimitive && !t.IsEnum && !t.IsInterface && !typeof(IGrainObserver).IsAssignableFrom(t))
            .Distinct();

    [Theory]
    [MemberData(nameof(Messages))]
    public void RoundTrip_EveryGrainMessage_KeepsEveryProperty(Type type)
    {
        var seed = 1;
        var value = Fill(type, ref seed);
        var serializer = _services.GetRequiredService<Serializer>();
        var bytes = serializer.SerializeToArray<object>(value);

        Assert.Equal(Describe(value), Describe(serializer.Deserialize<object>(bytes)));
        Assert.Equal(Describe(value), Describe(_services.GetRequiredService<DeepCopier>().Copy<object>(value)));
        Assert.True(seed > 1, "nothing was filled");
    }

    [Fact]
    public void Messages_OfTheCampaign_AreAmongThem()
    {
        var types = Types().ToList();
        foreach (var type in (Type[])[typeof(LeaseRequest), typeof(LeaseReply), typeof(Notice), typeof(NoticeResult), typeof(CampaignFigures), typeof(AdFigures), typeof(AllocationShift)])
        {
            Assert.Contains(type, types);
        }
    }

    [Fact]
    public void RoundTrip_AbsentGrant_StaysAbsent()
    {
        var reply = new LeaseReply { Campaign = new(1), Denial = LeaseDenial.DayExhausted, Acknowledged = [], Levers = PacingLevers.Open, Ads = [] };
        var serializer = _services.GetRequiredService<Serializer>();
        Assert.Null(serializer.Deserialize<LeaseReply>(serializer.SerializeToArray(reply))!.Grant);
    }

    public void Dispose() => _services.Dispose();

    private static Type Unwrap(Type type)
    {
        var result = type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Task<>) ? type.GetGenericArguments()[0] : type;
        var element = result.GetElementType() ?? result;
        return Nullable.GetUnderlyingType(element) ?? element;
    }

    // A value whose every property differs from its default, so that a forgotten one shows.
    private static object Fill(Type optional, ref int seed)
    {
        var type = Nullable.GetUnderlyingType(optional) ?? optional;
        seed++;
        if (type == typeof(string)) return $"text {seed}";
        if (type == typeof(bool)) return true;
        if (type == typeof(byte)) return (byte)seed;
        if (type == typeof(int)) return seed;
        if (type == typeof(long)) return (long)seed << 33;
        if (type == typeof(ulong)) return (ulong)seed << 40;
        if (type == typeof(double)) return seed + 0.5;
        if (type == typeof(TimeSpan)) return TimeSpan.FromTicks(seed);
        if (type == typeof(CurrencyCode)) return CurrencyCode.FromPacked(seed);
        if (type.IsEnum) return Enum.GetValues(type).GetValue(Enum.GetValues(type).Length - 1)!;
        var element = type.IsArray ? type.GetElementType() : type.IsGenericType && typeof(IEnumerable).IsAssignableFrom(type) ? type.GetGenericArguments()[0] : null;
        if (element is not null)
        {
            var array = Array.CreateInstance(element, 2);
            array.SetValue(Fill(element, ref seed), 0);
            array.SetValue(Fill(element, ref seed), 1);
            return array;
        }

        return FillObject(type, ref seed);
    }

    private static object FillObject(Type type, ref int seed)
    {
        var constructor = type.GetConstructors().Where(c => c.GetParameters() is not [var only] || only.ParameterType != type).OrderByDescending(c => c.GetParameters().Length).FirstOrDefault();
        var arguments = new List<object?>();
        foreach (var parameter in constructor?.GetParameters() ?? [])
        {
            arguments.Add(Fill(parameter.ParameterType, ref seed));
        }

        var value = constructor is null ? Activator.CreateInstance(type)! : constructor.Invoke([.. arguments]);
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite && p.GetIndexParameters().Length == 0))
        {
            if (constructor?.GetParameters().Any(p => p.Name == property.Name) != true)
            {
                property.SetValue(value, Fill(property.PropertyType, ref seed));
            }
        }

        return value;
    }

    private static string Describe(object? value) => value switch
    {
        null => "null",
        string text => text,
        IEnumerable items => $"[{string.Join(", ", items.Cast<object?>().Select(Describe))}]",
        _ when value.GetType().IsPrimitive || value.GetType().IsEnum || value is TimeSpan => value.ToString()!,
        _ => $"{value.GetType().Name}{{{string.Join(", ", value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.GetIndexParameters().Length == 0 && p.DeclaringType == p.ReflectedType).Select(p => $"{p.Name}={Describe(p.GetValue(value))}"))}}}",
    };
}
