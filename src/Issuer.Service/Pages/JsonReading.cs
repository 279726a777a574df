using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Issuer.Core.Model;

namespace Issuer.Service.Pages;

/// <summary>
/// Looks into JSON that anybody may have written. Nothing here throws on any document: what is of another type than expected is not there.
/// Lists are cut at <see cref="MaximumItems"/>, texts at <see cref="MaximumText"/> UTF-16 units, so that a small hostile file cannot make a large page.
/// </summary>
internal static partial class JsonReading
{
    public const int MaximumItems = 100;
    public const int MaximumText = 20_000;
    private const int MaximumLanguages = 40;

    /// <summary>BCP 47's "undetermined".</summary>
    public const string UnknownLanguage = "und";

    /// <summary>A member that is present and not null.</summary>
    public static JsonElement? Member(this JsonElement element, string name)
    {
        if (element.ValueKind != JsonValueKind.Object)
            return null;
        try
        {
            return element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
        }
        catch (InvalidOperationException)
        {
            // A name beside it holds an escaped lone surrogate: JSON allows it, Unicode has no such text.
            return null;
        }
    }

    /// <summary>A member as a list: an array's items, or the single value.</summary>
    public static IEnumerable<JsonElement> Members(this JsonElement element, string name)
    {
        if (element.Member(name) is not { } value)
            return [];
        return value.ValueKind == JsonValueKind.Array
            ? value.EnumerateArray().Where(item => item.ValueKind != JsonValueKind.Null).Take(MaximumItems)
            : [value];
    }

