using System.Text.Json;

namespace Issuer.Core.JsonLd;

/// <summary>Create Term Definition (JSON-LD 1.1 API, 4.2.2); the numbers are its steps.</summary>
internal sealed partial class ContextDefinition
{
    private bool Define(string term)
    {
        // 1, 2
        if (_defined.TryGetValue(term, out var done))
            return done || process.Fail("cyclic-iri-mapping", $"The definition of {Quoted(term)} needs itself.");
        if (term.Length == 0)
            return process.Fail("invalid-term-definition", "A term is empty.");
        _defined[term] = false;

        // 3 to 5
        var value = _entries[term];
        if (term == "@type")
        {
            if (process.IsVersion10 || !IsDefinitionOfType(value))
                return process.Fail("keyword-redefinition", "The keyword @type can be defined as a set or protected, and nothing else.");
        }
        else if (Keywords.Parse(term) != Keyword.NotAKeyword)
        {
            return process.Fail("keyword-redefinition", $"The keyword {term} is defined as a term.");
        }
        else if (Keywords.HasTheForm(term))
        {
            return process.Dropped("reserved-term", $"The term {Quoted(term)} has the form of a keyword.");
        }

        // 6 to 9
        var previous = _result.Terms.Find(term);
        if (previous is not null)
            _result.Terms.Set(TermDefinition.Removed(term));
        var isSimple = value.ValueKind is JsonValueKind.String or JsonValueKind.Null;
        if (!isSimple && value.ValueKind != JsonValueKind.Object)
            return process.Fail("invalid-term-definition", $"The definition of {Quoted(term)} is neither an IRI nor an object.");

        var definition = TermDefinition.For(term);
        definition.IsProtected = _protects;
        if (!isSimple && !(Shape(term, value) && Protection(value, definition) && Type(value, definition)))
            return false;
        switch (Mapping(term, value, isSimple, definition))
        {
            case Mapped.Fault:
                return false;
            case Mapped.Reserved:
                // A definition with a reserved word counts for nothing, and the earlier one stays.
                if (previous is not null)
                    _result.Terms.Set(previous);
                return true;
        }

        if (!isSimple && !(Container(value, definition) && Index(value, definition) && Scoped(value, definition) && Text(value, definition)
            && Nest(value, definition) && Prefix(value, definition)))
            return false;

        // 27, 28
        if (!overrideProtected && previous is { IsProtected: true })
        {
            if (!definition.MeansTheSameAs(previous))
                return process.Fail("protected-term-redefinition", $"The protected term {Quoted(term)} is defined again, otherwise.");
            definition = previous;
        }

        _result.Terms.Set(definition);
        _defined[term] = true;
        return true;
    }

    // 4
    private static bool IsDefinitionOfType(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
            return false;
        var count = 0;
        foreach (var entry in value.EnumerateObject())
        {
            count++;
            var good = entry.Name switch
            {
                "@container" => entry.Value.ValueKind == JsonValueKind.String && entry.Value.ValueEquals("@set"u8),
                "@protected" => true,
                _ => false,
            };
            if (!good)
                return false;
        }

        return count > 0;
    }

    // 26, and what JSON-LD 1.0 does not know (11, 20, 21, 24, 25)
    private bool Shape(string term, JsonElement value)
    {
        foreach (var entry in value.EnumerateObject())
        {
            var known = Keywords.Parse(JsonText.Name(entry)) switch
            {
                Keyword.Id or Keyword.Reverse or Keyword.Container or Keyword.Language or Keyword.Type => true,
                Keyword.Context or Keyword.Direction or Keyword.Index or Keyword.Nest or Keyword.Prefix or Keyword.Protected => !process.IsVersion10,
                _ => false,
            };
            if (!known)
                return process.Fail("invalid-term-definition", $"The definition of {Quoted(term)} has an entry {Quoted(JsonText.NameAsString(entry))}.");
        }

        return true;
    }

    // 11
    private bool Protection(JsonElement value, TermDefinition definition)
    {
        if (!value.TryGetProperty("@protected", out var flag))
            return true;
        definition.IsProtected = flag.ValueKind == JsonValueKind.True;
        return flag.ValueKind is JsonValueKind.True or JsonValueKind.False
            || process.Fail("invalid-@protected-value", $"The @protected of {Quoted(definition.Term)} is neither true nor false.");
    }

