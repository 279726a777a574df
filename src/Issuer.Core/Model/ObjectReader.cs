using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Issuer.Core.Encoding;

namespace Issuer.Core.Model;

/// <summary>
/// Reads the members of one JSON object of a request and reports every fault instead of stopping at the first. A member that is absent or null reads as
/// null without a fault; so does one that is at fault, after the fault has been reported. Never throws on hostile input.
/// </summary>
/// <remarks>Messages never repeat a value, which may be personal; the pointer names the member.</remarks>
public sealed partial class ObjectReader
{
    /// <summary>Longest address, in characters.</summary>
    public const int UrlLength = 2048;

    // Members' names appear in pointers; longer or unprintable ones are not repeated.
    const int NameLength = 100;
    const int MaxLanguages = 50;

    readonly Dictionary<string, JsonElement> _members = new(StringComparer.Ordinal);
    readonly HashSet<string> _misspelt = new(StringComparer.Ordinal);
    readonly FindingList _findings;
    readonly string _pointer;

    ObjectReader(string pointer, FindingList findings, string language)
    {
        _pointer = pointer;
        _findings = findings;
        Language = language;
    }

    /// <summary>Language of text that is given without one.</summary>
    public string Language { get; set; }

    /// <summary>Opens an object and reports unknown, misspelt and repeated members.</summary>
    /// <param name="element">What should be an object.</param>
    /// <param name="pointer">Where it stands.</param>
    /// <param name="findings">Takes the faults.</param>
    /// <param name="language">Language of text that is given without one.</param>
    /// <param name="known">Names of the members there may be.</param>
    /// <returns>Null, after reporting it, where it is no object.</returns>
    public static ObjectReader? Open(JsonElement element, string pointer, FindingList findings, string language, params ReadOnlySpan<string> known)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            findings.Error(pointer, FindingCodes.WrongType, $"This must be an object {{ }} with members such as “{known[0]}”, not {Describe(element)}.");
            return null;
        }

        var reader = new ObjectReader(pointer, findings, language);
        foreach (var property in element.EnumerateObject())
        {
            if (findings.IsFull)
                break;
            if (!TryName(property, out var name) || !IsPrintable(name))
                findings.Error(pointer, FindingCodes.UnknownMember, "There is a member here whose name is too long, empty, or holds characters that cannot be shown.");
            else if (!known.Contains(name))
                reader.ReportUnknown(name, known);
            else if (!reader._members.TryAdd(name, property.Value))
                findings.Error(reader.At(name), FindingCodes.DuplicateMember, $"“{name}” occurs twice; only one can be meant.");
        }

        return reader;
    }

    /// <summary>JSON Pointer to a member.</summary>
    public string At(string name) => JsonPointer.Append(_pointer, name);

    /// <summary>Whether a member is there and not null.</summary>
    public bool Has(string name) => _members.TryGetValue(name, out var value) && value.ValueKind != JsonValueKind.Null;

    /// <summary>Reports a mandatory member that is absent or null, unless it is there misspelt, which has been reported already.</summary>
    public bool Require(string name, string message)
    {
        if (Has(name))
            return true;
        if (!_misspelt.Contains(name))
            _findings.Error(At(name), FindingCodes.Missing, message);
        return false;
    }

    /// <summary>Reports, at the object itself, that none of these members is there, not even misspelt.</summary>
    public void RequireOneOf(string message, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (Has(name) || _misspelt.Contains(name))
                return;
        }

        _findings.Error(_pointer, FindingCodes.Missing, message);
    }

    /// <summary>Text of one line.</summary>
    public string? Line(string name, int maxLength = TextRules.LineLength) => Has(name) ? ReadText(_members[name], At(name), maxLength, multiline: false) : null;

    /// <summary>Text in languages: an object of language tags, or plain text in <see cref="Language"/>.</summary>
    public LocalizedText? Localized(string name, int maxLength = TextRules.LongLength, bool multiline = true) =>
        Has(name) ? ReadLocalized(_members[name], At(name), maxLength, multiline) : null;

    /// <summary>One of a few words, by exact spelling.</summary>
    public string? Choice(string name, params ReadOnlySpan<string> allowed)
    {
        if (!Has(name) || ReadString(_members[name], At(name)) is not { } text)
            return null;
        if (allowed.Contains(text))
            return text;
        _findings.Error(At(name), FindingCodes.UnknownValue, $"This may be {List([.. allowed])}.");
        return null;
    }

    /// <summary><c>true</c> or <c>false</c>.</summary>
    public bool? Flag(string name)
    {
        if (!Has(name))
            return null;
        var value = _members[name];
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return value.GetBoolean();
        _findings.Error(At(name), FindingCodes.WrongType, $"This must be true or false, without quotation marks, not {Describe(value)}.");
        return null;
    }

    /// <summary>A number above 0 and up to <paramref name="max"/>, with at most two decimal places; trailing zeros are dropped.</summary>
    public decimal? Number(string name, decimal max)
    {
        if (!Has(name))
            return null;
        var value = _members[name];
        if (value.ValueKind != JsonValueKind.Number)
        {
            var hint = value.ValueKind == JsonValueKind.String ? "; write it without quotation marks" : "";
            _findings.Error(At(name), FindingCodes.WrongType, $"This must be a number, not {Describe(value)}{hint}.");
            return null;
        }

        // A double tells the range first: decimal.TryParse rounds 1e-30 to 0 and refuses 1e400.
        if (!value.TryGetDouble(out var rough) || !(rough > 0) || rough > (double)max || !value.TryGetDecimal(out var number))
        {
            _findings.Error(At(name), FindingCodes.NumberRange, string.Create(CultureInfo.InvariantCulture, $"This must be more than 0 and at most {max}."));
            return null;
        }

        if (number == 0 || decimal.Round(number, 2) != number)
        {
            _findings.Error(At(name), FindingCodes.NumberPrecision, "This number may have two decimal places at most.");
            return null;
        }

        return number / 1.0000000000000000000000000000m;
    }

    /// <summary>A date of the calendar, YYYY-MM-DD.</summary>
    public DateOnly? Date(string name)
    {
        if (!Has(name) || ReadString(_members[name], At(name)) is not { } text)
            return null;
        if (TryDate(text, out var date))
            return date;
        if (text.Length is > 10 and <= 40 && text[10] is 'T' or 't' or ' ' && TryDate(text[..10], out _))
            _findings.Error(At(name), FindingCodes.DateWithTime, "This is a date without a time of day: write YYYY-MM-DD only, for a time zone could move it to another day.");
        else
            _findings.Error(At(name), FindingCodes.BadDate, "This must be a date of the calendar, written as YYYY-MM-DD, for example 2026-11-21.");
        return null;
    }

    /// <summary>The last instant of a period: a date means 23:59:59 UTC of that day; or date and time with a time zone, whole seconds. UTC.</summary>
    public DateTimeOffset? LastInstant(string name)
    {
        if (!Has(name) || ReadString(_members[name], At(name)) is not { } text)
            return null;
        if (TryDate(text, out var date))
            return new DateTimeOffset(date, new TimeOnly(23, 59, 59), TimeSpan.Zero);
        if (InstantShape().IsMatch(text)
            && DateTimeOffset.TryParseExact(
                text, ["yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:sszzz"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant))
        {
            return instant.ToUniversalTime();
        }

        _findings.Error(
            At(name), FindingCodes.BadDate, "This must be a date (2027-11-21, to its end) or a date and time with time zone in whole seconds (2027-11-21T12:00:00Z).");
        return null;
    }

    /// <summary>
    /// An absolute https or http address without user name and password. <see cref="Uri.OriginalString"/> is the text as given; other members of
    /// <see cref="Uri"/> rewrite it.
    /// </summary>
    public Uri? Url(string name) => Has(name) ? ReadUrl(_members[name], At(name)) : null;

    /// <summary>An e-mail address.</summary>
    public string? Email(string name)
    {
        if (Line(name, 254) is not { } text)
            return null;
        if (EmailShape().IsMatch(text))
            return text;
        _findings.Error(At(name), FindingCodes.BadEmail, "This is not an e-mail address.");
        return null;
    }

    /// <summary>A DID (W3C DID Core, 3.1) without path, query or fragment.</summary>
    public string? Did(string name)
    {
        if (Line(name, UrlLength) is not { } text)
            return null;
        if (DidShape().IsMatch(text))
            return text;
        _findings.Error(At(name), FindingCodes.BadDid, "This is not a DID: it must look like did:web:example.org or did:key:z6Mk… and name no path or key.");
        return null;
    }

    /// <summary>A language tag, in canonical case.</summary>
    public string? Tag(string name)
    {
        if (!Has(name) || ReadString(_members[name], At(name)) is not { } text)
            return null;
        if (LanguageTag.TryParse(text, out var tag, out var shorter))
            return tag;
        ReportLanguage(At(name), shorter);
        return null;
    }

    /// <summary>A concept of a code list, by slug, alias, notation or IRI; a bare number does for the lists of levels.</summary>
    public Concept? Concept(string name, CodeList list) => Has(name) ? ReadConcept(_members[name], At(name), list) : null;

    /// <summary>A list of concepts.</summary>
    public ImmutableArray<Concept> Concepts(string name, CodeList list, int maxCount, bool mandatory = false) =>
        Items(name, maxCount, (element, pointer) => ReadConcept(element, pointer, list), mandatory);

    /// <summary>A list of addresses.</summary>
    public ImmutableArray<Uri> Urls(string name, int maxCount) => Items(name, maxCount, ReadUrl);

    /// <summary>A list of texts of one line.</summary>
    public ImmutableArray<string> Lines(string name, int maxCount, int maxLength = TextRules.LineLength) =>
        Items(name, maxCount, (element, pointer) => ReadText(element, pointer, maxLength, multiline: false));

    /// <summary>A list of words out of those that are <paramref name="allowed"/>; a word twice counts once.</summary>
    public ImmutableArray<string> Choices(string name, int maxCount, IReadOnlyList<string> allowed, string code) =>
    [
        .. Items(name, maxCount, (element, pointer) =>
        {
            if (ReadString(element, pointer) is not { } word)
                return null;
            if (allowed.Contains(word, StringComparer.Ordinal))
                return word;
            _findings.Error(pointer, code, $"This may be {List([.. allowed])}.");
            return null;
        }).Distinct(StringComparer.Ordinal),
    ];

    /// <summary>A member object.</summary>
    public ObjectReader? Object(string name, params ReadOnlySpan<string> known) => Has(name) ? Open(_members[name], At(name), _findings, Language, known) : null;

    /// <summary>The entries of a list that could be read; empty where the member is absent or no list.</summary>
    /// <param name="name">The member.</param>
    /// <param name="maxCount">Most entries.</param>
    /// <param name="read">Reads one entry at its pointer, and reports and returns null where it cannot.</param>
    /// <param name="mandatory">Whether an empty list is a fault.</param>
    public ImmutableArray<T> Items<T>(string name, int maxCount, Func<JsonElement, string, T?> read, bool mandatory = false)
        where T : class
    {
        if (!Has(name))
            return [];
        var list = _members[name];
        if (list.ValueKind != JsonValueKind.Array)
        {
            _findings.Error(At(name), FindingCodes.WrongType, $"This must be a list, not {Describe(list)}: put it in [ ].");
            return [];
        }

        var count = list.GetArrayLength();
        if (count > maxCount)
        {
            _findings.Error(At(name), FindingCodes.TooMany, $"There are {count} entries; {maxCount} are allowed.");
            return [];
        }

        if (mandatory && count == 0)
            _findings.Error(At(name), FindingCodes.Empty, "This list needs at least one entry.");
        var items = ImmutableArray.CreateBuilder<T>(count);
        foreach (var (index, element) in list.EnumerateArray().Index())
        {
            if (read(element, JsonPointer.Append(At(name), index)) is { } item)
                items.Add(item);
        }

        return items.ToImmutable();
    }

    /// <summary>The entries of a list, each an object with the given members.</summary>
    public ImmutableArray<T> Objects<T>(string name, int maxCount, string[] known, Func<ObjectReader, T?> read, bool mandatory = false)
        where T : class =>
        Items(name, maxCount, (element, pointer) => Open(element, pointer, _findings, Language, known) is { } item ? read(item) : null, mandatory);

    /// <summary>Reports a fault of a member that only its reader can see.</summary>
    public void Error(string name, string code, string message) => _findings.Error(At(name), code, message);

    string? ReadString(JsonElement element, string pointer)
    {
        if (element.ValueKind != JsonValueKind.String)
        {
            _findings.Error(pointer, FindingCodes.WrongType, element.ValueKind == JsonValueKind.Null
                ? "This entry is null; leave it out."
                : $"This must be text in quotation marks, not {Describe(element)}.");
            return null;
        }

        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException)
        {
            // System.Text.Json finds bad UTF-8 and lone surrogates only when it turns the text into UTF-16.
            _findings.Error(pointer, FindingCodes.LoneSurrogate, "This text holds half of a character (a lone surrogate) or bytes that are not UTF-8.");
            return null;
        }
    }

    string? ReadText(JsonElement element, string pointer, int maxLength, bool multiline)
    {
        if (ReadString(element, pointer) is not { } text)
            return null;
        if (TextRules.Fault(text, maxLength, multiline) is not { } fault)
            return text;
        _findings.Error(pointer, fault.Code, fault.Message);
        return null;
    }

    LocalizedText? ReadLocalized(JsonElement element, string pointer, int maxLength, bool multiline)
    {
        if (element.ValueKind == JsonValueKind.String)
            return ReadText(element, pointer, maxLength, multiline) is { } plain ? LocalizedText.Of(Language, plain) : null;
        if (element.ValueKind != JsonValueKind.Object)
        {
            _findings.Error(pointer, FindingCodes.WrongType, $"This must be text, or an object of texts by language such as {{ \"en\": \"…\", \"cy\": \"…\" }}, not {Describe(element)}.");
            return null;
        }

        var entries = ImmutableArray.CreateBuilder<(string Language, string Text)>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var sound = true;
        foreach (var property in element.EnumerateObject())
        {
            if (seen.Count == MaxLanguages)
            {
                _findings.Error(pointer, FindingCodes.TooMany, $"A text may have {MaxLanguages} languages at most.");
                return null;
            }

            string? shorter = null;
            if (!TryName(property, out var name) || !LanguageTag.TryParse(name, out var tag, out shorter))
            {
                ReportLanguage(IsPrintable(name) ? JsonPointer.Append(pointer, name) : pointer, shorter);
                sound = false;
                continue;
            }

            var at = JsonPointer.Append(pointer, name);
            if (!seen.Add(tag))
            {
                _findings.Error(at, FindingCodes.RepeatedLanguage, $"There are two texts for the language “{tag}”.");
                sound = false;
            }
            else if (ReadText(property.Value, at, maxLength, multiline) is { } text)
                entries.Add((tag, text));
            else
                sound = false;
        }

        if (!sound)
            return null;
        if (entries.Count > 0)
            return new LocalizedText(entries.ToImmutable());
        _findings.Error(pointer, FindingCodes.Empty, "There is no text here in any language.");
        return null;
    }

    Uri? ReadUrl(JsonElement element, string pointer)
    {
        if (ReadText(element, pointer, UrlLength, multiline: false) is not { } text)
            return null;
        if (UrlShape().IsMatch(text)
            && Uri.TryCreate(text, UriKind.Absolute, out var url)
            && (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp)
            && url.UserInfo.Length == 0
            && url.Host.Length > 0)
        {
            return url;
        }

        _findings.Error(pointer, FindingCodes.BadUrl, "This must be a whole address that starts with https:// or http://, without spaces, user name or password.");
        return null;
    }

    Concept? ReadConcept(JsonElement element, string pointer, CodeList list)
    {
        string? name;
        if (element.ValueKind == JsonValueKind.Number && (list == CodeLists.Eqf || list == CodeLists.IscedLevel))
            name = element.GetRawText();
        else if (element.ValueKind == JsonValueKind.Number)
        {
            _findings.Error(pointer, FindingCodes.WrongType, "Write this code in quotation marks: as a number it would lose its leading zeros.");
            return null;
        }
        else
            name = ReadString(element, pointer);

        if (name is null)
            return null;
        if (list.Find(name) is { } concept)
            return concept;
        var suggestion = Suggestion.For(name, list.Names);
        _findings.Error(
            pointer, FindingCodes.UnknownConcept,
            suggestion is null
                ? $"This is not in the list “{list.Title.In("en").Text}”; /v1/vocabularies/{list.Name} shows what is."
                : $"This is not in the list “{list.Title.In("en").Text}” (/v1/vocabularies/{list.Name}); did you mean “{suggestion}”?");
        return null;
    }

    void ReportUnknown(string name, ReadOnlySpan<string> known)
    {
        var suggestion = Suggestion.For(name, known.ToArray());
        if (suggestion is not null)
            _misspelt.Add(suggestion);
        _findings.Error(
            At(name), FindingCodes.UnknownMember,
            suggestion is null ? $"There is no member “{name}” here; there may be {List(known)}." : $"There is no member “{name}” here; did you mean “{suggestion}”?");
    }

    void ReportLanguage(string pointer, string? shorter) => _findings.Error(
        pointer, FindingCodes.BadLanguageTag,
        shorter is null ? "This is not a language tag (BCP 47); write for example en, cy or pt-BR." : $"Use the shorter language tag “{shorter}” (BCP 47).");

    static bool TryName(JsonProperty property, [NotNullWhen(true)] out string? name)
    {
        try
        {
            name = property.Name;
            return true;
        }
        catch (InvalidOperationException)
        {
            name = null;
            return false;
        }
    }

    static bool IsPrintable([NotNullWhen(true)] string? name) => name is not null && TextRules.Fault(name, NameLength, multiline: false) is null;

    static bool TryDate(string text, out DateOnly date) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date);

    static string Describe(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => "a list [ ]",
        JsonValueKind.Object => "an object { }",
        JsonValueKind.String => "text",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "true or false",
        _ => "null",
    };

    static string List(ReadOnlySpan<string> names)
    {
        var text = new StringBuilder();
        for (var i = 0; i < names.Length; i++)
            text.Append(i == 0 ? "" : i == names.Length - 1 ? " or " : ", ").Append('“').Append(names[i]).Append('”');
        return text.ToString();
    }

    [GeneratedRegex("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(Z|[+-][0-9]{2}:[0-9]{2})\\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex InstantShape();

    // RFC 3986's reserved and unreserved characters, and RFC 3987's beyond ASCII; no white space, quotation marks, angle brackets, backslash or braces.
    [GeneratedRegex("^https?://[^\\s\"<>\\\\^`{|}\\p{C}]+\\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex UrlShape();

    // One @ between parts without white space; whether mail arrives, only mail can tell.
    [GeneratedRegex("^[^\\s@\"<>(),:;\\\\\\[\\]\\p{Cc}]{1,64}@[^\\s@\"<>(),:;\\\\\\[\\]\\p{Cc}.]+(\\.[^\\s@\"<>(),:;\\\\\\[\\]\\p{Cc}.]+)+\\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex EmailShape();

    [GeneratedRegex("^did:[a-z0-9]+(:([A-Za-z0-9._-]|%[0-9A-Fa-f]{2})*)*:([A-Za-z0-9._-]|%[0-9A-Fa-f]{2})+\\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex DidShape();
}
