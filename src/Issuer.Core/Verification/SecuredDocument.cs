using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using Issuer.Core.Formats;
using Issuer.Core.Keys;

namespace Issuer.Core.Verification;

/// <summary>
/// A credential or presentation with embedded proofs (VC Data Integrity 1.0). Every proof of a set must be good and the issuer's: one that is not would
/// let anyone add a good one to what somebody else has broken.
/// </summary>
internal sealed class SecuredDocument : SecuredCredential
{
    /// <summary>Most proofs that are looked at. Those of a set share what they hash.</summary>
    public const int MaximumProofs = 16;

    /// <summary>Most different contents that the proofs of chains may be over; each costs a canonicalisation of the document.</summary>
    public const int MaximumContents = 4;

    private const string TooManyContents = "too-many-contents";

    private readonly JsonElement _document;
    private readonly string _purpose;
    private readonly ImmutableArray<EmbeddedProof> _proofs;
    private readonly Check? _fault;
    private readonly ProofHashing _hashing;

    private SecuredDocument(
        Check format, CredentialFacts? facts, JsonElement document, string purpose, ImmutableArray<EmbeddedProof> proofs, Check? fault, ProofHashing hashing)
        : base(format, facts) => (_document, _purpose, _proofs, _fault, _hashing) = (document, purpose, proofs, fault, hashing);

    /// <summary>A credential.</summary>
    public static SecuredDocument Open(JsonElement document)
    {
        var (format, facts) = FormatCheck.OfDocument(document);
        return Open(document, format, facts, ProofOptions.Assertion);
    }

    /// <summary>A presentation.</summary>
    public static SecuredDocument OpenPresentation(JsonElement presentation)
    {
        var signer = presentation.Values("proof").Select(proof => proof.Text("verificationMethod")).FirstOrDefault(method => method is not null);
        var (format, facts) = PresentationFormat.Of(presentation, signer);
        return Open(presentation, format, facts, ProofOptions.Authentication);
    }

    /// <inheritdoc/>
    public override bool IsPresentation => _purpose == ProofOptions.Authentication;

    /// <summary>Reads the proofs of what is already understood.</summary>
    private static SecuredDocument Open(JsonElement document, Check format, CredentialFacts? facts, string purpose)
    {
        var (proofs, fault) = ReadProofs(document, purpose);
        var bindings = proofs.Select(proof => new Binding(proof.Json.Member("domain"), proof.Json.Text("challenge"), proof.Created, proof.Expires));
        var hashing = new ProofHashing(document);
        if (format.Outcome == Outcome.Passed && fault is not { Outcome: Outcome.Failed })
            format = ContextCheck.Undefined(hashing.StatementsFault(HashOf(proofs))) ?? format;
        return new(format, facts is null || format.Outcome == Outcome.Failed ? null : facts with { Bindings = [.. bindings] }, document, purpose, proofs, fault, hashing);
    }

    /// <inheritdoc/>
    public override async ValueTask<Authenticity> AuthenticateAsync(KeyFinder keys, VerifyOptions options, DateTimeOffset now, CancellationToken ct)
    {
        var unknown = new Check("issuer", Outcome.CannotTell, "key-unknown", "Without a checked signature nobody can tell whose it is.");
        if (_fault is { Outcome: Outcome.Failed })
            return new(_fault, unknown);

        Check? signature = _fault;
        Check? issuer = null;
        var hashings = new Dictionary<string, ProofHashing> { [""] = _hashing };
        var good = ImmutableArray.CreateBuilder<GoodSignature>();
        foreach (var proof in _proofs)
        {
            var (ofProof, ofIssuer, signed) = await VerifyAsync(proof, hashings, keys, options, now, ct);
            signature = Graver(signature, ofProof);
            issuer = Graver(issuer, ofIssuer);
            if (signed is not null)
                good.Add(signed);
            // Whatever the others are, it is not valid; and they would cost as much again.
            if (ofProof.Code is "too-much-work" or "too-large" or "too-deep" or TooManyContents)
                break;
        }

        return new(signature!, issuer ?? unknown, good.ToImmutable());
    }

    private async ValueTask<(Check Signature, Check Issuer, GoodSignature? Good)> VerifyAsync(
        EmbeddedProof proof, Dictionary<string, ProofHashing> hashings, KeyFinder keys, VerifyOptions options, DateTimeOffset now, CancellationToken ct)
    {
        var question = new KeyQuestion([.. proof.Suite.Algorithms.Select(algorithm => algorithm.JwsName)], Facts!.Issuer, now)
        {
            Purpose = _purpose,
            MustBeIssuers = options.IssuerControlsKey,
        };
        var answer = await keys.FindMethodAsync(proof.VerificationMethod, question, ct);
        if (answer.Signature is { } none)
            return (none, answer.Issuer, null);
        var (check, digest) = Verify(proof, answer.Keys[0].Key, hashings);
        return check.Outcome == Outcome.Passed
            ? (check, answer.Issuer, new(answer.Keys[0], digest!, proof.Created))
            : (check, answer.Issuer.Outcome == Outcome.Passed
                ? new("issuer", Outcome.CannotTell, "signature-not-good", "Without a good signature nobody can tell who issued it.")
                : answer.Issuer, null);
    }

