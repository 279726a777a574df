using System.Globalization;
using System.Text.Json;
using Issuer.Core.Encoding;

namespace Issuer.Core.JsonLd;

/// <summary>
/// From expanded form to statements (JSON-LD 1.1 API, 8). The node map of the specification is not built: in a set of statements, nodes with one identifier
/// come together by themselves.
/// </summary>
internal sealed class RdfWriter(RdfTerms terms, Quads quads)
{
    private const string Rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
    private const string Xsd = "http://www.w3.org/2001/XMLSchema#";
    private const int DefaultGraph = -1;
    private const int NoTerm = -1;

    private static readonly ContextIri RdfType = new(Rdf + "type");
    private static readonly ContextIri RdfFirst = new(Rdf + "first");
    private static readonly ContextIri RdfRest = new(Rdf + "rest");
    private static readonly ContextIri RdfNil = new(Rdf + "nil");
    private static readonly ContextIri RdfValue = new(Rdf + "value");
    private static readonly ContextIri RdfLanguage = new(Rdf + "language");
    private static readonly ContextIri RdfDirectionIri = new(Rdf + "direction");
    private static readonly byte[] XsdDouble = [.. "http://www.w3.org/2001/XMLSchema#double"u8];

    private Process _process = terms.Process;

    /// <summary>Adds the statements of expanded items to the default graph. False after a fault.</summary>
    public bool Write(Process process, IReadOnlyList<ExpandedItem> items)
    {
        _process = process;
        foreach (var item in items)
        {
            if (item is NodeObject node && WriteNode(node, DefaultGraph) == Fault)
                return false;
        }

        return process.Fault is null;
    }

    private const int Fault = -2;

    /// <summary>The subject's number, <see cref="NoTerm"/> or <see cref="Fault"/>.</summary>
    private int WriteNode(NodeObject node, int graph)
    {
        // Its identifier is a word that is reserved (JSON-LD 1.1, 1.7): nothing can be said of it.
        if (node is { HasId: true, Id: NodeObject.NoId })
            return NoTerm;
        var subject = node.Id >= 0 ? node.Id : terms.FreshBlank();
        if (subject < 0)
            return Fault;
        var good = WriteTypes(subject, node, graph);
        foreach (var property in node.Properties)
            good = good && (property.Value is null || WriteProperty(subject, property, graph));
        foreach (var property in node.Reverse ?? [])
            good = good && (property.Value is null || WriteReverse(subject, property, graph));
        foreach (var included in node.Included ?? [])
            good = good && WriteNode((NodeObject)included, graph) != Fault;
        return good && (node.Graph is null || WriteGraph(subject, node.Graph)) ? subject : Fault;
    }

    private bool WriteTypes(int subject, NodeObject node, int graph)
    {
        if (node.Types is null)
            return true;
        var predicate = terms.Resource(RdfType);
        foreach (var type in node.Types)
        {
            if (!Add(subject, predicate, type, graph))
                return false;
        }

        return true;
    }

    private bool WriteProperty(int subject, Property property, int graph)
    {
        var value = WriteObject(property.Value!, graph);
        return value != Fault && (value == NoTerm || Add(subject, property.Iri, value, graph));
    }

    private bool WriteReverse(int subject, Property property, int graph)
    {
        var value = WriteObject(property.Value!, graph);
        return value != Fault && (value == NoTerm || Add(value, property.Iri, subject, graph));
    }

    private bool WriteGraph(int name, List<ExpandedItem> items)
    {
        // A name that is no IRI names no graph: what is in it is not said (JSON-LD 1.1 API, 8.1.2 step 1.1).
        if (terms.Kind(name) == TermKind.NoIri)
            return _process.Dropped("relative-graph-reference", "The name of a graph is relative.");
        foreach (var item in items)
        {
            if (item is NodeObject node && WriteNode(node, name) == Fault)
                return false;
        }

        return true;
    }

    /// <summary>The number of what an item is as an object, <see cref="NoTerm"/> or <see cref="Fault"/>.</summary>
    private int WriteObject(ExpandedItem item, int graph) => item switch
    {
        NodeObject node => WriteNode(node, graph),
        ListObject list => WriteList(list, graph),
        _ => WriteValue((ValueObject)item, graph),
    };

