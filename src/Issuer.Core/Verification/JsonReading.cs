using System.Text.Json;

namespace Issuer.Core.Verification;

/// <summary>Looks into foreign JSON, where nothing has the kind that one expects.</summary>
internal static class JsonReading
{
    /// <summary>The member, or null: also for what is no object.</summary>
    public static JsonElement? Member(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member : null;

    /// <summary>The member's text, or null.</summary>
    public static string? Text(this JsonElement element, string name) => element.Member(name)?.AsText();

    /// <summary>The text, or null for any other kind.</summary>
    public static string? AsText(this JsonElement element) => element.ValueKind == JsonValueKind.String ? element.GetString() : null;

    /// <summary>One value or an array of them (JSON-LD writes a set of one either way); nothing for an absent member.</summary>
    public static IEnumerable<JsonElement> OneOrMany(this JsonElement? element) => element switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } array => array.EnumerateArray(),
        { } single => [single],
    };

    /// <summary>Values of a member that may be one or many.</summary>
    public static IEnumerable<JsonElement> Values(this JsonElement element, string name) => element.Member(name).OneOrMany();

    /// <summary>Whether <c>type</c> names it.</summary>
    public static bool HasType(this JsonElement element, string type) => element.Values("type").Any(value => value.AsText() == type);

    /// <summary>An absolute URL or other IRI (RFC 3987) in a form that no reader mistakes: a scheme, then neither white space nor delimiters.</summary>
    public static bool IsAbsoluteIri(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 1 || colon == text.Length - 1 || !char.IsAsciiLetter(text[0]))
            return false;
        for (var i = 1; i < colon; i++)
        {
            if (!char.IsAsciiLetterOrDigit(text[i]) && text[i] is not ('+' or '-' or '.'))
                return false;
        }

        for (var i = colon + 1; i < text.Length; i++)
        {
            if (text[i] <= ' ' || text[i] is '<' or '>' or '"' or '{' or '}' or '|' or '\\' or '^' or '`' or '\u007F' || char.IsControl(text[i]))
                return false;
        }

        return !text.StartsWith("_:", StringComparison.Ordinal);
    }

    /// <summary>Foreign text fit for a sentence: short, and without characters that could hide or reorder the rest.</summary>
    public static string Quoted(string text)
    {
        const int Maximum = 200;
        var shown = string.Create(Math.Min(text.Length, Maximum), text, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
                span[i] = source[i] is > ' ' and < '\u007F' ? source[i] : source[i] == ' ' ? ' ' : '?';
        });
        return text.Length > Maximum ? shown + "…" : shown;
    }
}
