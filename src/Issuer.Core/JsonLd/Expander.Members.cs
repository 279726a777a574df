using System.Text.Json;

namespace Issuer.Core.JsonLd;

/// <summary>The members of an object (5.1.2 steps 13 and 14) and what they make together (15 to 20).</summary>
internal sealed partial class Expander
{
    private bool ExpandMembers(ActiveContext context, ActiveContext typeScoped, in ActiveProperty property, JsonElement element, ref Result result)
    {
        List<JsonProperty>? nests = null;
        foreach (var member in element.EnumerateObject())
        {
            _process.At(member);
            if (result.IsTop && _view.Without is { } without && member.NameEquals(without))
            {
                foreach (var value in _view.Instead ?? [])
                {
                    if (!ExpandMember(context, typeScoped, property, member, value, ref result, ref nests))
                        return false;
                }
            }
            else if (!ExpandMember(context, typeScoped, property, member, member.Value, ref result, ref nests))
            {
                return false;
            }
        }

        return nests is null || ExpandNests(context, typeScoped, property, nests, ref result);
    }

    private bool ExpandMember(
        ActiveContext context, ActiveContext typeScoped, in ActiveProperty property, JsonProperty member, JsonElement value, ref Result result, ref List<JsonProperty>? nests)
    {
        var name = JsonText.Name(member);
        // 13.1
        if (name.SequenceEqual("@context"u8))
            return true;
        // 13.2, 13.3
        var definition = context.Terms.Find(name);
        var iri = definition switch
        {
            null => ExpandIri(context, name, vocab: true, documentRelative: false),
            { Iri: null } => Null,
            { Keyword: not Keyword.NotAKeyword } => CodeOf(definition.Keyword),
            _ => _terms.Resource(definition.Iri),
        };
        if (iri == Fault)
            return false;
        if (iri <= KeywordCode)
            return ExpandKeyword(context, typeScoped, property, KeywordOf(iri), member, value, ref result, ref nests);
        if (iri == Null || (_terms.Kind(iri) == TermKind.NoIri && !HasColon(iri)))
            return _process.Dropped("invalid-property", "No context defines this member.");
        if (_process.IsSafe && _terms.Kind(iri) != TermKind.Iri)
        {
            return _terms.Kind(iri) == TermKind.Blank
                ? _process.Fail("blank-node-predicate", "A blank node is no property.")
                : _process.Fail("invalid-property", "The member stands for no well-formed IRI.");
        }

        result.HasProperties = true;
        return ExpandProperty(context, new ActiveProperty(definition, member), iri, value, ref result);
    }

    private bool HasColon(int iri) => _terms.Iri(iri).Contains((byte)':');

    // 13.5 to 13.14
    private bool ExpandProperty(ActiveContext context, in ActiveProperty property, int iri, JsonElement value, ref Result result)
    {
        var definition = property.Definition;
        var container = definition?.Container ?? Containers.None;
        var mark = Items.Count;
        Shape shape;
        if (definition is { Type: TypeMapping.Json })
        {
            Items.Add(new ValueObject { Value = value, IsJson = true });
            shape = Shape.One;
        }
        else if (value.ValueKind == JsonValueKind.Object && container.HasAny(Containers.Language | Containers.Index | Containers.Id | Containers.Type))
        {
            shape = ExpandMap(context, property, container, value);
        }
        else
        {
            shape = Expand(context, property, value, fromMap: false);
        }

        // 13.10
        if (shape is Shape.Fault or Shape.Nothing)
            return shape == Shape.Nothing;
        // 13.11
        if (container.HasAny(Containers.List) && !(shape == Shape.One && Items[mark] is ListObject))
        {
            var list = new ListObject(Take(mark));
            Items.Add(list);
        }

        // 13.12
        if (container.HasAny(Containers.Graph) && !container.HasAny(Containers.Id | Containers.Index) && !WrapInGraphs(mark))
            return false;
        return definition is { IsReverse: true } ? AddReverse(iri, mark, ref result) : AddProperties(iri, mark, ref result);
    }

