using System.Text.Json;

namespace Issuer.Core.JsonLd;

/// <summary>
/// The notation in which this program writes down the contexts that it knows, one term a line; it is read into the JSON that JSON-LD defines. Indentation by
/// two spaces nests.
/// </summary>
/// <remarks>
/// <code>
/// let sec https://w3id.org/security#        sec|x below stands for https://w3id.org/security#x
/// block name                                lines that several places use
/// context url [url]                         a context, under all its URLs
///   !sha256 …                               digest of the file published there, base64url (also !sha384)
///   !v2 name                                may stand behind the base context of VCDM 2.0 (!v1: of 1.1), as an edition of what is named: it leaves the
///                                           standard's members as they are
///   std                                     protected; id and type for @id and @type
///   @version 1.1                            a keyword of the context itself, with its value in JSON (an IRI without quotation marks)
///   name = schema|name                      a term for an IRI; = null takes it out of use
///   proof : sec|proof ^@id %@graph          an expanded definition: its IRI, if it has one, then ^type, %container (%[a,b] for an array),
///     term = …                              @keyword=value; what is nested is its scoped context,
///   proofPurpose : … +&amp;block            or +&amp; and a block, +null, +{}, or + and a URL
///   @@ url                                  another context, in an array; --- begins the next item
/// </code>
/// </remarks>
internal sealed class ContextNotation
{
    private readonly Dictionary<string, string> _abbreviations = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> _blocks = new(StringComparer.Ordinal);
    private readonly List<KnownContext> _contexts = [];

    public ContextNotation(string text)
    {
        List<string>? body = null;
        foreach (var raw in text.Split('\n'))
        {
            var line = raw.TrimEnd();
            if (line.Length == 0 || line[0] == '#')
                continue;
            if (line[0] == ' ')
            {
                body!.Add(line[2..]);
                continue;
            }

            var words = line.Split(' ');
            body = [];
            switch (words[0])
            {
                case "let":
                    _abbreviations.Add(words[1], words[2]);
                    break;
                case "block":
                    _blocks.Add(words[1], body);
                    break;
                default:
                    _contexts.Add(new(words[1..], body));
                    break;
            }
        }
    }

    public IReadOnlyList<KnownContext> Contexts => _contexts;

    /// <summary>The value of <c>@context</c>.</summary>
    public JsonElement Read(KnownContext context)
    {
        var lines = context.Lines.Where(line => line[0] != '!').ToList();
        var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            var items = Items(lines);
            if (items.Count > 1)
                json.WriteStartArray();
            foreach (var item in items)
            {
                if (item is [['@', '@', ' ', .. var url]])
                    json.WriteStringValue(url);
                else
                    WriteContext(json, item);
            }

            if (items.Count > 1)
                json.WriteEndArray();
        }

        return JsonDocument.Parse(buffer.ToArray()).RootElement;
    }

    private static List<List<string>> Items(List<string> lines)
    {
        List<List<string>> items = [[]];
        foreach (var line in lines)
        {
            if (line == "---")
                items.Add([]);
            else
                items[^1].Add(line);
        }

        return items;
    }

    private void WriteContext(Utf8JsonWriter json, List<string> lines)
    {
        json.WriteStartObject();
        for (var i = 0; i < lines.Count; i++)
        {
            var nested = lines.Skip(i + 1).TakeWhile(line => line.StartsWith("  ", StringComparison.Ordinal)).Select(line => line[2..]).ToList();
            WriteEntry(json, lines[i], nested);
            i += nested.Count;
        }

        json.WriteEndObject();
    }

    private void WriteEntry(Utf8JsonWriter json, string line, List<string> nested)
    {
        if (line == "std")
        {
            json.WriteBoolean("@protected", true);
            json.WriteString("id", "@id");
            json.WriteString("type", "@type");
            return;
        }

        var words = line.Split(' ');
        json.WritePropertyName(words[0]);
        if (words.Length > 1 && words[1] == "=")
            WriteIri(json, words[2]);
        else if (words.Length > 1 && words[1] == ":")
            WriteDefinition(json, words.AsSpan(2), nested);
        else
            WriteKeyword(json, words[1]);
    }

    private void WriteKeyword(Utf8JsonWriter json, string value)
    {
        if (value is "true" or "false" or "null" || char.IsAsciiDigit(value[0]))
            json.WriteRawValue(value);
        else
            WriteIri(json, value);
    }

    private void WriteDefinition(Utf8JsonWriter json, ReadOnlySpan<string> words, List<string> nested)
    {
        json.WriteStartObject();
        foreach (var word in words)
        {
            switch (word[0])
            {
                case '^':
                    json.WritePropertyName("@type");
                    WriteIri(json, word[1..]);
                    break;
                case '~':
                    json.WritePropertyName("@reverse");
                    WriteIri(json, word[1..]);
                    break;
                case '%':
                    WriteContainer(json, word[1..]);
                    break;
                case '+':
                    json.WritePropertyName("@context");
                    WriteScoped(json, word[1..]);
                    break;
                case '@' when word.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals:
                    json.WritePropertyName(word[..equals]);
                    WriteKeyword(json, word[(equals + 1)..]);
                    break;
                default:
                    json.WritePropertyName("@id");
                    WriteIri(json, word);
                    break;
            }
        }

        if (nested.Count > 0)
        {
            json.WritePropertyName("@context");
            WriteContext(json, nested);
        }

        json.WriteEndObject();
    }

    private static void WriteContainer(Utf8JsonWriter json, string kinds)
    {
        json.WritePropertyName("@container");
        if (kinds[0] != '[')
        {
            json.WriteStringValue(kinds);
            return;
        }

        json.WriteStartArray();
        foreach (var kind in kinds[1..^1].Split(','))
            json.WriteStringValue(kind);
        json.WriteEndArray();
    }

    private void WriteScoped(Utf8JsonWriter json, string what)
    {
        if (what.StartsWith('&'))
            WriteContext(json, _blocks[what[1..]]);
        else if (what is "null" or "{}")
            json.WriteRawValue(what);
        else
            json.WriteStringValue(what);
    }

    private void WriteIri(Utf8JsonWriter json, string word)
    {
        if (word == "null")
            json.WriteNullValue();
        else if (word.IndexOf('|', StringComparison.Ordinal) is > 0 and var bar)
            json.WriteStringValue(_abbreviations[word[..bar]] + word[(bar + 1)..]);
        else
            json.WriteStringValue(word);
    }
}

/// <param name="Urls">The URLs it has.</param>
/// <param name="Lines">Its lines, less one indentation.</param>
internal sealed record KnownContext(string[] Urls, List<string> Lines)
{
    /// <summary>A digest of the published file, or null.</summary>
    public byte[]? Digest(string function) => Remark(function) is { } digest ? System.Buffers.Text.Base64Url.DecodeFromChars(digest) : null;

    /// <summary>What stands behind <c>!</c> and the word, or null.</summary>
    public string? Remark(string word) => Lines.Find(line => line.StartsWith($"!{word} ", StringComparison.Ordinal))?[(word.Length + 2)..];
}