    /// <summary>A string; also the single string of an array, and the value of a JSON-LD value object.</summary>
    public static string? AsString(this JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                try
                {
                    var text = element.GetString()!;
                    return text.Length <= MaximumText ? text : string.Concat(text.AsSpan(0, MaximumText), "…");
                }
                catch (InvalidOperationException)
                {
                    // An escaped lone surrogate, as above.
                    return null;
                }

            case JsonValueKind.Array when element.GetArrayLength() == 1:
                return element[0].ValueKind == JsonValueKind.Array ? null : element[0].AsString();
            case JsonValueKind.Object when element.Member("@value") is { ValueKind: JsonValueKind.String } value:
                return value.AsString();
            default:
                return null;
        }
    }

    /// <summary>A string member.</summary>
    public static string? Text(this JsonElement element, string name) => element.Member(name)?.AsString() is { } text && !string.IsNullOrWhiteSpace(text) ? text : null;

    /// <summary>An IRI: a string, or an object's <c>id</c>.</summary>
    public static string? AsIri(this JsonElement element) =>
        element.ValueKind == JsonValueKind.Object ? element.Text("id") ?? element.Text("@id") : element.AsString();

    /// <summary>A number, written as a JSON number or as text, in its shortest form.</summary>
    public static string? Number(this JsonElement element, string name)
    {
        var value = element.Member(name);
        if (value is { ValueKind: JsonValueKind.Number } number)
            return number.TryGetDecimal(out var exact) ? Shortest(exact) : Cut(number.GetRawText());
        return element.Text(name) is not { } text
            ? null
            : decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var parsed) ? Shortest(parsed) : text;

        static string Shortest(decimal value) => value.ToString("0.############", CultureInfo.InvariantCulture);

        static string Cut(string text) => text.Length <= 40 ? text : string.Concat(text.AsSpan(0, 40), "…");
    }

    /// <summary>
    /// Text in one or more languages, in any of the ways that JSON-LD and the two ELM serialisations write it: a string, a language map with strings
    /// or arrays, value objects, arrays of these.
    /// </summary>
    public static LocalizedText? AsLocalizedText(this JsonElement element, string language)
    {
        var entries = ImmutableArray.CreateBuilder<(string, string)>();
        Collect(element, language, entries, 0);
        return entries.Count == 0 ? null : new(entries.ToImmutable());
    }

    /// <summary>A member as text in languages.</summary>
    public static LocalizedText? Localized(this JsonElement element, string name, string language) => element.Member(name)?.AsLocalizedText(language);

    /// <summary>What a node is called: its <c>prefLabel</c>, <c>legalName</c>, <c>title</c>, <c>name</c> or <c>noteLiteral</c>.</summary>
    public static LocalizedText? AsNodeLabel(this JsonElement element, string language) =>
        element.ValueKind == JsonValueKind.Object && LabelOf(element) is { } label ? label.AsLocalizedText(language) : null;

    /// <summary>A well-formed language tag (the part of BCP 47 that HTML needs), or "und".</summary>
    public static string LanguageOr(string? tag, string fallback = UnknownLanguage) => tag is { Length: <= 35 } && LanguageTag().IsMatch(tag) ? tag : fallback;

    /// <summary>A date or the UTC day of an instant.</summary>
    public static bool TryDate(string? text, out DateOnly date)
    {
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date))
            return true;
        if (!TryInstant(text, out var instant))
            return false;
        date = DateOnly.FromDateTime(instant.UtcDateTime);
        return true;
    }

    /// <summary>An XML Schema dateTime with a zone.</summary>
    public static bool TryInstant(string? text, out DateTimeOffset instant)
    {
        instant = default;
        return text is { Length: <= 40 } && Instant().IsMatch(text)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out instant);
    }

    /// <summary>An address that may become a link: https, a plain host, no user information.</summary>
    public static bool TryLink(string? text, [NotNullWhen(true)] out Uri? link)
    {
        // Null unless all holds: a caller that looks at the link alone must not get one that was refused.
        link = text is { Length: <= 2048 }
            && Uri.TryCreate(text, UriKind.Absolute, out var address)
            && address.Scheme == Uri.UriSchemeHttps && address.UserInfo.Length == 0 && address.IdnHost.Length > 0
            && !text.AsSpan().ContainsAnyInRange('\0', ' ')
                ? address
                : null;
        return link is not null;
    }

    private static void Collect(JsonElement element, string language, ImmutableArray<(string, string)>.Builder entries, int depth)
    {
        if (entries.Count >= MaximumLanguages || depth > 3)
            return;
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                Add(language, element.AsString());
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray().Take(MaximumLanguages))
                    Collect(item, language, entries, depth + 1);
                break;
            case JsonValueKind.Object when element.Member("@value") is not null:
                Add(LanguageOr(element.Text("@language"), language), element.Text("@value"));
                break;
            // A node (a Note, a Concept, …) and not a language map.
            case JsonValueKind.Object when LabelOf(element) is { } label:
                Collect(label, language, entries, depth + 1);
                break;
            case JsonValueKind.Object when element.Member("type") is null && element.Member("@type") is null:
                foreach (var member in element.EnumerateObject().Take(MaximumLanguages))
                {
                    if (SafeName(member) is { } name && (LanguageTag().IsMatch(name) || name == "@none") && member.Value.ValueKind is JsonValueKind.String or JsonValueKind.Array)
                        Collect(member.Value, LanguageOr(name), entries, depth + 1);
                }

                break;
        }

        void Add(string tag, string? text)
        {
            if (string.IsNullOrWhiteSpace(text))
                return;
            for (var i = 0; i < entries.Count; i++)
            {
                if (string.Equals(entries[i].Item1, tag, StringComparison.OrdinalIgnoreCase))
                {
                    // Several strings of one language are several sentences of one text.
                    if (entries[i].Item2 != text && entries[i].Item2.Length + text.Length < MaximumText)
                        entries[i] = (tag, entries[i].Item2 + "; " + text);
                    return;
                }
            }

            entries.Add((tag, text));
        }
    }

    private static JsonElement? LabelOf(JsonElement node) =>
        node.Member("noteLiteral") ?? node.Member("prefLabel") ?? node.Member("legalName") ?? node.Member("title") ?? node.Member("name");

    /// <summary>A member's name, or null where it holds what Unicode does not (see <see cref="AsString"/>).</summary>
    private static string? SafeName(JsonProperty member)
    {
        try
        {
            return member.Name is { Length: <= 35 } name ? name : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    [GeneratedRegex("^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex LanguageTag();

    [GeneratedRegex("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]+)?)?(Z|[+-][0-9]{2}:[0-9]{2})$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Instant();
}
