using System.Text.Json;

namespace Issuer.Core.JsonLd;

/// <summary>Context processing (JSON-LD 1.1 API, 4.1.2). Answers null after a fault. Runs once for a context; documents meet its results.</summary>
internal sealed class ContextProcessor(Process process)
{
    // JSON-LD 1.1 API, 4.1.2 step 5.2.3: the processor's limit on contexts that name each other.
    private const int MostRemoteContexts = 16;

    /// <summary>Applies a local context.</summary>
    /// <param name="active">What was in force before.</param>
    /// <param name="local">A context: object, string, null, or an array of these.</param>
    /// <param name="baseUrl">Where it stands.</param>
    public ActiveContext? Process(ActiveContext active, JsonElement local, string? baseUrl) =>
        Process(active, local, baseUrl, [], overrideProtected: false, propagate: true, validate: true);

    /// <summary>Applies the context of a term whose value is being entered.</summary>
    public ActiveContext? ForProperty(ActiveContext active, TermDefinition property) => Scoped(active, property, forType: false);

    /// <summary>Applies the context of a term that is a node's type; it ends where the next node begins.</summary>
    public ActiveContext? ForType(ActiveContext active, TermDefinition type) => Scoped(active, type, forType: true);

    private ActiveContext? Scoped(ActiveContext active, TermDefinition term, bool forType)
    {
        if (active.Derived(term, forType) is { } known)
            return known;
        var made = Process(active, term.Context, term.BaseUrl, [], overrideProtected: !forType, propagate: !forType, validate: true);
        if (made is not null)
            active.KeepDerived(term, forType, made);
        return made;
    }

    internal ActiveContext? Process(
        ActiveContext active, JsonElement local, string? baseUrl, List<string> remote, bool overrideProtected, bool propagate, bool validate)
    {
        if (!process.SpendOnContexts(1 + (active.Terms.Count / 16)))
            return null;
        if (local.ValueKind == JsonValueKind.Object && local.TryGetProperty("@propagate", out var flag))
            propagate = flag.ValueKind != JsonValueKind.False;
        var result = active;
        if (!propagate && active.Previous is null)
        {
            result = active.Clone();
            result.Previous = active;
        }

        if (local.ValueKind != JsonValueKind.Array)
            return ProcessOne(result, local, baseUrl, remote, overrideProtected, propagate, validate);
        foreach (var context in local.EnumerateArray())
        {
            if (ProcessOne(result, context, baseUrl, remote, overrideProtected, propagate, validate) is not { } next)
                return null;
            result = next;
        }

        return result;
    }

    private ActiveContext? ProcessOne(
        ActiveContext active, JsonElement context, string? baseUrl, List<string> remote, bool overrideProtected, bool propagate, bool validate)
    {
        switch (context.ValueKind)
        {
            case JsonValueKind.Null:
                if (!overrideProtected && active.HasProtected)
                    return Fault("invalid-context-nullification", "A null context would take protected terms out of use.");
                var empty = active.Empty();
                if (!propagate)
                    empty.Previous = active.Previous ?? active;
                return empty;
            case JsonValueKind.String:
                return Named(active, JsonText.AsString(context), baseUrl, remote, validate, overrideProtected);
            case JsonValueKind.Object:
                return new ContextDefinition(process, this, baseUrl, remote, overrideProtected).Apply(active, context);
            default:
                return Fault("invalid-local-context", "A context is neither an object, nor a URL, nor null.");
        }
    }

    private ActiveContext? Named(ActiveContext active, string reference, string? baseUrl, List<string> remote, bool validate, bool overrideProtected)
    {
        var url = IriReference.Resolve(baseUrl, reference);
        if (!validate && remote.Contains(url))
            return active;
        if (remote.Count >= MostRemoteContexts)
            return Fault("context-overflow", "More contexts name each other than is allowed.");
        if (Load(url) is not { } loaded)
            return null;
        return Process(active, loaded.Context, loaded.Url, [.. remote, url], overrideProtected: false, propagate: true, validate);
    }

    /// <summary>A context by its URL, or null after a fault.</summary>
    internal LoadedContext? Load(string url)
    {
        var loaded = process.Loader(url);
        if (loaded.FaultCode is { } code)
        {
            Fault(code, $"The context {JsonText.ForMessage(System.Text.Encoding.UTF8.GetBytes(url))} is not among those known here, and none is fetched.");
            return null;
        }

        return loaded;
    }

    private ActiveContext? Fault(string code, string message)
    {
        process.Fail(code, message);
        return null;
    }
}
