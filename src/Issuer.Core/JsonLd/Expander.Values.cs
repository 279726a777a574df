using System.Text.Json;

namespace Issuer.Core.JsonLd;

/// <summary>IRI expansion (5.2.2) and value expansion (5.3.2).</summary>
internal sealed partial class Expander
{
    // What an IRI expands to beside a term's number.
    private const int Null = -1;
    private const int Fault = -2;
    private const int KeywordCode = -10;

    private static int CodeOf(Keyword keyword) => KeywordCode - (int)keyword;

    private static Keyword KeywordOf(int code) => (Keyword)(KeywordCode - code);

    /// <summary>The number of the IRI, <see cref="Null"/>, <see cref="Fault"/>, or a keyword's code.</summary>
    private int ExpandIri(ActiveContext context, ReadOnlySpan<byte> value, bool vocab, bool documentRelative)
    {
        if (value.Length > 0 && value[0] == '@')
        {
            if (Keywords.Parse(value) is var keyword and not Keyword.NotAKeyword)
                return CodeOf(keyword);
            if (Keywords.HasTheForm(value))
                return Null;
        }

        var colon = value.IndexOf((byte)':');
        var isAbsolute = colon > 0 && value[(colon + 1)..].StartsWith("//"u8);
        // No alias of a keyword looks like https://….
        if ((vocab || !isAbsolute) && context.Terms.Find(value) is { } term)
        {
            if (term.Keyword != Keyword.NotAKeyword)
                return CodeOf(term.Keyword);
            if (vocab)
                return term.Iri is null ? Null : Number(term.Iri);
        }

        if (colon > 0)
        {
            if (isAbsolute || (colon == 1 && value[0] == '_'))
                return Number(value);
            if (context.Terms.Find(value[..colon]) is { IsPrefix: true, Iri: { } prefix })
                return Checked(_terms.Resource(prefix.Utf8, value[(colon + 1)..]));
            if (IriReference.HasScheme(value))
                return Number(value);
        }

        if (vocab && context.Vocab is { } vocabulary)
            return Checked(_terms.Resource(vocabulary.Utf8, value));
        if (!documentRelative || context.Base is null)
            return Number(value);
        var resolved = IriReference.Resolve(context.Base, System.Text.Encoding.UTF8.GetString(value));
        return Number(System.Text.Encoding.UTF8.GetBytes(resolved));
    }

    private int Number(ReadOnlySpan<byte> iri) => Checked(_terms.Resource(iri));

    private int Number(ContextIri iri) => Checked(_terms.Resource(iri));

    private static int Checked(int term) => term < 0 ? Fault : term;

    private Shape ExpandValue(ActiveContext context, in ActiveProperty property, JsonElement value)
    {
        var definition = property.Definition;
        var type = definition?.Type ?? TypeMapping.Unset;
        var isText = value.ValueKind == JsonValueKind.String;
        if (isText && type is TypeMapping.Id or TypeMapping.Vocab && isText)
            return ExpandReference(context, JsonText.Value(value), vocab: type == TypeMapping.Vocab);

        var datatype = -1;
        byte[]? language = null;
        var direction = TextDirection.Unset;
        if (type == TypeMapping.Iri)
        {
            datatype = _terms.Resource(definition!.Datatype!);
            if (datatype < 0)
                return Shape.Fault;
            if (_process.IsSafe && _terms.Kind(datatype) != TermKind.Iri)
                return Fail("invalid-typed-value", "The datatype that the context gives is no IRI.");
        }
        else if (type == TypeMapping.Json)
        {
            Items.Add(new ValueObject { Value = value, IsJson = true });
            return Shape.One;
        }
        else if (isText)
        {
            language = definition is { HasLanguage: true } ? definition.Language : context.Language;
            direction = definition is { Direction: not TextDirection.Unset } ? definition.Direction : context.Direction;
            if (direction == TextDirection.Null)
                direction = TextDirection.Unset;
        }

        Items.Add(new ValueObject { Value = value, Datatype = datatype, Language = language, Direction = direction });
        return Shape.One;
    }

    private Shape ExpandReference(ActiveContext context, ReadOnlySpan<byte> value, bool vocab)
    {
        var id = ExpandIri(context, value, vocab, documentRelative: true);
        if (id == Fault)
            return Shape.Fault;
        var node = new NodeObject { HasId = true };
        if (id < 0)
        {
            if (Dropped("reserved-id-value", "A reference is a keyword or looks like one.") == Shape.Fault)
                return Shape.Fault;
        }
        else
        {
            node.Id = id;
            if (_process.IsSafe && _terms.Kind(id) == TermKind.NoIri)
            {
                NoIri("relative-object-reference", id);
                return Shape.Fault;
            }
        }

        Items.Add(node);
        return Shape.One;
    }
}
