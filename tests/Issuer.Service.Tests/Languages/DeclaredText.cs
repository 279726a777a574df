using System.Collections.Immutable;
using System.Reflection;
using Issuer.Service.Languages;

namespace Issuer.Service.Tests.Languages;

/// <summary>A text that the program names: a static field of one of the three kinds.</summary>
/// <param name="Key">Its key in the languages' files.</param>
/// <param name="Field">Name of the field.</param>
/// <param name="Owner">Class of the field.</param>
/// <param name="Names">Its changing parts, without <c>count</c>.</param>
/// <param name="IsCounted">It says how many.</param>
internal sealed record DeclaredText(string Key, string Field, string Owner, ImmutableArray<string> Names, bool IsCounted)
{
    /// <summary>Every one of the program.</summary>
    public static IReadOnlyList<DeclaredText> All { get; } =
    [
        .. from type in typeof(UiLanguage).Assembly.GetTypes()
           where !type.ContainsGenericParameters
           from field in type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
           where field.FieldType == typeof(Sentence) || field.FieldType == typeof(Template) || field.FieldType == typeof(Counted)
           select Of(field),
    ];

    private static DeclaredText Of(FieldInfo field) => field.GetValue(null) switch
    {
        Sentence sentence => new(sentence.Key, field.Name, field.DeclaringType!.Name, [], false),
        Template template => new(template.Key, field.Name, field.DeclaringType!.Name, template.Names, false),
        Counted counted => new(counted.Key, field.Name, field.DeclaringType!.Name, counted.Names, true),
        _ => throw new InvalidOperationException(field.Name),
    };
}
