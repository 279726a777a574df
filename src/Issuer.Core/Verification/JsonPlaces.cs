using System.Globalization;
using System.Text.Json;
using Issuer.Core.Encoding;
using Issuer.Core.Model;

namespace Issuer.Core.Verification;

/// <summary>Walks to the places where elements stand, and judges what is there.</summary>
internal static class JsonPlaces
{
    /// <summary>Every value at the end of a path; arrays on the way and at the end are looked through, since JSON-LD writes a set of one either way.</summary>
    public static IEnumerable<(JsonElement Value, string Pointer)> At(JsonElement root, params string[] path)
    {
        IEnumerable<(JsonElement Value, string Pointer)> places = [(root, "")];
        foreach (var name in path)
            places = places.SelectMany(place => Step(place.Value, place.Pointer, name));
        return places;
    }

    /// <summary>Text that says something: a string, or a language map (<c>{"en": "…"}</c> or <c>{"en": ["…"]}</c>).</summary>
    public static Look Text(params string[] path) => Judged(path, value => IsText(value) ? null : "There is no text here.");

    /// <summary>The same, where the EU asks for something better than text.</summary>
    public static Look TextOnly(string wrong, params string[] path) => root => At(root, path).Where(place => IsText(place.Value)).Select(place => new Sighting(place.Pointer, wrong));

    /// <summary>Anything at all but null and empty text.</summary>
    public static Look Anything(params string[] path) => Judged(path, value => value.ValueKind switch
    {
        JsonValueKind.Null => "There is nothing here.",
        JsonValueKind.String when string.IsNullOrWhiteSpace(value.GetString()) => "There is nothing here.",
        _ => null,
    });

    /// <summary>A date or an instant.</summary>
    public static Look Date(params string[] path) => Judged(path, value => IsDate(value.AsText()) ? null : "This is no date.");

    /// <summary>A concept of the list: an object with the concept's IRI and, if it says one, the list's own scheme; or the IRI itself.</summary>
    public static Look Concept(CodeList list, params string[] path) => Judged(path, value => ConceptFault(value, list));

    /// <summary>A code or name of the list as text: <c>GB</c>, <c>GBR</c>.</summary>
    public static Look Code(CodeList list, params string[] path) =>
        Judged(path, value => value.AsText() is { } code && list.Find(code) is not null ? null : $"This is no code of the list \"{list.Name}\".");

    /// <summary>Credits: a framework and a number of points.</summary>
    public static Look Credits(params string[] path) => Judged(path, value =>
        ConceptFault(value.Member("framework") ?? default, CodeLists.CreditFrameworks) is { } fault ? fault
        : IsPositive(value.Member("point")) ? null
        : "The number of points is missing.");

    /// <summary>An <c>xsd:duration</c> in hours or days: in months it is a length of time, no workload.</summary>
    public static Look Hours(params string[] path) => Judged(path, value => value.AsText() switch
    {
        ['P', 'T', _, ..] text when IsDuration(text) => null,
        ['P', _, ..] text when IsDuration(text) && text.Contains('T', StringComparison.Ordinal) => null,
        ['P', _, ..] text when IsDuration(text) => text.AsSpan().IndexOfAny('Y', 'M') < 0 ? null : "A workload is in hours; this is a length of time in months or years.",
        _ => "This is no duration.",
    });

    /// <summary>A number without a unit.</summary>
    public static Look NumberOnly(string wrong, params string[] path) =>
        root => At(root, path).Where(place => IsPositive(place.Value)).Select(place => new Sighting(place.Pointer, wrong));

    /// <summary>A positive number.</summary>
    public static Look Number(params string[] path) => Judged(path, value => IsPositive(value) ? null : "This is no number.");

    /// <summary>An organisation: an object with a name, or a reference to one that stands elsewhere.</summary>
    public static Look Organisation(params string[] path) => Judged(path, value =>
        value.AsText() is { } id && JsonReading.IsAbsoluteIri(id) ? null
        : IsText(value.Member("legalName")) || IsText(value.Member("name")) ? null
        : "The organisation has no name.");

    /// <summary>The same things with a remark.</summary>
    public static Look Remarking(string remark, Look look) => root => look(root).Select(sighting => sighting with { Remark = remark });

    /// <summary>Alignments of an Open Badge of one of these target types.</summary>
    public static Look Alignment(params string[] targetTypes) => root =>
        At(root, "credentialSubject", "achievement", "alignment")
            .Where(place => place.Value.Text("targetType") is { } type && targetTypes.Contains(type))
            .Select(place => new Sighting(place.Pointer, IsText(place.Value.Member("targetName")) ? null : "The alignment names no target."));

    public static bool IsText(JsonElement? value) => value switch
    {
        { ValueKind: JsonValueKind.String } text => !string.IsNullOrWhiteSpace(text.GetString()),
        { ValueKind: JsonValueKind.Object } map => map.EnumerateObject().Any(entry =>
            ((JsonElement?)entry.Value).OneOrMany().Any(text => !string.IsNullOrWhiteSpace(text.AsText()))),
        _ => false,
    };

    private static Look Judged(string[] path, Func<JsonElement, string?> fault) =>
        root => At(root, path).Select(place => new Sighting(place.Pointer, fault(place.Value)));

    private static string? ConceptFault(JsonElement value, CodeList list)
    {
        var iri = value.AsText() ?? value.Text("id");
        if (iri is null || list.Find(iri) is not { } concept || concept.Iri != iri)
            return $"This is no concept of the list \"{list.Name}\".";
        var scheme = value.Text("inScheme") ?? value.Member("inScheme")?.Text("id");
        return scheme is null || scheme == concept.SchemeIri ? null : "The concept says that it is of another list.";
    }

    private static bool IsDate(string? text) =>
        text is not null && (XsdDateTime.TryParse(text, out _)
            || DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _));

    // xsd:duration, 3.3.6, without a sign: P, then numbers each with its letter, T before the first of the time.
    private static bool IsDuration(string text)
    {
        var (digits, parts) = (0, 0);
        foreach (var c in text.AsSpan(1))
        {
            if (char.IsAsciiDigit(c) || (c == '.' && digits > 0))
                digits++;
            else if (c is 'Y' or 'M' or 'D' or 'H' or 'S' && digits > 0)
                (digits, parts) = (0, parts + 1);
            else if (c != 'T' || digits > 0)
                return false;
        }

        return digits == 0 && parts > 0;
    }

    // ELM writes points as text.
    private static bool IsPositive(JsonElement? value) => value switch
    {
        { ValueKind: JsonValueKind.Number } number => number.TryGetDouble(out var amount) && amount > 0,
        { ValueKind: JsonValueKind.String } text =>
            double.TryParse(text.GetString(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) && amount > 0,
        _ => false,
    };

    private static IEnumerable<(JsonElement Value, string Pointer)> Step(JsonElement value, string pointer, string name)
    {
        if (value.Member(name) is not { } member)
            yield break;
        pointer = JsonPointer.Append(pointer, name);
        if (member.ValueKind != JsonValueKind.Array)
        {
            yield return (member, pointer);
            yield break;
        }

        var index = 0;
        foreach (var item in member.EnumerateArray())
            yield return (item, JsonPointer.Append(pointer, index++));
    }
}