    private int WriteList(ListObject list, int graph)
    {
        var nil = terms.Resource(RdfNil);
        if (nil < 0 || list.Items.Length == 0)
            return nil < 0 ? Fault : nil;
        var first = terms.Resource(RdfFirst);
        var rest = terms.Resource(RdfRest);
        var head = terms.FreshBlank();
        var cell = head;
        for (var i = 0; i < list.Items.Length; i++)
        {
            var value = WriteObject(list.Items[i], graph);
            if (value == Fault || (value != NoTerm && !Add(cell, first, value, graph)))
                return Fault;
            var next = i == list.Items.Length - 1 ? nil : terms.FreshBlank();
            if (next < 0 || !Add(cell, rest, next, graph))
                return Fault;
            cell = next;
        }

        return head;
    }

    private int WriteValue(ValueObject value, int graph)
    {
        if (value.Direction == TextDirection.Unset || _process.Direction == RdfDirection.None)
            return WriteLiteral(value, null, value.Language);
        if (_process.Direction == RdfDirection.I18nDatatype)
        {
            // JSON-LD 1.1, 9.5 and https://www.w3.org/TR/json-ld11/#the-i18n-namespace
            var language = System.Text.Encoding.ASCII.GetString(value.Language ?? []);
            return WriteLiteral(value, new ContextIri($"https://www.w3.org/ns/i18n#{language}_{Name(value.Direction)}"), null);
        }

        return WriteCompound(value, graph);
    }

    private int WriteCompound(ValueObject value, int graph)
    {
        var node = terms.FreshBlank();
        var text = WriteLiteral(value, null, null);
        if (node < 0 || text == Fault || !Add(node, terms.Resource(RdfValue), text, graph)
            || !Add(node, terms.Resource(RdfDirectionIri), Simple(Name(value.Direction)), graph))
            return Fault;
        if (value.Language is { } language && !Add(node, terms.Resource(RdfLanguage), Simple(System.Text.Encoding.ASCII.GetString(language)), graph))
            return Fault;
        return node;

        int Simple(string plain)
        {
            terms.BeginLiteral();
            return terms.Write("\""u8) && terms.WriteEscaped(System.Text.Encoding.UTF8.GetBytes(plain)) && terms.Write("\""u8) ? terms.EndLiteral() : Fault;
        }
    }

    private static string Name(TextDirection direction) => direction == TextDirection.Rtl ? "rtl" : "ltr";

    private int WriteLiteral(ValueObject value, ContextIri? i18n, byte[]? language)
    {
        // The IRI of a datatype that is no IRI: nothing can be said (JSON-LD 1.1 API, 8.2.2 step 4).
        if (value.Datatype >= 0 && terms.Kind(value.Datatype) != TermKind.Iri)
            return _process.Dropped("invalid-typed-value", "A datatype is no IRI.") ? NoTerm : Fault;
        if (language is not null && !LanguageTag.IsWellFormed(language))
            return NoTerm;
        terms.BeginLiteral();
        if (!terms.Write("\""u8) || !WriteLexical(value, out var native) || !terms.Write("\""u8))
            return Fault;
        var good = true;
        if (i18n is not null)
            good = WriteDatatype(i18n.Utf8);
        else if (value.IsJson)
            good = WriteDatatype("http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON"u8);
        else if (value.Datatype >= 0)
            good = WriteDatatypeOf(value.Datatype);
        else if (native.Length > 0)
            good = WriteDatatype(native);
        else if (language is not null)
            good = terms.Write("@"u8) && terms.Write(language);
        return good ? terms.EndLiteral() : Fault;
    }

    private bool WriteDatatype(ReadOnlySpan<byte> iri) => terms.Write("^^<"u8) && terms.Write(iri) && terms.Write(">"u8);

    /// <summary>As canonical N-Quads want it: <c>xsd:string</c> is not written.</summary>
    private bool WriteDatatypeOf(int datatype)
    {
        var iri = terms.Text(datatype);
        if (iri.SequenceEqual("<http://www.w3.org/2001/XMLSchema#string>"u8))
            return true;
        // The table may be moved while it grows, so the text is copied from where it then is.
        return terms.Write("^^"u8) && terms.WriteCopy(datatype);
    }

