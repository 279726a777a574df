using System.Text.Json;

namespace Issuer.Core.JsonLd;

/// <summary>Maps by language, index, identifier and type (5.1.2 steps 13.7 and 13.8).</summary>
internal sealed partial class Expander
{
    private Shape ExpandMap(ActiveContext context, in ActiveProperty property, Containers container, JsonElement map)
    {
        if (!_process.Enter())
            return Shape.Fault;
        foreach (var entry in map.EnumerateObject())
        {
            _process.At(entry);
            var good = container.HasAny(Containers.Language)
                ? ExpandLanguage(context, property.Definition!, entry)
                : ExpandEntry(context, property, container, entry);
            if (!good)
                return Shape.Fault;
        }

        _process.Leave();
        return Shape.Many;
    }

    // 13.7
    private bool ExpandLanguage(ActiveContext context, TermDefinition definition, JsonProperty entry)
    {
        var name = JsonText.Name(entry);
        byte[]? language = null;
        var expanded = ExpandIri(context, name, vocab: true, documentRelative: false);
        if (expanded == Fault)
            return false;
        if (expanded != CodeOf(Keyword.None))
        {
            language = LanguageTag.LowerCase(name);
            if (!LanguageTag.IsWellFormed(language) && !_process.Dropped("invalid-language-value", "The name is no language tag."))
                return false;
        }

        var direction = definition.Direction == TextDirection.Unset ? context.Direction : definition.Direction;
        if (direction == TextDirection.Null)
            direction = TextDirection.Unset;
        if (entry.Value.ValueKind != JsonValueKind.Array)
            return AddText(entry.Value, language, direction);
        foreach (var item in entry.Value.EnumerateArray())
        {
            if (!AddText(item, language, direction))
                return false;
        }

        return true;
    }

    private bool AddText(JsonElement text, byte[]? language, TextDirection direction)
    {
        if (text.ValueKind == JsonValueKind.Null)
            return true;
        if (text.ValueKind != JsonValueKind.String)
            return _process.Fail("invalid-language-map-value", "A value under a language is no text.");
        Items.Add(new ValueObject { Value = text, Language = language, Direction = direction });
        return true;
    }

    // 13.8.3
    private bool ExpandEntry(ActiveContext context, in ActiveProperty property, Containers container, JsonProperty entry)
    {
        var name = JsonText.Name(entry);
        var inside = context;
        if (container.HasAny(Containers.Id | Containers.Type))
            inside = context.Previous ?? context;
        if (container.HasAny(Containers.Type) && inside.Terms.Find(name) is { HasContext: true } type)
        {
            if (_contexts.ForType(inside, type) is not { } scoped)
                return false;
            inside = scoped;
        }
        else if (!container.HasAny(Containers.Id | Containers.Type))
        {
            inside = context;
        }

        var expanded = ExpandIri(context, name, vocab: true, documentRelative: false);
        if (expanded == Fault)
            return false;
        var mark = Items.Count;
        var shape = Expand(inside, ReferenceEquals(inside, context) ? property : property.In(inside), entry.Value, fromMap: true);
        if (shape is Shape.Fault or Shape.Nothing)
            return shape == Shape.Nothing;
        var isNone = expanded == CodeOf(Keyword.None);
        for (var i = mark; i < Items.Count; i++)
        {
            if (container.HasAny(Containers.Graph) && Items[i] is not NodeObject { IsGraphObject: true })
                Items[i] = new NodeObject { Graph = [Items[i]] };
            if (!isNone && !AddKey(context, property.Definition!, container, name, expanded, Items[i]))
                return false;
        }

        return true;
    }

    // 13.8.3.7.2 to 5
    private bool AddKey(ActiveContext context, TermDefinition definition, Containers container, ReadOnlySpan<byte> name, int expanded, ExpandedItem item)
    {
        if (container.HasAny(Containers.Index))
        {
            if (definition.IndexMapping is { } property)
                return AddIndexProperty(context, property, name, item);
            item.Index ??= System.Text.Encoding.UTF8.GetString(name);
            return true;
        }

        if (item is not NodeObject node)
            return _process.Fail("invalid-value-object", "A map by identifier or type holds a value.");
        if (container.HasAny(Containers.Id))
        {
            if (node.HasId)
                return true;
            var id = ExpandIri(context, name, vocab: false, documentRelative: true);
            if (id == Fault)
                return false;
            node.HasId = true;
            node.Id = id < 0 ? NodeObject.NoId : id;
            if (id < 0)
                return _process.Dropped("reserved-id-value", "The name is a keyword or looks like one.");
            return !_process.IsSafe || _terms.Kind(id) != TermKind.NoIri || NoIri("relative-id-reference", id);
        }

        // Types are relative to the document where no vocabulary helps, as those of @type are.
        if (expanded >= 0 && _terms.Kind(expanded) == TermKind.NoIri)
            expanded = ExpandIri(context, name, vocab: true, documentRelative: true);
        if (expanded == Fault)
            return false;
        if (expanded < 0)
            return _process.Dropped("relative-type-reference", "The name is a keyword or looks like one.");
        (node.Types ??= []).Insert(0, expanded);
        return !_process.IsSafe || _terms.Kind(expanded) != TermKind.NoIri || NoIri("relative-type-reference", expanded);
    }

    private bool AddIndexProperty(ActiveContext context, string property, ReadOnlySpan<byte> name, ExpandedItem item)
    {
        if (item is not NodeObject node)
            return _process.Fail("invalid-value-object", "A map by a property holds a value, which has none.");
        var propertyName = System.Text.Encoding.UTF8.GetBytes(property);
        var iri = ExpandIri(context, propertyName, vocab: true, documentRelative: false);
        if (iri < 0)
            return iri != Fault && _process.Dropped("invalid-property", "The @index of a term is no property.");

        // Value expansion of the name, as a value of that property.
        var definition = context.Terms.Find(propertyName);
        if (definition is { Type: TypeMapping.Id or TypeMapping.Vocab })
        {
            if (ExpandReference(context, name, definition.Type == TypeMapping.Vocab) == Shape.Fault)
                return false;
            node.AddFirst(new(iri, Items[^1]));
            Items.RemoveAt(Items.Count - 1);
            return true;
        }

        var datatype = definition is { Type: TypeMapping.Iri } ? _terms.Resource(definition.Datatype!) : -1;
        node.AddFirst(new(iri, new ValueObject
        {
            Text = name.ToArray(),
            Datatype = datatype,
            Language = datatype >= 0 ? null : definition is { HasLanguage: true } ? definition.Language : context.Language,
            Direction = datatype >= 0 || definition?.Direction == TextDirection.Null ? TextDirection.Unset
                : definition is { Direction: not TextDirection.Unset } ? definition.Direction : context.Direction,
        }));
        return true;
    }
}