    // 12
    private bool Type(JsonElement value, TermDefinition definition)
    {
        if (!value.TryGetProperty("@type", out var type))
            return true;
        if (type.ValueKind != JsonValueKind.String)
            return InvalidType();
        if (!ExpandIri(JsonText.AsString(type), vocab: true, documentRelative: false, define: true, out var iri))
            return false;
        definition.Type = iri switch
        {
            "@id" => TypeMapping.Id,
            "@vocab" => TypeMapping.Vocab,
            "@json" when !process.IsVersion10 => TypeMapping.Json,
            "@none" when !process.IsVersion10 => TypeMapping.None,
            not null when IriReference.HasScheme(iri) && !IriReference.IsBlank(iri) => TypeMapping.Iri,
            _ => TypeMapping.Unset,
        };
        if (definition.Type == TypeMapping.Iri)
            definition.Datatype = new ContextIri(iri!);
        return definition.Type != TypeMapping.Unset || InvalidType();

        bool InvalidType() => process.Fail("invalid-type-mapping", $"The @type of {Quoted(definition.Term)} is neither a datatype's IRI nor a keyword for one.");
    }

    private enum Mapped
    {
        Fault,
        Done,
        Reserved,
    }

    // 13 to 18
    private Mapped Mapping(string term, JsonElement value, bool isSimple, TermDefinition definition)
    {
        if (!isSimple && value.TryGetProperty("@reverse", out var reverse))
            return Reverse(value, reverse, definition);
        var id = isSimple ? value : value.TryGetProperty("@id", out var entry) ? entry : default;
        if (id.ValueKind == JsonValueKind.Null)
            return Mapped.Done;
        if (id.ValueKind is not (JsonValueKind.String or JsonValueKind.Undefined))
            return InvalidIri($"The @id of {Quoted(term)} is no IRI.");
        if (id.ValueKind == JsonValueKind.String && !id.ValueEquals(term))
            return Identifier(JsonText.AsString(id), isSimple, definition);

        var colon = term.IndexOf(':', StringComparison.Ordinal);
        if (colon > 0)
            return Compact(term, colon, definition);
        if (term.Contains('/', StringComparison.Ordinal))
        {
            if (!ExpandIri(term, vocab: true, documentRelative: false, define: false, out var relative))
                return Mapped.Fault;
            return relative is not null && IriReference.HasScheme(relative) ? Map(definition, relative) : InvalidIri($"The term {Quoted(term)} is relative to nothing.");
        }

        if (term == "@type")
            return Map(definition, term);
        return _result.Vocab is { } vocab ? Map(definition, vocab.Text + term) : InvalidIri($"The term {Quoted(term)} has no @id, and there is no @vocab.");
    }

    // 13
    private Mapped Reverse(JsonElement value, JsonElement reverse, TermDefinition definition)
    {
        if (value.TryGetProperty("@id", out _) || value.TryGetProperty("@nest", out _))
            return Invalid("has @id or @nest beside @reverse");
        if (reverse.ValueKind != JsonValueKind.String)
            return InvalidIri($"The @reverse of {Quoted(definition.Term)} is no IRI.");
        var text = JsonText.AsString(reverse);
        if (Keywords.HasTheForm(text))
            return process.Dropped("reserved-reverse-value", $"The @reverse of {Quoted(definition.Term)} has the form of a keyword.") ? Mapped.Reserved : Mapped.Fault;
        if (!ExpandIri(text, vocab: true, documentRelative: false, define: true, out var iri))
            return Mapped.Fault;
        if (iri is null || !(IriReference.HasScheme(iri) || IriReference.IsBlank(iri)))
            return InvalidIri($"The @reverse of {Quoted(definition.Term)} is no IRI.");
        if (value.TryGetProperty("@container", out var container) && container.ValueKind != JsonValueKind.Null
            && (!TryReadContainer(container, out var kinds) || kinds.HasAny(~(Containers.Set | Containers.Index))))
            return Invalid("has another @container than @set or @index");
        definition.IsReverse = true;
        return Map(definition, iri);

        Mapped Invalid(string what)
        {
            process.Fail("invalid-reverse-property", $"The definition of {Quoted(definition.Term)} {what}.");
            return Mapped.Fault;
        }
    }