    /// <param name="value">What to write.</param>
    /// <param name="native">The datatype that a number or boolean has by itself; empty for text.</param>
    private bool WriteLexical(ValueObject value, out ReadOnlySpan<byte> native)
    {
        native = default;
        if (value.Text is { } text)
            return terms.WriteEscaped(text);
        var element = value.Value;
        if (value.IsJson)
            return WriteJson(element);
        switch (element.ValueKind)
        {
            case JsonValueKind.True:
                native = "http://www.w3.org/2001/XMLSchema#boolean"u8;
                return terms.Write("true"u8);
            case JsonValueKind.False:
                native = "http://www.w3.org/2001/XMLSchema#boolean"u8;
                return terms.Write("false"u8);
            case JsonValueKind.Number:
                return WriteNumber(element, value.Datatype, out native);
            default:
                return terms.WriteEscaped(JsonText.Value(element));
        }
    }

    // JSON-LD 1.1 API, 8.6: "canonical double" is %1.15E without superfluous zeros.
    private bool WriteNumber(JsonElement element, int datatype, out ReadOnlySpan<byte> native)
    {
        native = default;
        if (!element.TryGetDouble(out var number) || !double.IsFinite(number))
            return _process.Fail("invalid-number", "No double holds this number.");
        var isDouble = number % 1 != 0 || Math.Abs(number) >= 1e21 || (datatype >= 0 && terms.Iri(datatype).SequenceEqual(XsdDouble));
        native = isDouble ? XsdDouble : "http://www.w3.org/2001/XMLSchema#integer"u8;
        Span<byte> text = stackalloc byte[64];
        if (!isDouble)
        {
            // Also -0, which has no sign as an integer.
            if (!(number == 0 ? 0 : number).TryFormat(text, out var length, "F0", CultureInfo.InvariantCulture))
                throw new InvalidOperationException("Below 1e21 there are at most 22 characters.");
            return terms.Write(text[..length]);
        }

        if (!number.TryFormat(text, out var written, "E15", CultureInfo.InvariantCulture))
            throw new InvalidOperationException("A double has at most 24 characters in this form.");
        return WriteExponential(text[..written]);
    }

    /// <summary>From <c>-1.500000000000000E+003</c> to <c>-1.5E3</c>.</summary>
    private bool WriteExponential(ReadOnlySpan<byte> text)
    {
        var e = text.IndexOf((byte)'E');
        var mantissa = text[..e].TrimEnd((byte)'0');
        var exponent = int.Parse(text[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        Span<byte> digits = stackalloc byte[8];
        if (!exponent.TryFormat(digits, out var length, default, CultureInfo.InvariantCulture))
            throw new InvalidOperationException("An exponent has at most three digits.");
        return terms.Write(mantissa) && (mantissa[^1] != '.' || terms.Write("0"u8)) && terms.Write("E"u8) && terms.Write(digits[..length]);
    }

    private bool WriteJson(JsonElement element)
    {
        byte[] canonical;
        try
        {
            canonical = CanonicalJson.Canonicalize(element);
        }
        catch (ArgumentException notCanonical)
        {
            return _process.Fail("invalid-json-literal", notCanonical.Message);
        }

        return terms.WriteEscaped(canonical);
    }

    private bool Add(int subject, int predicate, int value, int graph)
    {
        if (subject < 0 || predicate < 0 || value < 0)
            return false;
        // What is no IRI cannot stand in a statement, which then is not made (JSON-LD 1.1 API, 8.1.2); in safe mode it was a fault before.
        if (terms.Kind(subject) == TermKind.NoIri)
            return _process.Dropped("relative-subject-reference", "A subject is relative.");
        if (terms.Kind(predicate) != TermKind.Iri && !(terms.Kind(predicate) == TermKind.Blank && _process.GeneralizedRdf))
            return _process.Dropped("relative-predicate-reference", "A property is relative, or a blank node.");
        if (terms.Kind(value) == TermKind.NoIri)
            return _process.Dropped("relative-object-reference", "An object is relative.");
        if (quads.Count >= _process.Limits.MaxQuads)
            return _process.Fail("too-large", $"The document makes more than {_process.Limits.MaxQuads.ToString(CultureInfo.InvariantCulture)} statements.");
        quads.Add(new(subject, predicate, value, graph));
        return true;
    }
}
