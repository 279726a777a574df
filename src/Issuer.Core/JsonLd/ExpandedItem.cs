using System.Text.Json;

namespace Issuer.Core.JsonLd;

/// <summary>An item of expanded form (JSON-LD 1.1, section 9): node, value or list object; IRIs are numbers of <see cref="RdfTerms"/>.</summary>
internal abstract class ExpandedItem
{
    public string? Index { get; set; }
}

internal sealed class NodeObject : ExpandedItem
{
    public const int NoId = -1;

    private Property[] _properties = [];
    private int _propertyCount;

    /// <summary>The node's IRI or blank node identifier; <see cref="NoId"/> for none (or, with <see cref="HasId"/>, one that is reserved).</summary>
    public int Id { get; set; } = NoId;

    public bool HasId { get; set; }

    public List<int>? Types { get; set; }

    /// <summary>Property by property as met; one property can come several times.</summary>
    public ReadOnlySpan<Property> Properties => _properties.AsSpan(0, _propertyCount);

    public List<Property>? Reverse { get; set; }

    public List<ExpandedItem>? Graph { get; set; }

    public List<ExpandedItem>? Included { get; set; }

    /// <summary>A node that only holds a graph, and perhaps a name for it.</summary>
    public bool IsGraphObject => Graph is not null && Types is null && _propertyCount == 0 && Reverse is null && Included is null;

    public bool HasNothingButId => Types is null && _propertyCount == 0 && Reverse is null && Graph is null && Included is null && Index is null;

    public void Add(Property property)
    {
        if (_propertyCount == _properties.Length)
            Array.Resize(ref _properties, Math.Max(4, _propertyCount * 2));
        _properties[_propertyCount++] = property;
    }

    /// <summary>Puts a value before those that are there.</summary>
    public void AddFirst(Property property)
    {
        Add(property);
        _properties.AsSpan(0, _propertyCount - 1).CopyTo(_properties.AsSpan(1));
        _properties[0] = property;
    }
}

/// <param name="Iri">The property.</param>
/// <param name="Value">One of its values; null says that the property is there, without one.</param>
internal readonly record struct Property(int Iri, ExpandedItem? Value);

internal sealed class ValueObject : ExpandedItem
{
    /// <summary>The value; undefined when it is <see cref="Text"/>.</summary>
    public JsonElement Value { get; init; }

    /// <summary>The value where it was a member's name.</summary>
    public byte[]? Text { get; init; }

    /// <summary>The datatype's number; negative for none.</summary>
    public int Datatype { get; init; } = -1;

    /// <summary>The datatype is <c>@json</c>.</summary>
    public bool IsJson { get; init; }

    public byte[]? Language { get; init; }

    public TextDirection Direction { get; init; }
}

internal sealed class ListObject(ExpandedItem[] items) : ExpandedItem
{
    public ExpandedItem[] Items { get; } = items;
}