    // 14
    private Mapped Identifier(string id, bool isSimple, TermDefinition definition)
    {
        var term = definition.Term;
        if (Keywords.Parse(id) == Keyword.NotAKeyword && Keywords.HasTheForm(id))
            return process.Dropped("reserved-id-value", $"The @id of {Quoted(term)} has the form of a keyword.") ? Mapped.Reserved : Mapped.Fault;
        if (!ExpandIri(id, vocab: true, documentRelative: false, define: true, out var iri))
            return Mapped.Fault;
        var keyword = iri is null ? Keyword.NotAKeyword : Keywords.Parse(iri);
        if (keyword == Keyword.Context)
        {
            process.Fail("invalid-keyword-alias", "A term stands for @context.");
            return Mapped.Fault;
        }

        if (iri is null || (keyword == Keyword.NotAKeyword && !IriReference.HasScheme(iri) && !IriReference.IsBlank(iri)))
            return InvalidIri($"The @id of {Quoted(term)} is neither an IRI nor a keyword.");
        var isPlain = !term.Contains(':', StringComparison.Ordinal) && !term.Contains('/', StringComparison.Ordinal);
        if (term.AsSpan(1, Math.Max(0, term.Length - 2)).Contains(':') || term.Contains('/', StringComparison.Ordinal))
        {
            // A term that looks like an IRI stands for that IRI.
            _defined[term] = true;
            if (!ExpandIri(term, vocab: true, documentRelative: false, define: true, out var itself))
                return Mapped.Fault;
            if (itself != iri)
                return InvalidIri($"The term {Quoted(term)} looks like another IRI than the one it is defined as.");
        }

        definition.IsPrefix = isPlain && isSimple && keyword == Keyword.NotAKeyword && (IriReference.IsBlank(iri) || iri[^1] is ':' or '/' or '?' or '#' or '[' or ']' or '@');
        return Map(definition, iri);
    }

    // 15
    private Mapped Compact(string term, int colon, TermDefinition definition)
    {
        var prefix = term[..colon];
        if (_entries.ContainsKey(prefix) && !IsDefined(prefix) && !Define(prefix))
            return Mapped.Fault;
        if (_result.Terms.Find(prefix) is { Iri: { } start })
            return Map(definition, start.Text + term[(colon + 1)..]);
        return IriReference.HasScheme(term) || IriReference.IsBlank(term) ? Map(definition, term) : InvalidIri($"The term {Quoted(term)} is no IRI.");
    }

    private static Mapped Map(TermDefinition definition, string iri)
    {
        definition.Iri = new ContextIri(iri);
        definition.Keyword = Keywords.Parse(iri);
        return Mapped.Done;
    }

    private Mapped InvalidIri(string message)
    {
        process.Fail("invalid-iri-mapping", message);
        return Mapped.Fault;
    }

    // 19
    private bool Container(JsonElement value, TermDefinition definition)
    {
        if (!value.TryGetProperty("@container", out var container) || (definition.IsReverse && container.ValueKind == JsonValueKind.Null))
            return true;
        if (!TryReadContainer(container, out var kinds)
            || (process.IsVersion10 && (container.ValueKind != JsonValueKind.String || kinds.HasAny(Containers.Graph | Containers.Id | Containers.Type))))
            return process.Fail("invalid-container-mapping", $"The @container of {Quoted(definition.Term)} is none of those allowed.");
        definition.Container = kinds;
        if (!kinds.HasAny(Containers.Type))
            return true;
        if (definition.Type == TypeMapping.Unset)
            definition.Type = TypeMapping.Id;
        return definition.Type is TypeMapping.Id or TypeMapping.Vocab
            || process.Fail("invalid-type-mapping", $"With its @container @type, the @type of {Quoted(definition.Term)} can only be @id or @vocab.");
    }

    private static bool TryReadContainer(JsonElement value, out Containers kinds)
    {
        kinds = Containers.None;
        if (value.ValueKind == JsonValueKind.String)
            return Add(value, ref kinds);
        if (value.ValueKind != JsonValueKind.Array)
            return false;
        foreach (var item in value.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.String || !Add(item, ref kinds))
                return false;
        }

        var withoutSet = kinds & ~Containers.Set;
        return kinds != Containers.None
            && (withoutSet is Containers.None or Containers.Index or Containers.Language or Containers.Id or Containers.Type or Containers.Graph
                or (Containers.Graph | Containers.Id) or (Containers.Graph | Containers.Index)
                || kinds == Containers.List);

