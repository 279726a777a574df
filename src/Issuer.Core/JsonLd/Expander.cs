using System.Text.Json;

namespace Issuer.Core.JsonLd;

/// <summary>
/// Expansion (JSON-LD 1.1 API, 5.1.2). Results are pushed on a stack, <see cref="Items"/>; the caller takes what lies above the mark it kept. The other parts:
/// members of an object, containers, values and IRIs.
/// </summary>
internal sealed partial class Expander
{
    private readonly RdfTerms _terms;
    private Process _process;
    private ContextProcessor _contexts;
    private DocumentView _view;
    private bool _isApplied;

    // The next object is the document itself.
    private bool _isTop;

    public Expander(RdfTerms terms, Process process)
    {
        _terms = terms;
        _process = process;
        _contexts = new ContextProcessor(process);
    }

    /// <summary>What an element expands to: nothing, one item, or an array of any number.</summary>
    private enum Shape
    {
        Fault,
        Nothing,
        One,
        Many,
    }

    /// <summary>The results.</summary>
    public List<ExpandedItem> Items { get; } = [];

    /// <summary>Begins another document.</summary>
    public void Reset(Process process)
    {
        _process = process;
        _contexts = new ContextProcessor(process);
        Items.Clear();
    }

    /// <summary>Expands a document (JSON-LD 1.1 API, 9.2 expand, steps 8 to 10). False after a fault.</summary>
    /// <param name="context">The active context; that of the document itself when <paramref name="isApplied"/>.</param>
    /// <param name="document">What to expand.</param>
    /// <param name="view">How to see its top.</param>
    /// <param name="isApplied">The context at the top of the document is in <paramref name="context"/> already.</param>
    public bool Expand(ActiveContext context, JsonElement document, in DocumentView view, bool isApplied)
    {
        _view = view;
        _isTop = document.ValueKind == JsonValueKind.Object;
        _isApplied = isApplied;
        if (Expand(context, ActiveProperty.None, document, fromMap: false) == Shape.Fault)
            return false;
        // Only a graph and nothing else: its nodes are the result.
        if (Items is [NodeObject { HasId: false, Index: null, IsGraphObject: true } whole])
        {
            Items.Clear();
            Items.AddRange(whole.Graph!);
        }

        return true;
    }