    private bool WrapInGraphs(int mark)
    {
        for (var i = mark; i < Items.Count; i++)
        {
            // What stands alone in a graph says nothing.
            var fault = Items[i] switch
            {
                ValueObject => "object-with-only-value",
                ListObject => "object-with-only-list",
                NodeObject { HasNothingButId: true, HasId: true } => "object-with-only-id",
                NodeObject { HasNothingButId: true } => "empty-object",
                _ => null,
            };
            if (fault is not null && !_process.Dropped(fault, "A graph holds what makes no statement."))
                return false;
            Items[i] = new NodeObject { Graph = [Items[i]] };
        }

        return true;
    }

    private bool AddProperties(int iri, int mark, ref Result result)
    {
        var node = result.Node;
        if (Items.Count == mark)
            node.Add(new(iri, null));
        for (var i = mark; i < Items.Count; i++)
            node.Add(new(iri, Items[i]));
        Items.RemoveRange(mark, Items.Count - mark);
        return true;
    }

    private bool AddReverse(int iri, int mark, ref Result result)
    {
        var reverse = result.Node.Reverse ??= [];
        if (Items.Count == mark)
            reverse.Add(new(iri, null));
        for (var i = mark; i < Items.Count; i++)
        {
            if (Items[i] is not NodeObject)
                return _process.Fail("invalid-reverse-property-value", "Only a node can have a reverse property.");
            reverse.Add(new(iri, Items[i]));
        }

        Items.RemoveRange(mark, Items.Count - mark);
        return true;
    }

    // 14
    private bool ExpandNests(ActiveContext context, ActiveContext typeScoped, in ActiveProperty property, List<JsonProperty> nests, ref Result result)
    {
        foreach (var nest in nests)
        {
            _process.At(nest);
            var inside = context;
            // "Repeat steps 3, 8, 13 and 14": the context of the nesting term applies to what is nested.
            if (context.Terms.Find(JsonText.Name(nest)) is { HasContext: true } definition)
            {
                if (_contexts.ForProperty(context, definition) is not { } scoped)
                    return false;
                inside = scoped;
            }

            if (!_process.Enter())
                return false;
            if (nest.Value.ValueKind == JsonValueKind.Array)
            {
                var index = 0;
                foreach (var item in nest.Value.EnumerateArray())
                {
                    _process.At(index++);
                    if (!_process.Enter() || !ExpandNested(inside, typeScoped, property, item, ref result))
                        return false;
                    _process.Leave();
                }
            }
            else if (!ExpandNested(inside, typeScoped, property, nest.Value, ref result))
            {
                return false;
            }

            _process.Leave();
        }

        return true;
    }

    private bool ExpandNested(ActiveContext context, ActiveContext typeScoped, in ActiveProperty property, JsonElement nested, ref Result result)
    {
        if (nested.ValueKind != JsonValueKind.Object)
            return _process.Fail("invalid-@nest-value", "What is nested is no object.");
        foreach (var member in nested.EnumerateObject())
        {
            var name = JsonText.Name(member);
            if (name.SequenceEqual("@value"u8) || context.Terms.Find(name)?.Keyword == Keyword.Value)
                return _process.Fail("invalid-@nest-value", "What is nested is a value.");
        }

        var isTop = result.IsTop;
        result.IsTop = false;
        if (!ExpandMembers(context, typeScoped, property, nested, ref result))
            return false;
        result.IsTop = isTop;
        return true;
    }

