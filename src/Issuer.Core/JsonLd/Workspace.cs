using System.Text.Json;

namespace Issuer.Core.JsonLd;

/// <summary>The tables and buffers for one document at a time, used again for the next one on the same thread.</summary>
internal sealed class Workspace
{
    [ThreadStatic]
    private static Workspace? _spare;

    private readonly Rdfc10 _canonicalization = new();
    private readonly Quads _quads = new();
    private readonly RdfTerms _terms;
    private readonly Expander _expander;

    private Workspace()
    {
        var nobody = new Process(CanonicalizationLimits.Default, isSafe: true);
        _terms = new RdfTerms(nobody);
        _expander = new Expander(_terms, nobody);
    }

    public ReadOnlySpan<byte> NQuads => _canonicalization.NQuads;

    public static Workspace Rent()
    {
        var workspace = _spare ?? new Workspace();
        _spare = null;
        return workspace;
    }

    public static void Return(Workspace workspace) => _spare = workspace;

    /// <summary>Leaves the canonical form in <see cref="NQuads"/>. False after a fault.</summary>
    public bool Canonize(Process process, JsonElement document, in DocumentView view, RdfHash hash)
    {
        _terms.Process = process;
        _terms.Clear();
        _quads.Clear();
        _expander.Reset(process);
        if (document.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
            return process.Fail("not-an-object", "The document is neither an object nor an array of objects.");
        var context = ContextCache.Initial;
        var isApplied = false;
        if (document.ValueKind == JsonValueKind.Object)
        {
            var local = view.Context;
            if (local.ValueKind != JsonValueKind.Undefined || document.TryGetProperty("@context"u8, out local))
            {
                if (ContextCache.Get(process, local) is not { } cached)
                    return false;
                context = cached;
                isApplied = true;
            }
        }

        return _expander.Expand(context, document, view, isApplied)
            && new RdfWriter(_terms, _quads).Write(process, _expander.Items)
            && _canonicalization.Run(process, _terms, _quads, hash);
    }
}
