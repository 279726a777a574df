using System.Text.Json;

namespace Issuer.Core.JsonLd;

/// <summary>One context object being applied (JSON-LD 1.1 API, 4.1.2 steps 5.4 to 5.13); its terms are in the other part.</summary>
internal sealed partial class ContextDefinition(Process process, ContextProcessor contexts, string? baseUrl, List<string> remote, bool overrideProtected)
{
    private readonly Dictionary<string, JsonElement> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, bool> _defined = new(StringComparer.Ordinal);
    private ActiveContext _result = null!;
    private bool _protects;

    /// <summary>A copy of <paramref name="active"/> with the entries of <paramref name="context"/>, or null after a fault.</summary>
    public ActiveContext? Apply(ActiveContext active, JsonElement context)
    {
        _result = active.Clone();
        foreach (var entry in context.EnumerateObject())
            _entries[JsonText.NameAsString(entry)] = entry.Value;
        if (!process.SpendOnContexts(_entries.Count))
            return null;
        if (!(Version() && Import() && Base() && Vocab() && Language() && Direction() && Propagate() && Protected()))
            return null;
        foreach (var term in _entries.Keys)
        {
            if (!IsKeywordOfContexts(term) && !Define(term))
                return null;
        }

        return _result;
    }

    private static bool IsKeywordOfContexts(string name) =>
        name is "@base" or "@direction" or "@import" or "@language" or "@propagate" or "@protected" or "@version" or "@vocab";

    private bool Version()
    {
        if (!_entries.TryGetValue("@version", out var version))
            return true;
        if (version.ValueKind != JsonValueKind.Number || version.GetDouble() != 1.1)
            return process.Fail("invalid-@version-value", "The @version of a context is not the number 1.1.");
        return !process.IsVersion10 || process.Fail("processing-mode-conflict", "A context is of version 1.1.");
    }

    private bool Import()
    {
        if (!_entries.TryGetValue("@import", out var import))
            return true;
        if (process.IsVersion10)
            return InvalidEntry("@import");
        if (import.ValueKind != JsonValueKind.String)
            return process.Fail("invalid-@import-value", "An @import is no URL.");
        if (contexts.Load(IriReference.Resolve(baseUrl, JsonText.AsString(import))) is not { } loaded)
            return false;
        if (loaded.Context.ValueKind != JsonValueKind.Object)
            return process.Fail("invalid-remote-context", "An imported context is not one object.");
        if (loaded.Context.TryGetProperty("@import", out _))
            return process.Fail("invalid-context-entry", "An imported context imports another.");
        foreach (var entry in loaded.Context.EnumerateObject())
            _entries.TryAdd(JsonText.NameAsString(entry), entry.Value);
        return process.SpendOnContexts(_entries.Count);
    }

    private bool Base()
    {
        // A context that was fetched says nothing about the document's base.
        if (remote.Count > 0 || !_entries.TryGetValue("@base", out var value))
            return true;
        if (value.ValueKind == JsonValueKind.Null)
        {
            _result.Base = null;
            return true;
        }

        if (value.ValueKind != JsonValueKind.String)
            return process.Fail("invalid-base-iri", "A @base is no IRI.");
        var reference = JsonText.AsString(value);
        if (_result.Base is null && !IriReference.HasScheme(reference))
            return process.Fail("invalid-base-iri", "A @base is relative to nothing.");
        _result.Base = IriReference.Resolve(_result.Base, reference);
        return true;
    }

    private bool Vocab()
    {
        if (!_entries.TryGetValue("@vocab", out var value))
            return true;
        if (value.ValueKind == JsonValueKind.Null)
        {
            _result.Vocab = null;
            return true;
        }

        if (value.ValueKind != JsonValueKind.String)
            return process.Fail("invalid-vocab-mapping", "A @vocab is no IRI.");
        var text = JsonText.AsString(value);
        if (process.IsVersion10 && !IriReference.HasScheme(text) && !IriReference.IsBlank(text))
            return process.Fail("invalid-vocab-mapping", "A @vocab is no absolute IRI.");
        if (!ExpandIri(text, vocab: true, documentRelative: true, define: false, out var vocab) || vocab is null)
            return process.Fault is null && process.Fail("invalid-vocab-mapping", "A @vocab is no IRI.");
        if (!IriReference.HasScheme(vocab) && !process.Dropped("relative-vocab-reference", "A @vocab is relative."))
            return false;
        _result.Vocab = new ContextIri(vocab);
        return true;
    }