    // 15 to 20
    private Shape Finish(in ActiveProperty property, ref Result result)
    {
        if (result.Has(Keyword.Value))
            return FinishValue(property, ref result);
        if (result.Has(Keyword.List) || result.Has(Keyword.Set))
            return FinishCollection(property, ref result);

        var hasOthers = result.HasProperties || (result.Keywords & ~Bit(Keyword.Language) & ~Bit(Keyword.Direction)) != 0;
        // 18
        if (!hasOthers && result.Has(Keyword.Language) && !result.Has(Keyword.Direction))
            return Dropped("object-with-only-language", "An object has nothing but a language.");
        if (result.Has(Keyword.Language) || result.Has(Keyword.Direction))
        {
            // A node has neither; in RDF nothing would be left of it.
            if (Dropped("invalid-property", "A node has a language or a direction, which only values have.") == Shape.Fault)
                return Shape.Fault;
        }

        var node = result.Node;
        node.Index = result.Index;
        // 19
        if ((property.IsNone || property.Keyword == Keyword.Graph) && node.HasNothingButId)
            return node.HasId ? Dropped("object-with-only-id", "A node says nothing but its identifier.") : Dropped("empty-object", "An object is empty.");
        Items.Add(node);
        return Shape.One;
    }

    private Shape FinishValue(in ActiveProperty property, ref Result result)
    {
        // 15.1
        var allowed = Bit(Keyword.Value) | Bit(Keyword.Type) | Bit(Keyword.Language) | Bit(Keyword.Direction) | Bit(Keyword.Index);
        if (result.HasProperties || (result.Keywords & ~allowed) != 0
            || (result.Has(Keyword.Type) && (result.Has(Keyword.Language) || result.Has(Keyword.Direction))))
            return Fail("invalid-value-object", "A value object has members that it cannot have, or not together.");
        var isJson = result is { IsJson: true, TypeIsJson: true };
        if (!isJson)
        {
            // 15.3 to 15.5
            if (result.Value.ValueKind == JsonValueKind.Null)
                return Dropped("null-value", "A @value is null.");
            if (result.Has(Keyword.Language) && result.Value.ValueKind != JsonValueKind.String)
                return Fail("invalid-language-tagged-value", "Only text has a language.");
            if (result.Has(Keyword.Type) && (result.TypeIsArray || result.Type < 0 || _terms.Kind(result.Type) != TermKind.Iri))
                return Fail("invalid-typed-value", "The @type of a value is no IRI.");
        }

        // 19
        if (property.IsNone || property.Keyword == Keyword.Graph)
            return Dropped("object-with-only-value", "A value stands where a node belongs.");
        Items.Add(new ValueObject
        {
            Value = result.Value,
            Datatype = isJson ? -1 : result.Type,
            IsJson = isJson,
            Language = result.Language,
            Direction = result.Direction,
            Index = result.Index,
        });
        return Shape.One;
    }

    private Shape FinishCollection(in ActiveProperty property, ref Result result)
    {
        // 17
        var kind = result.Has(Keyword.List) ? Keyword.List : Keyword.Set;
        if (result.HasProperties || (result.Keywords & ~Bit(kind) & ~Bit(Keyword.Index)) != 0)
            return Fail("invalid-set-or-list-object", "A list or set has other members beside.");
        if (kind == Keyword.Set)
        {
            Items.AddRange(result.Collection!);
            return result.SetShape;
        }

        if (property.IsNone || property.Keyword == Keyword.Graph)
            return Dropped("object-with-only-list", "A list stands where a node belongs.");
        Items.Add(new ListObject(result.Collection!) { Index = result.Index });
        return Shape.One;
    }

    private static uint Bit(Keyword keyword) => 1u << (int)keyword;

    /// <summary>What the members of an object have made so far; nested ones add to the same.</summary>
    private struct Result
    {
        private NodeObject? _node;

        /// <summary>The keywords met, by bit.</summary>
        public uint Keywords;
        public bool HasProperties;

        /// <summary>Members of the document's top, to which its view applies.</summary>
        public bool IsTop;

        /// <summary>The input type (12) is <c>@json</c>.</summary>
        public bool IsJson;
        public bool TypeIsJson;
        public bool TypeIsArray;
        public int Type = -1;
        public JsonElement Value;
        public byte[]? Language;
        public TextDirection Direction;
        public string? Index;

        /// <summary>The items of a list or set.</summary>
        public ExpandedItem[]? Collection;
        public Shape SetShape;

        public Result()
        {
        }

        public NodeObject Node => _node ??= new NodeObject();

        public readonly bool Has(Keyword keyword) => (Keywords & Bit(keyword)) != 0;
    }
}
