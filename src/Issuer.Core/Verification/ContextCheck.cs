using System.Text.Json;
using Issuer.Core.Formats;

namespace Issuer.Core.Verification;

/// <summary>
/// Context validation, part of the check <c>format</c>. A good signature is not enough: over statements (RDFC) it stays good while a further context, a nested
/// one, a keyword or an IRI in place of a term moves <c>validUntil</c> or <c>credentialStatus</c> out of a reader's sight (w3c/vc-data-integrity#272). So
/// contexts come from a list, stand at the top, and what decides over a credential is said at its top, by the standard's own terms.
/// </summary>
internal static class ContextCheck
{
    private const string Name = "format";

    // What a verifier reads of the credential itself, by either data model's name.
    private static readonly HashSet<string> Deciding =
    [
        "issuer", "validFrom", "validUntil", "issuanceDate", "expirationDate", "credentialStatus", "credentialSubject", "credentialSchema", "proof",
    ];

    /// <summary>The shape of <c>@context</c>: the base context first, then URLs and objects.</summary>
    public static Check? Fault(JsonElement credential, string first)
    {
        if (credential.Member("@context") is not { } context)
            return Failed("context-missing", "There is no @context, so this is no Verifiable Credential.");
        var entries = ((JsonElement?)context).OneOrMany().ToList();
        if (entries.Count == 0 || entries[0].AsText() != first)
            return Failed("context-not-base", $"The first @context is not {first}.");
        return entries.TrueForAll(entry => entry.ValueKind == JsonValueKind.Object || entry.AsText() is { } url && JsonReading.IsAbsoluteIri(url))
            ? null
            : Failed("context-malformed", "An entry of @context is neither a URL nor an object.");
    }

    /// <summary>Why nobody can tell what the members mean; null where they mean what the standard says.</summary>
    /// <param name="credential">The credential.</param>
    /// <param name="known">Its contexts are all on the list.</param>
    public static Check? Unknown(JsonElement credential, bool known)
    {
        if (!known)
            return CannotTell("context-unknown", "The credential uses a JSON-LD context that this verifier does not know, so its terms may mean anything.");
        return new Walk(credential).Run();
    }

    /// <summary>
    /// Terms and types that no context defines, and whatever else JSON-LD would drop or leave relative, are faults in every format (safe mode): readers would
    /// see what was never said.
    /// </summary>
    public static Check? Undefined(TransformationFault? fault) => fault is null ? null
        : fault.IsOurLimit ? CannotTell(fault.Code, fault.Message)
        : Failed(fault.Code, fault.Message);

    private static Check Failed(string code, string detail) => new(Name, Outcome.Failed, code, detail);

    private static Check CannotTell(string code, string detail) => new(Name, Outcome.CannotTell, code, detail);

    // Depth is bounded by the JSON reader; the walk keeps its own stack all the same.
    private sealed class Walk(JsonElement root)
    {
        private readonly string? _id = root.Text("id");
        private readonly Stack<JsonElement> _open = new();

        public Check? Run()
        {
            foreach (var member in root.EnumerateObject())
            {
                if (member.Name == "@context")
                    continue;
                if (member.Name.Contains(':', StringComparison.Ordinal))
                    return CannotTell("iri-as-term", $"The credential says something about itself by an IRI ({JsonReading.Quoted(member.Name)}) instead of a term.");
                if (Keyword(member) is { } fault)
                    return fault;
                // Credentials in a presentation have contexts of their own, and are checked one by one.
                if (member.Name == "proof")
                    PushProofs(member.Value);
                else if (member.Name != "verifiableCredential")
                    Push(member.Value);
            }

            while (_open.TryPop(out var element))
            {
                if ((element.ValueKind == JsonValueKind.Array ? OfArray(element) : OfObject(element)) is { } fault)
                    return fault;
            }

            return null;
        }

        private Check? OfArray(JsonElement array)
        {
            foreach (var item in array.EnumerateArray())
                Push(item);
            return null;
        }

        private Check? OfObject(JsonElement node)
        {
            // Only an endorsement brings contexts of its own: it is a credential, and checked as one.
            var isEndorsement = node.HasType("EndorsementCredential") && node.Member("@context") is { } own && EuContext.AreKnown(own);
            var isCredential = _id is not null && node.Text("id") == _id;
            foreach (var member in node.EnumerateObject())
            {
                if (isCredential && (Deciding.Contains(member.Name) || member.Name.Contains(':', StringComparison.Ordinal)))
                    return Failed("statement-displaced", "A part of the credential says what only its top may say.");
                if (isEndorsement && member.Name == "@context")
                    continue;
                if (Keyword(member) is { } fault)
                    return fault;
                if (isEndorsement && member.Name == "proof")
                    PushProofs(member.Value);
                else
                    Push(member.Value);
            }

            return null;
        }

        private static Check? Keyword(JsonProperty member)
        {
            if (!member.Name.StartsWith('@') || member.Name is "@value" or "@language" or "@direction" or "@none")
                return null;
            return member.Name == "@context"
                ? CannotTell("context-nested", "A part of the credential brings a JSON-LD context of its own.")
                : CannotTell("json-ld-keyword", $"The credential uses the JSON-LD keyword {JsonReading.Quoted(member.Name)}, which this verifier does not process.");
        }

        // A proof's own @context, which JCS suites write, is compared with the document's where the proof is verified.
        private void PushProofs(JsonElement proofs)
        {
            foreach (var proof in ((JsonElement?)proofs).OneOrMany())
            {
                if (proof.ValueKind != JsonValueKind.Object)
                    continue;
                foreach (var member in proof.EnumerateObject())
                {
                    if (member.Name != "@context")
                        Push(member.Value);
                }
            }
        }

        private void Push(JsonElement value)
        {
            if (value.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
                _open.Push(value);
        }
    }
}