    private bool Language()
    {
        if (!_entries.TryGetValue("@language", out var value))
            return true;
        if (value.ValueKind == JsonValueKind.Null)
        {
            _result.Language = null;
            return true;
        }

        if (value.ValueKind != JsonValueKind.String)
            return process.Fail("invalid-default-language", "The @language of a context is no text.");
        _result.Language = LanguageTag.LowerCase(JsonText.Value(value));
        return LanguageTag.IsWellFormed(_result.Language) || process.Dropped("invalid-language-value", "The @language of a context is no language tag.");
    }

    private bool Direction()
    {
        if (!_entries.TryGetValue("@direction", out var value))
            return true;
        if (process.IsVersion10)
            return InvalidEntry("@direction");
        if (ParseDirection(value) is not { } direction)
            return process.Fail("invalid-base-direction", "A @direction is neither ltr nor rtl.");
        _result.Direction = direction == TextDirection.Null ? TextDirection.Unset : direction;
        return true;
    }

    private bool Propagate()
    {
        if (!_entries.TryGetValue("@propagate", out var value))
            return true;
        if (process.IsVersion10)
            return InvalidEntry("@propagate");
        return value.ValueKind is JsonValueKind.True or JsonValueKind.False
            || process.Fail("invalid-@propagate-value", "A @propagate is neither true nor false.");
    }

    private bool Protected()
    {
        if (!_entries.TryGetValue("@protected", out var value))
            return true;
        if (process.IsVersion10)
            return InvalidEntry("@protected");
        _protects = value.ValueKind == JsonValueKind.True;
        return value.ValueKind is JsonValueKind.True or JsonValueKind.False
            || process.Fail("invalid-@protected-value", "A @protected is neither true nor false.");
    }

    private bool InvalidEntry(string keyword) => process.Fail("invalid-context-entry", $"JSON-LD 1.0 knows no {keyword}.");

    /// <summary>Null for what is no direction.</summary>
    private static TextDirection? ParseDirection(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => TextDirection.Null,
        JsonValueKind.String when value.ValueEquals("ltr"u8) => TextDirection.Ltr,
        JsonValueKind.String when value.ValueEquals("rtl"u8) => TextDirection.Rtl,
        _ => null,
    };

    /// <summary>IRI expansion (JSON-LD 1.1 API, 5.2.2) while the context is made, which may define other terms first. False after a fault.</summary>
    private bool ExpandIri(string value, bool vocab, bool documentRelative, bool define, out string? iri)
    {
        iri = value;
        if (Keywords.Parse(value) != Keyword.NotAKeyword)
            return true;
        if (Keywords.HasTheForm(value))
        {
            iri = null;
            return true;
        }

        if (define && _entries.ContainsKey(value) && !IsDefined(value) && !Define(value))
            return false;
        if (_result.Terms.Find(value) is { } term && (vocab || term.Keyword != Keyword.NotAKeyword))
        {
            iri = term.Iri?.Text;
            return true;
        }

        var colon = value.IndexOf(':', StringComparison.Ordinal);
        if (colon > 0)
        {
            var prefix = value[..colon];
            if (prefix == "_" || value.AsSpan(colon + 1).StartsWith("//", StringComparison.Ordinal))
                return true;
            if (define && _entries.ContainsKey(prefix) && !IsDefined(prefix) && !Define(prefix))
                return false;
            if (_result.Terms.Find(prefix) is { IsPrefix: true, Iri: { } start })
            {
                iri = start.Text + value[(colon + 1)..];
                return true;
            }

            if (IriReference.HasScheme(value))
                return true;
        }

        if (vocab && _result.Vocab is { } vocabulary)
            iri = vocabulary.Text + value;
        else if (documentRelative)
            iri = IriReference.Resolve(_result.Base, value);
        return true;
    }

    private bool IsDefined(string term) => _defined.TryGetValue(term, out var done) && done;
}
