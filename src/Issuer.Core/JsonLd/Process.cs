using System.Globalization;
using System.Text.Json;
using Issuer.Core.Encoding;

namespace Issuer.Core.JsonLd;

/// <summary>
/// What belongs to the processing of one document: mode, limits, the path to where it reads, and the first fault. Methods that can fail answer false (or null)
/// after <see cref="Fail"/>, and every caller returns at once.
/// </summary>
internal sealed class Process(CanonicalizationLimits limits, bool isSafe)
{
    // JSON-LD 1.1 API and RFC 6901: the way down, as names (JsonProperty) and indexes.
    private Step[] _path = new Step[16];
    private int _depth;
    private int _contextWork;

    public CanonicalizationLimits Limits { get; } = limits;

    /// <summary>Safe mode: whatever would be dropped is a fault.</summary>
    public bool IsSafe { get; } = isSafe;

    /// <summary>The document's IRI, against which relative ones are resolved; null for none.</summary>
    public string? Base { get; init; }

    /// <summary>JSON-LD 1.0's rules in place of 1.1's.</summary>
    public bool IsVersion10 { get; init; }

    public RdfDirection Direction { get; init; } = RdfDirection.I18nDatatype;

    /// <summary>Blank nodes as predicates are kept (produceGeneralizedRdf).</summary>
    public bool GeneralizedRdf { get; init; }

    /// <summary>Where contexts named by URL come from: the value of the document's <c>@context</c>, or a fault's code.</summary>
    public ContextLoader Loader { get; init; } = KnownContexts.Load;

    public JsonLdFault? Fault { get; private set; }

    /// <summary>Sets the fault, if there is none yet, and answers false.</summary>
    public bool Fail(string code, string message)
    {
        Fault ??= new(code, message, Pointer());
        return false;
    }

    /// <summary>Gives the fault another code, except where a limit was met; answers false.</summary>
    public bool Recode(string code)
    {
        if (Fault is { Code: not ("too-deep" or "too-large" or "too-much-work") } fault)
            Fault = fault with { Code = code };
        return false;
    }

    /// <summary>In safe mode a fault; else nothing, and the thing is dropped as the algorithms say.</summary>
    public bool Dropped(string code, string message) => !IsSafe || Fail(code, message);

    /// <summary>Goes one level down; false, with a fault, at the limit.</summary>
    public bool Enter()
    {
        if (_depth >= Math.Min(Limits.MaxDepth, 500))
            return Fail("too-deep", $"The document is nested deeper than {Limits.MaxDepth.ToString(CultureInfo.InvariantCulture)} levels.");
        _depth++;
        if (_depth == _path.Length)
            Array.Resize(ref _path, _path.Length * 2);
        _path[_depth] = default;
        return true;
    }

    public void Leave() => _depth--;

    public void At(JsonProperty member) => _path[_depth] = new(member, -1);

    public void At(int index) => _path[_depth] = new(default, index);

    /// <summary>Counts work on contexts; false, with a fault, when the limit is passed.</summary>
    public bool SpendOnContexts(int definitions)
    {
        _contextWork += definitions;
        return _contextWork <= Limits.MaxContextWork || Fail("too-much-work", "The document's contexts take more work than is allowed.");
    }

    public int ContextWork => _contextWork;

    private string Pointer()
    {
        var pointer = "";
        for (var i = 1; i <= _depth; i++)
        {
            if (_path[i].Index >= 0)
                pointer = JsonPointer.Append(pointer, _path[i].Index);
            else if (_path[i].Member.Value.ValueKind != JsonValueKind.Undefined)
                pointer = JsonPointer.Append(pointer, JsonText.NameForMessage(_path[i].Member));
        }

        return pointer;
    }

    private readonly record struct Step(JsonProperty Member, int Index);
}

/// <summary>How a value's base direction appears in RDF (JSON-LD 1.1 API, 7.6).</summary>
internal enum RdfDirection
{
    None,
    I18nDatatype,
    CompoundLiteral,
}

/// <summary>The context document at an absolute URL.</summary>
/// <param name="url">Absolute.</param>
/// <returns>The value of its <c>@context</c>, or undefined where there is none with that URL.</returns>
internal delegate LoadedContext ContextLoader(string url);

/// <param name="Context">The value of <c>@context</c>; undefined when the document could not be had, or has none.</param>
/// <param name="FaultCode">Why it could not, as JSON-LD names it.</param>
/// <param name="Url">Where it really is, for relative references in it.</param>
internal readonly record struct LoadedContext(JsonElement Context, string? FaultCode, string Url);