        static bool Add(JsonElement text, ref Containers kinds)
        {
            var kind = Keywords.Parse(JsonText.Value(text)) switch
            {
                Keyword.List => Containers.List,
                Keyword.Set => Containers.Set,
                Keyword.Index => Containers.Index,
                Keyword.Language => Containers.Language,
                Keyword.Id => Containers.Id,
                Keyword.Type => Containers.Type,
                Keyword.Graph => Containers.Graph,
                _ => Containers.None,
            };
            kinds |= kind;
            return kind != Containers.None;
        }
    }

    // 20
    private bool Index(JsonElement value, TermDefinition definition)
    {
        if (!value.TryGetProperty("@index", out var index))
            return true;
        if (!definition.Container.HasAny(Containers.Index) || index.ValueKind != JsonValueKind.String)
            return Invalid();
        var text = JsonText.AsString(index);
        if (!ExpandIri(text, vocab: true, documentRelative: false, define: true, out var iri))
            return false;
        definition.IndexMapping = text;
        return (iri is not null && IriReference.HasScheme(iri)) || Invalid();

        bool Invalid() => process.Fail("invalid-term-definition", $"The @index of {Quoted(definition.Term)} is no property, or its @container no @index.");
    }

    // 21
    private bool Scoped(JsonElement value, TermDefinition definition)
    {
        if (!value.TryGetProperty("@context", out var context))
            return true;
        if (contexts.Process(_result, context, baseUrl, [.. remote], overrideProtected: true, propagate: true, validate: false) is null)
            return process.Recode("invalid-scoped-context");
        definition.Context = context;
        definition.BaseUrl = baseUrl;
        return true;
    }

    // 22, 23
    private bool Text(JsonElement value, TermDefinition definition)
    {
        if (value.TryGetProperty("@type", out _))
            return true;
        if (value.TryGetProperty("@language", out var language))
        {
            if (language.ValueKind is not (JsonValueKind.String or JsonValueKind.Null))
                return process.Fail("invalid-language-mapping", $"The @language of {Quoted(definition.Term)} is neither a language tag nor null.");
            definition.HasLanguage = true;
            definition.Language = language.ValueKind == JsonValueKind.Null ? null : LanguageTag.LowerCase(JsonText.Value(language));
            if (definition.Language is { } tag && !LanguageTag.IsWellFormed(tag)
                && !process.Dropped("invalid-language-value", $"The @language of {Quoted(definition.Term)} is no language tag."))
                return false;
        }

        if (!value.TryGetProperty("@direction", out var direction))
            return true;
        if (ParseDirection(direction) is not { } parsed)
            return process.Fail("invalid-base-direction", $"The @direction of {Quoted(definition.Term)} is neither ltr, rtl nor null.");
        definition.Direction = parsed;
        return true;
    }

    // 24
    private bool Nest(JsonElement value, TermDefinition definition)
    {
        if (!value.TryGetProperty("@nest", out var nest))
            return true;
        definition.Nest = nest.ValueKind == JsonValueKind.String ? JsonText.AsString(nest) : null;
        return definition.Nest is "@nest" || (definition.Nest is { } name && Keywords.Parse(name) == Keyword.NotAKeyword)
            || process.Fail("invalid-@nest-value", $"The @nest of {Quoted(definition.Term)} is no term.");
    }

    // 25
    private bool Prefix(JsonElement value, TermDefinition definition)
    {
        if (!value.TryGetProperty("@prefix", out var prefix))
            return true;
        if (definition.Term.AsSpan().IndexOfAny(':', '/') >= 0)
            return process.Fail("invalid-term-definition", $"The compact IRI {Quoted(definition.Term)} cannot be a prefix.");
        if (prefix.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            return process.Fail("invalid-@prefix-value", $"The @prefix of {Quoted(definition.Term)} is neither true nor false.");
        definition.IsPrefix = prefix.ValueKind == JsonValueKind.True;
        return !definition.IsPrefix || definition.Keyword == Keyword.NotAKeyword
            || process.Fail("invalid-term-definition", $"The alias {Quoted(definition.Term)} of a keyword cannot be a prefix.");
    }

    private static string Quoted(string text) => $"\"{JsonText.ForMessage(System.Text.Encoding.UTF8.GetBytes(text))}\"";
}