    private (Check Check, byte[]? Digest) Verify(EmbeddedProof proof, PublicKey key, Dictionary<string, ProofHashing> hashings)
    {
        var context = _document.Member("@context");
        var own = proof.Json.Member("@context");
        if (own is not null && !IsPrefix(own, context))
            return (Failed("proof-context-mismatch", "A proof's @context is not how the document's begins."), null);

        if (HashingFor(proof, proof.Suite.IsJcs ? own : null, hashings) is not { } hashing)
            return (new("signature", Outcome.CannotTell, TooManyContents, $"The proofs are over more than {MaximumContents} different contents."), null);
        if (hashing.HashData(proof.Json, proof.Suite, Cryptosuite.HashOf(key.Algorithm), out var fault) is not { } hashData)
            return (new("signature", fault!.IsOurLimit ? Outcome.CannotTell : Outcome.Failed, fault.Code, fault.Message), null);
        return key.Verify(hashData, proof.Signature)
            ? (new("signature", Outcome.Passed, "signature-good", $"The signature is good ({proof.Suite})."), SHA256.HashData(hashData))
            : (Failed("signature-mismatch", "The signature is not of this content: it was changed, or signed with another key."), null);
    }

    // Proofs over the same content share its hashes; null for one content too many.
    private ProofHashing? HashingFor(EmbeddedProof proof, JsonElement? context, Dictionary<string, ProofHashing> hashings)
    {
        var name = string.Join(' ', proof.Previous) + context?.GetRawText();
        if (!hashings.TryGetValue(name, out var hashing))
        {
            if (hashings.Count == MaximumContents)
                return null;
            var previous = _proofs.Where(other => other.Id is { } id && proof.Previous.Contains(id)).Select(other => other.Json).ToList();
            hashings[name] = hashing = new(_document, context, previous);
        }

        return hashing;
    }

    // By its length a signature is P-384's or not; only speed depends on guessing right.
    private static HashAlgorithmName HashOf(ImmutableArray<EmbeddedProof> proofs) =>
        proofs is [{ Signature.Length: 96 }, ..] ? HashAlgorithmName.SHA384 : HashAlgorithmName.SHA256;

    private static (ImmutableArray<EmbeddedProof> Proofs, Check? Fault) ReadProofs(JsonElement document, string purpose)
    {
        var all = document.Values("proof").Where(proof => proof.ValueKind != JsonValueKind.Null).Take(MaximumProofs + 1).ToList();
        if (all.Count == 0)
            return ([], Failed("no-proof", "The credential is not signed."));
        if (all.Count > MaximumProofs)
            return ([], Failed("too-many-proofs", $"The credential has more than {MaximumProofs} proofs."));

        Check? fault = null;
        var proofs = ImmutableArray.CreateBuilder<EmbeddedProof>();
        foreach (var json in all)
        {
            var (proof, wrong) = EmbeddedProof.Read(json);
            if (proof is null)
                fault = Graver(fault, wrong!);
            else if (proof.Purpose != purpose)
                fault = Graver(fault, Failed("proof-purpose-mismatch", $"A proof was not made for the purpose that this needs ({purpose})."));
            else
                proofs.Add(proof);
        }

        return (proofs.ToImmutable(), Graver(fault, ChainFault(proofs, all.Count)));
    }

    // VC Data Integrity 1.0, 4.5: every proof that a chain refers to is there, once.
    private static Check? ChainFault(ImmutableArray<EmbeddedProof>.Builder proofs, int count)
    {
        var ids = proofs.Where(proof => proof.Id is not null).Select(proof => proof.Id!).ToList();
        if (ids.Distinct().Count() != ids.Count)
            return Failed("proof-id-repeated", "Two proofs have the same id.");
        // Where a proof could not be read, the missing one may be it.
        return proofs.Count == count && proofs.SelectMany(proof => proof.Previous).Any(id => !ids.Contains(id))
            ? Failed("previous-proof-missing", "A proof was made over an earlier one that is not there.")
            : null;
    }

    // VC-DI-EdDSA 1.0, 3.4.2 step 4: contexts may have been added after the last of those signed.
    private static bool IsPrefix(JsonElement? own, JsonElement? whole)
    {
        var all = whole.OneOrMany().ToList();
        var signed = own.OneOrMany().ToList();
        return signed.Count <= all.Count && signed.Zip(all).All(pair => JsonElement.DeepEquals(pair.First, pair.Second));
    }

    private static Check? Graver(Check? a, Check? b) => a is null ? b : b is null ? a : Weight(b) > Weight(a) ? b : a;

    private static int Weight(Check check) => check.Outcome switch { Outcome.Failed => 2, Outcome.Passed => 0, _ => 1 };

    private static Check Failed(string code, string detail) => new("signature", Outcome.Failed, code, detail);
}
