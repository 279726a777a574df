using System.Text.Json;

namespace Issuer.Core.JsonLd;

/// <summary>Members that are keywords, or aliases of them (5.1.2 step 13.4).</summary>
internal sealed partial class Expander
{
    private bool ExpandKeyword(
        ActiveContext context, ActiveContext typeScoped, in ActiveProperty property, Keyword keyword, JsonProperty member, JsonElement value,
        ref Result result, ref List<JsonProperty>? nests)
    {
        // 13.4.1, 13.4.2
        if (property.Keyword == Keyword.Reverse)
            return _process.Fail("invalid-reverse-property-map", "A keyword stands among reverse properties.");
        if (result.Has(keyword) && keyword is not (Keyword.Included or Keyword.Type or Keyword.Nest))
            return _process.Fail("colliding-keywords", "A keyword stands twice in one object.");

        switch (keyword)
        {
            case Keyword.Id:
                return ExpandId(context, value, ref result);
            case Keyword.Type:
                return ExpandType(typeScoped, value, ref result);
            case Keyword.Graph:
                return ExpandGraph(context, value, ref result);
            case Keyword.Included:
                return _process.IsVersion10 || ExpandIncluded(context, value, ref result);
            case Keyword.Value:
                result.Keywords |= Bit(Keyword.Value);
                result.Value = value;
                return (result.IsJson && !_process.IsVersion10) || value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array)
                    || _process.Fail("invalid-value-object-value", "A @value is an object or array.");
            case Keyword.Language:
                return ExpandLanguage(value, ref result);
            case Keyword.Direction:
                return _process.IsVersion10 || ExpandDirection(value, ref result);
            case Keyword.Index:
                if (value.ValueKind != JsonValueKind.String)
                    return _process.Fail("invalid-@index-value", "An @index is no text.");
                result.Keywords |= Bit(Keyword.Index);
                result.Index = JsonText.AsString(value);
                return true;
            case Keyword.List or Keyword.Set:
                return ExpandCollection(context, property, keyword, value, ref result);
            case Keyword.Reverse:
                return ExpandReverse(context, value, ref result);
            case Keyword.Nest:
                (nests ??= []).Add(member);
                return true;
            default:
                // @base, @vocab and the like mean nothing outside of a context.
                return _process.Dropped("invalid-property", "This keyword means nothing here.");
        }
    }

    // 13.4.3
    private bool ExpandId(ActiveContext context, JsonElement value, ref Result result)
    {
        if (value.ValueKind == JsonValueKind.Null && _process.IsSafe)
            return _process.Fail("null-id", "An @id is null.");
        if (value.ValueKind != JsonValueKind.String)
            return _process.Fail("invalid-@id-value", "An @id is no text.");
        var id = ExpandIri(context, JsonText.Value(value), vocab: false, documentRelative: true);
        if (id == Fault)
            return false;
        result.Keywords |= Bit(Keyword.Id);
        result.Node.HasId = true;
        if (id < 0)
            return _process.Dropped("reserved-id-value", "An @id is a keyword or looks like one.");
        result.Node.Id = id;
        return !_process.IsSafe || _terms.Kind(id) != TermKind.NoIri || NoIri("relative-id-reference", id);
    }

    // 13.4.4
    private bool ExpandType(ActiveContext typeScoped, JsonElement value, ref Result result)
    {
        result.Keywords |= Bit(Keyword.Type);
        if (value.ValueKind == JsonValueKind.String)
            return ExpandOneType(typeScoped, value, ref result);
        if (value.ValueKind != JsonValueKind.Array)
            return _process.Fail("invalid-type-value", "A @type is neither text nor an array of texts.");
        result.TypeIsArray = true;
        result.Node.Types ??= [];
        foreach (var type in value.EnumerateArray())
        {
            if (type.ValueKind != JsonValueKind.String)
                return _process.Fail("invalid-type-value", "A @type is neither text nor an array of texts.");
            if (!ExpandOneType(typeScoped, type, ref result))
                return false;
        }

        return true;
    }

    private bool ExpandOneType(ActiveContext typeScoped, JsonElement value, ref Result result)
    {
        var type = ExpandIri(typeScoped, JsonText.Value(value), vocab: true, documentRelative: true);
        if (type == Fault)
            return false;
        if (type < 0)
        {
            result.TypeIsJson |= type != Null && KeywordOf(type) == Keyword.Json;
            result.Node.Types ??= [];
            return result.TypeIsJson || _process.Dropped("relative-type-reference", "A @type is a keyword or looks like one.");
        }

        result.Type = type;
        (result.Node.Types ??= []).Add(type);
        return !_process.IsSafe || _terms.Kind(type) != TermKind.NoIri || NoIri("relative-type-reference", type);
    }

    /// <summary>The fault for an IRI that is relative, or none at all.</summary>
    private bool NoIri(string codeIfRelative, int iri) => IriReference.HasScheme(_terms.Iri(iri))
        ? _process.Fail("invalid-iri", $"\"{JsonText.ForMessage(_terms.Iri(iri))}\" has characters that no IRI has.")
        : _process.Fail(codeIfRelative, $"\"{JsonText.ForMessage(_terms.Iri(iri))}\" is defined by no context, and no absolute IRI.");

    // 13.4.5
    private bool ExpandGraph(ActiveContext context, JsonElement value, ref Result result)
    {
        var mark = Items.Count;
        if (Expand(context, new ActiveProperty(Keyword.Graph), value, fromMap: false) == Shape.Fault)
            return false;
        result.Keywords |= Bit(Keyword.Graph);
        result.Node.Graph = [.. Take(mark)];
        return true;
    }

    // 13.4.6
    private bool ExpandIncluded(ActiveContext context, JsonElement value, ref Result result)
    {
        var mark = Items.Count;
        if (Expand(context, ActiveProperty.None, value, fromMap: false) is Shape.Fault or Shape.Nothing)
            return _process.Fault is null && _process.Fail("invalid-@included-value", "An @included is no node.");
        result.Keywords |= Bit(Keyword.Included);
        var included = result.Node.Included ??= [];
        foreach (var item in Take(mark))
        {
            if (item is not NodeObject)
                return _process.Fail("invalid-@included-value", "An @included is no node.");
            included.Add(item);
        }

        return true;
    }

    // 13.4.8
    private bool ExpandLanguage(JsonElement value, ref Result result)
    {
        if (value.ValueKind != JsonValueKind.String)
            return _process.Fail("invalid-language-tagged-string", "A @language is no text.");
        result.Keywords |= Bit(Keyword.Language);
        result.Language = LanguageTag.LowerCase(JsonText.Value(value));
        return LanguageTag.IsWellFormed(result.Language) || _process.Dropped("invalid-language-value", "A @language is no language tag.");
    }

    // 13.4.9
    private bool ExpandDirection(JsonElement value, ref Result result)
    {
        if (value.ValueKind != JsonValueKind.String || !(value.ValueEquals("ltr"u8) || value.ValueEquals("rtl"u8)))
            return _process.Fail("invalid-base-direction", "A @direction is neither ltr nor rtl.");
        result.Keywords |= Bit(Keyword.Direction);
        result.Direction = value.ValueEquals("ltr"u8) ? TextDirection.Ltr : TextDirection.Rtl;
        return true;
    }

    // 13.4.11, 13.4.12
    private bool ExpandCollection(ActiveContext context, in ActiveProperty property, Keyword keyword, JsonElement value, ref Result result)
    {
        var isFree = property.IsNone || property.Keyword == Keyword.Graph;
        if (keyword == Keyword.List && isFree)
            return _process.Dropped("object-with-only-list", "A list stands where a node belongs.");
        var mark = Items.Count;
        var shape = Expand(context, property, value, fromMap: false);
        if (shape == Shape.Fault)
            return false;
        result.Keywords |= Bit(keyword);
        result.SetShape = shape;
        result.Collection = Take(mark);
        return true;
    }

    // 13.4.13
    private bool ExpandReverse(ActiveContext context, JsonElement value, ref Result result)
    {
        if (value.ValueKind != JsonValueKind.Object)
            return _process.Fail("invalid-@reverse-value", "A @reverse is no object.");
        var mark = Items.Count;
        if (Expand(context, new ActiveProperty(Keyword.Reverse), value, fromMap: false) == Shape.Fault)
            return false;
        result.Keywords |= Bit(Keyword.Reverse);
        foreach (var item in Take(mark))
        {
            if (item is not NodeObject map)
                return _process.Fail("invalid-@reverse-value", "A @reverse is no object of properties.");
            // Reversed twice is forward.
            foreach (var forward in map.Reverse ?? [])
                result.Node.Add(forward);
            foreach (var reversed in map.Properties)
            {
                if (reversed.Value is ValueObject or ListObject)
                    return _process.Fail("invalid-reverse-property-value", "Only a node can have a reverse property.");
                (result.Node.Reverse ??= []).Add(reversed);
            }
        }

        return true;
    }
}