    private Shape Expand(ActiveContext context, in ActiveProperty property, JsonElement element, bool fromMap)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                return Inside(context, property, element, fromMap);
            case JsonValueKind.Array:
                return Inside(context, property, element, fromMap);
            case JsonValueKind.Null:
                return Shape.Nothing;
            case JsonValueKind.Undefined:
                throw new ArgumentException("An undefined element is no document.", nameof(element));
        }

        if (property.IsNone || property.Keyword == Keyword.Graph)
            return Dropped("free-floating-scalar", "A scalar stands where a node belongs.");
        if (property.Definition is { HasContext: true } definition)
        {
            if (_contexts.ForProperty(context, definition) is not { } scoped)
                return Shape.Fault;
            return ExpandValue(scoped, property.In(scoped), element);
        }

        return ExpandValue(context, property, element);
    }

    private Shape Inside(ActiveContext context, in ActiveProperty property, JsonElement element, bool fromMap)
    {
        if (!_process.Enter())
            return Shape.Fault;
        var shape = element.ValueKind == JsonValueKind.Array
            ? ExpandArray(context, property, element, fromMap)
            : ExpandObject(context, property, element, fromMap);
        // After a fault the path stays as it is: it is where the fault is.
        if (shape != Shape.Fault)
            _process.Leave();
        return shape;
    }

    // 5
    private Shape ExpandArray(ActiveContext context, in ActiveProperty property, JsonElement array, bool fromMap)
    {
        var inList = property.Definition is { } definition && definition.Container.HasAny(Containers.List);
        var index = 0;
        foreach (var item in array.EnumerateArray())
        {
            _process.At(index++);
            var mark = Items.Count;
            var shape = Expand(context, property, item, fromMap);
            if (shape == Shape.Fault)
                return shape;
            if (inList && shape == Shape.Many)
                Items.Add(new ListObject(Take(mark)));
        }

        return Shape.Many;
    }

    // 6 to 20
    private Shape ExpandObject(ActiveContext context, in ActiveProperty property, JsonElement element, bool fromMap)
    {
        var definition = property.Definition;
        // 7
        if (context.Previous is not null && !fromMap && !IsValueOrReference(context, element))
            context = context.Previous;

        // 8, 9
        if (definition is { HasContext: true })
        {
            if (_contexts.ForProperty(context, definition) is not { } scoped)
                return Shape.Fault;
            context = scoped;
        }

        var isTop = _isTop;
        _isTop = false;
        if (!(isTop && _isApplied) && element.TryGetProperty("@context"u8, out var local))
        {
            if (_contexts.Process(context, local, _process.Base) is not { } embedded)
                return Shape.Fault;
            context = embedded;
        }

        // 10 to 12
        var typeScoped = context;
        var isJson = false;
        if (!ApplyTypes(ref context, element, ref isJson))
            return Shape.Fault;

        var current = ReferenceEquals(context, typeScoped) && definition is not { HasContext: true } ? property : property.In(context);
        var result = new Result { IsJson = isJson, IsTop = isTop };
        return ExpandMembers(context, typeScoped, current, element, ref result) ? Finish(current, ref result) : Shape.Fault;
    }

    private bool IsValueOrReference(ActiveContext context, JsonElement element)
    {
        var count = 0;
        var isReference = false;
        foreach (var member in element.EnumerateObject())
        {
            count++;
            var name = JsonText.Name(member);
            var keyword = name.Length > 0 && name[0] == '@' ? Keywords.Parse(name) : context.Terms.Find(name)?.Keyword ?? Keyword.NotAKeyword;
            if (keyword == Keyword.Value)
                return true;
            isReference |= keyword == Keyword.Id;
        }

        return isReference && count == 1;
    }

    /// <summary>11: contexts that the node's types bring. 12: whether the node is a JSON literal.</summary>
    private bool ApplyTypes(ref ActiveContext context, JsonElement element, ref bool isJson)
    {
        List<JsonProperty>? members = null;
        JsonProperty? only = null;
        foreach (var member in element.EnumerateObject())
        {
            if (!IsType(context, member))
                continue;
            if (only is null)
                only = member;
            else
                (members ??= [only.Value]).Add(member);
        }

        if (only is null)
            return true;
        if (members is null)
            return ApplyTypes(context, only.Value.Value, ref context) && IsJsonType(context, only.Value.Value, ref isJson);

        members.Sort(static (a, b) => JsonText.Name(a).SequenceCompareTo(JsonText.Name(b)));
        var typeScoped = context;
        foreach (var member in members)
        {
            if (!ApplyTypes(typeScoped, member.Value, ref context))
                return false;
        }

        return IsJsonType(context, members[0].Value, ref isJson);
    }

    private static bool IsType(ActiveContext context, JsonProperty member)
    {
        var name = JsonText.Name(member);
        if (name.SequenceEqual("@type"u8))
            return true;
        foreach (var alias in context.TypeAliases)
        {
            if (name.SequenceEqual(alias))
                return true;
        }

        return false;
    }

    private bool ApplyTypes(ActiveContext typeScoped, JsonElement types, ref ActiveContext context)
    {
        if (types.ValueKind == JsonValueKind.String)
            return ApplyType(typeScoped, types, ref context);
        if (types.ValueKind != JsonValueKind.Array)
            return true;
        if (types.GetArrayLength() == 1)
            return types[0].ValueKind != JsonValueKind.String || ApplyType(typeScoped, types[0], ref context);

        // Only those with a context matter, and their order.
        List<JsonElement>? withContext = null;
        foreach (var type in types.EnumerateArray())
        {
            if (type.ValueKind == JsonValueKind.String && typeScoped.Terms.Find(JsonText.Value(type)) is { HasContext: true })
                (withContext ??= []).Add(type);
        }

        if (withContext is null)
            return true;
        if (withContext.Count > 1)
            withContext.Sort(static (a, b) => JsonText.Value(a).SequenceCompareTo(JsonText.Value(b)));
        foreach (var type in withContext)
        {
            if (!ApplyType(typeScoped, type, ref context))
                return false;
        }

        return true;
    }

    private bool ApplyType(ActiveContext typeScoped, JsonElement type, ref ActiveContext context)
    {
        if (typeScoped.Terms.Find(JsonText.Value(type)) is not { HasContext: true } definition)
            return true;
        if (_contexts.ForType(context, definition) is not { } scoped)
            return false;
        context = scoped;
        return true;
    }

    private static bool IsJsonType(ActiveContext context, JsonElement types, ref bool isJson)
    {
        var last = types;
        if (types.ValueKind == JsonValueKind.Array && types.GetArrayLength() is > 0 and var length)
            last = types[length - 1];
        if (last.ValueKind == JsonValueKind.String)
        {
            var name = JsonText.Value(last);
            isJson = name.SequenceEqual("@json"u8) || context.Terms.Find(name)?.Keyword == Keyword.Json;
        }

        return true;
    }

    private ExpandedItem[] Take(int mark)
    {
        var items = Items.Count == mark ? [] : Items.GetRange(mark, Items.Count - mark).ToArray();
        Items.RemoveRange(mark, Items.Count - mark);
        return items;
    }

    private Shape Dropped(string code, string message) => _process.Dropped(code, message) ? Shape.Nothing : Shape.Fault;

    private Shape Fail(string code, string message)
    {
        _process.Fail(code, message);
        return Shape.Fault;
    }

    /// <summary>The active property: a term with its definition in the context at hand, a keyword, or none.</summary>
    private readonly struct ActiveProperty
    {
        private readonly JsonProperty _member;
        private readonly byte[]? _name;

        public ActiveProperty(TermDefinition? definition, JsonProperty member)
        {
            Definition = definition;
            _member = member;
        }

        public ActiveProperty(TermDefinition? definition, byte[] name)
        {
            Definition = definition;
            _name = name;
        }

        public ActiveProperty(Keyword keyword) => Keyword = keyword;

        public static ActiveProperty None => default;

        public TermDefinition? Definition { get; }

        public Keyword Keyword { get; }

        public bool IsNone => Keyword == Keyword.NotAKeyword && !IsNamed;

        private bool IsNamed => _name is not null || _member.Value.ValueKind != JsonValueKind.Undefined;

        /// <summary>The same property, as another context defines it.</summary>
        public ActiveProperty In(ActiveContext context)
        {
            if (_name is not null)
                return new(context.Terms.Find(_name), _name);
            return IsNamed ? new(context.Terms.Find(JsonText.Name(_member)), _member) : this;
        }
    }
}
