using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Saccade.Tests;

/// <summary>
/// Lists the public types of an assembly and their members, one a line, in an order that does not depend on the compiler.
/// </summary>
internal static class PublicApi
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
    private static readonly NullabilityInfoContext Nullability = new();

    public static IEnumerable<string> Of(Assembly assembly) =>
        assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal).SelectMany(Lines);

    private static IEnumerable<string> Lines(Type type)
    {
        string bases = string.Join(", ", Bases(type).Select(Name));
        yield return $"{Kind(type)} {type.FullName!.Replace('+', '.')}{(bases.Length == 0 ? "" : " : " + bases)}";
        foreach (string member in
            type.GetMembers(Declared).Select(member => Member(type, member)).OfType<string>().Distinct().Order(StringComparer.Ordinal))
        {
            yield return "  " + member;
        }
    }

    private static string Kind(Type type) =>
        type.IsEnum ? "enum"
        : type.IsInterface ? "interface"
        : type.IsValueType ? (type.IsDefined(typeof(IsReadOnlyAttribute)) ? "readonly struct" : "struct")
        : (type.IsAbstract && type.IsSealed ? "static " : type.IsAbstract ? "abstract " : type.IsSealed ? "sealed " : "")
            + (type.GetMethod("<Clone>$") is null ? "class" : "record");

    private static IEnumerable<Type> Bases(Type type) =>
        type.IsEnum || type.IsValueType ? []
        : (type.BaseType is { } parent && parent != typeof(object) ? [parent] : Type.EmptyTypes)
            .Concat(type.GetInterfaces().Where(i => i.Assembly == type.Assembly || i == typeof(IDisposable)))
            .OrderBy(Name, StringComparer.Ordinal);

    /// <summary>A member as a line; null for what is hidden, written by the compiler, or only overridden.</summary>
    private static string? Member(Type type, MemberInfo member) => member switch
    {
        _ when member.IsDefined(typeof(CompilerGeneratedAttribute)) || member.Name.Contains('<') => null,
        FieldInfo { IsSpecialName: true } => null,
        FieldInfo field when type.IsEnum =>
            $"{type.Name}.{field.Name} = {Convert.ToInt64(field.GetRawConstantValue(), CultureInfo.InvariantCulture)}",
        FieldInfo field when IsShown(field.IsPublic, field.IsFamily) =>
            $"{type.Name}.{field.Name}: {Name(Nullability.Create(field))}"
            + $"{(field.IsLiteral ? ", const" : field.IsStatic ? ", static" : "")}",
        PropertyInfo property when Accessors(property) is { Length: > 0 } accessors =>
            $"{type.Name}.{property.Name}: {Name(Nullability.Create(property))} {{ {accessors} }}"
            + (property.GetMethod!.IsStatic ? ", static" : property.IsDefined(typeof(RequiredMemberAttribute)) ? ", required" : ""),
        ConstructorInfo made when IsShown(made.IsPublic, made.IsFamily) => $"new {type.Name}({Parameters(made)})",
        MethodInfo { IsSpecialName: false } method when IsShown(method.IsPublic, method.IsFamily) && method.GetBaseDefinition() == method =>
            $"{type.Name}.{method.Name}{Generics(method)}({Parameters(method)}): {Name(Nullability.Create(method.ReturnParameter))}"
            + (method.IsStatic ? ", static"
                : method.IsAbstract && !type.IsInterface ? ", abstract"
                : method.IsVirtual && !method.IsFinal && !type.IsInterface ? ", virtual"
                : ""),
        _ => null,
    };

    private static bool IsShown(bool isPublic, bool isFamily) => isPublic || isFamily;

    private static string Accessors(PropertyInfo property) => string.Join(' ', new[]
    {
        property.GetMethod is { IsPublic: true } ? "get;" : "",
        property.SetMethod is not { IsPublic: true } set ? ""
            : set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? "init;" : "set;",
    }.Where(accessor => accessor.Length > 0));

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(parameter =>
        $"{(parameter.IsOut ? "out " : "")}{Name(Nullability.Create(parameter))} {parameter.Name}{Default(parameter)}"));

    private static string Default(ParameterInfo parameter) => !parameter.HasDefaultValue ? "" : " = " + parameter.DefaultValue switch
    {
        null => parameter.ParameterType.IsValueType && System.Nullable.GetUnderlyingType(parameter.ParameterType) is null
            ? "default"
            : "null",
        bool flag => flag ? "true" : "false",
        object value => Convert.ToString(value, CultureInfo.InvariantCulture),
    };

    private static string Generics(MethodInfo method) =>
        method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(Name))}>" : "";

    private static string Name(NullabilityInfo info)
    {
        string name = info.ElementType is { } element ? Name(element) + "[]"
            : IsTuple(info.Type) ? $"({string.Join(", ", info.GenericTypeArguments.Select(Name))})"
            : info.GenericTypeArguments.Length > 0 && System.Nullable.GetUnderlyingType(info.Type) is null
                ? $"{Bare(info.Type)}<{string.Join(", ", info.GenericTypeArguments.Select(Name))}>"
                : Name(info.Type);
        return !info.Type.IsValueType && info.ReadState == NullabilityState.Nullable ? name + "?" : name;
    }

    private static string Name(Type type) =>
        System.Nullable.GetUnderlyingType(type) is { } underlying ? Name(underlying) + "?"
        : type.IsArray ? Name(type.GetElementType()!) + "[]"
        : type.IsByRef ? "ref " + Name(type.GetElementType()!)
        : IsTuple(type) ? $"({string.Join(", ", type.GetGenericArguments().Select(Name))})"
        : type.IsGenericType ? $"{Bare(type)}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
        : Type.GetTypeCode(type) switch
        {
            _ when type.IsEnum || type == typeof(DateTime) => type.Name,
            TypeCode.Int32 => "int",
            TypeCode.UInt32 => "uint",
            TypeCode.Int64 => "long",
            TypeCode.UInt64 => "ulong",
            TypeCode.UInt16 => "ushort",
            TypeCode.Single => "float",
            TypeCode.Object => type == typeof(void) ? "void" : type.Name,
            TypeCode code => code.ToString().ToLowerInvariant().Replace("boolean", "bool"),
        };

    private static bool IsTuple(Type type) => type.IsValueType && type.IsAssignableTo(typeof(ITuple));

    private static string Bare(Type type) => type.Name.Split('`')[0];
}
