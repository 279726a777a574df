using System.Text.Json;
using Issuer.Core.Formats;
using Issuer.Core.Keys;

namespace Issuer.Core.Verification;

/// <summary>
/// From a token's <c>kid</c> or a proof's <c>verificationMethod</c> to the keys that may have signed, and whether they are the issuer's to sign with. The
/// name is a hint, never a source of trust: keys come from the issuer's own document, and an address that a stranger could have written is not asked.
/// </summary>
internal sealed class KeyFinder(IVerificationSources sources)
{
    /// <summary>Where keys are fetched.</summary>
    public IVerificationSources Sources => sources;

    // Tried one after the other where the token does not name one of them.
    private const int MaximumCandidates = 16;

    /// <summary>Looks for the keys.</summary>
    /// <param name="kid">The header's <c>kid</c>.</param>
    /// <param name="algorithm">The header's <c>alg</c>; known to be one that is verified.</param>
    /// <param name="issuer">The credential's issuer.</param>
    /// <param name="now">Keys that have ended are not used.</param>
    /// <param name="ct">Ends the wait.</param>
    public ValueTask<KeyAnswer> FindAsync(string? kid, string algorithm, string issuer, DateTimeOffset now, CancellationToken ct) =>
        FindAsync(kid, new KeyQuestion([algorithm], issuer, now), ct);

    /// <summary>The same for any purpose.</summary>
    public async ValueTask<KeyAnswer> FindAsync(string? kid, KeyQuestion question, CancellationToken ct)
    {
        var issuer = question.Issuer;
        if (kid is ['#', ..])
            kid = issuer + kid;
        if (kid is not null && kid.StartsWith("did:", StringComparison.Ordinal))
            return await FindByDidUrlAsync(kid, question, ct);
        if (kid is not null && !IsWebAddress(kid, out _))
            return KeyAnswer.Failed("kid-unusable", "The token names its key neither by a DID URL nor by an https address.");
        if (issuer.StartsWith("did:", StringComparison.Ordinal))
            return await FindAnyAsync(question, ct);
        return kid is null
            ? KeyAnswer.Failed("kid-missing", "The token does not say which key signed it.")
            : await FetchAsync(new(kid), question, ct);
    }

    /// <summary>Looks for the key of an embedded proof: exactly one, under the name that the proof gives it.</summary>
    /// <param name="verificationMethod">DID URL, or the https address of a key.</param>
    /// <param name="question">Whose and for what it must be.</param>
    /// <param name="ct">Ends the wait.</param>
    public async ValueTask<KeyAnswer> FindMethodAsync(string verificationMethod, KeyQuestion question, CancellationToken ct)
    {
        if (verificationMethod.StartsWith("did:", StringComparison.Ordinal))
            return await FindByDidUrlAsync(verificationMethod, question, ct);
        return IsWebAddress(verificationMethod, out var url)
            ? await FetchAsync(url, question, ct)
            : KeyAnswer.Failed("kid-unusable", "The proof names its key neither by a DID URL nor by an https address.");
    }

    // A DID URL: the method must be in that DID's document, and the DID must be the issuer.
    private async ValueTask<KeyAnswer> FindByDidUrlAsync(string kid, KeyQuestion question, CancellationToken ct)
    {
        var hash = kid.IndexOf('#', StringComparison.Ordinal);
        var did = hash < 0 ? kid : kid[..hash];
        if (hash < 0 || hash == kid.Length - 1 || did.AsSpan().IndexOfAny('/', '?') >= 0)
            return KeyAnswer.Failed("kid-unusable", "What names the key is no DID URL of a verification method.");

        // Whatever that document says, the key is not the issuer's; so nobody is asked for it.
        if (question.MustBeIssuers && did != question.Issuer && !IsKeyItself(did))
        {
            return new(
                [],
                new("signature", Outcome.CannotTell, "key-not-looked-up", "The key is not the issuer's, so it was not looked up."),
                Mismatch());
        }

        var (document, fault) = await ResolveAsync(did, ct);
        if (document is null)
            return fault!;
        if (document.Find(kid) is not { } method)
            return KeyAnswer.Failed("key-not-found", "The issuer's DID document does not list the key that signed.");
        if (Use(method, question, out var key) is { } unusable)
            return unusable;
        return new([Candidate(key!, kid, method, question)], null, question.MustBeIssuers && did != question.Issuer ? Mismatch() : Ownership(document, method, question));
    }

    // No key named, or named by an address: any of those that the issuer's document lets sign for the purpose.
    private async ValueTask<KeyAnswer> FindAnyAsync(KeyQuestion question, CancellationToken ct)
    {
        var (document, fault) = await ResolveAsync(question.Issuer, ct);
        if (document is null)
            return fault!;
        var keys = new List<CandidateKey>();
        foreach (var method in question.Purpose == ProofOptions.Authentication ? document.AuthenticationMethods : document.AssertionMethods)
        {
            if (keys.Count < MaximumCandidates && Ownership(document, method, question).Outcome == Outcome.Passed
                && Use(method, question, out var key) is null && !keys.Exists(candidate => candidate.Key.Equals(key)))
                keys.Add(Candidate(key!, method.Id, method, question));
        }

        return keys.Count == 0
            ? KeyAnswer.Failed("key-not-found", "The issuer's DID document lists no key of the token's algorithm for signing credentials.")
            : new(keys, null, Passed("The key is one that the issuer's DID document lists for signing credentials."));
    }

    // Issuer and key are both web addresses (Open Badges 3.0, 8.2.3): then they must be of one host.
    private async ValueTask<KeyAnswer> FetchAsync(Uri url, KeyQuestion question, CancellationToken ct)
    {
        if (!IsWebAddress(question.Issuer, out var home) || home.GetLeftPart(UriPartial.Authority) != url.GetLeftPart(UriPartial.Authority))
        {
            return new(
                [],
                new("signature", Outcome.CannotTell, "key-not-looked-up", "The key's address is not on the issuer's host, so it was not looked up."),
                Mismatch());
        }

        if (await sources.FetchKeyAsync(url, ct) is not Lookup.Found found)
            return KeyAnswer.CannotTell("key-unreachable", "The issuer's key could not be fetched.");
        if (Encoding.StrictJson.Parse(found.Body).Document is not { RootElement.ValueKind: JsonValueKind.Object } answer)
            return KeyAnswer.CannotTell("key-unreadable", "What the key's address answers is no key.");
        var method = VerificationMethod.OfAddress(url.AbsoluteUri, answer.RootElement);
        return Use(method, question, out var key) is { } unusable
            ? unusable
            : new([Candidate(key!, url.AbsoluteUri, method, question)], null, Passed("The key is published on the issuer's own host."));
    }

    private CandidateKey Candidate(PublicKey key, string kid, VerificationMethod method, KeyQuestion question) =>
        new(key, kid) { Certificate = CertifiedKey.Facts(method.X5c, question.Issuer, sources.TrustedRoots, question.Now) };

    private async ValueTask<(DidDocument? Document, KeyAnswer? Fault)> ResolveAsync(string did, CancellationToken ct)
    {
        DidDocument? document;
        string? fault;
        if (IsKeyItself(did))
        {
            var resolved = did.StartsWith(DidKey.Prefix, StringComparison.Ordinal)
                ? DidKey.TryResolve(did, out document, out fault)
                : DidJwk.TryResolve(did, out document, out fault);
            return resolved ? (document, null) : (null, Unusable(fault!));
        }

        if (!did.StartsWith(DidWeb.Prefix, StringComparison.Ordinal))
            return (null, KeyAnswer.CannotTell("did-method-not-supported", "The issuer's DID is of a method that this verifier cannot resolve."));
        if (!DidWeb.TryToUrl(did, out _))
            return (null, KeyAnswer.Failed("did-malformed", "The issuer's did:web identifier does not name a host."));
        return await sources.ResolveDidAsync(did, ct) switch
        {
            Lookup.Found found => DidDocument.TryRead(found.Body, did, out document, out _)
                ? (document, null)
                : (null, KeyAnswer.CannotTell("did-document-unreadable", "What the issuer's host answers is not the DID document of the issuer.")),
            Lookup.Absent => (null, KeyAnswer.Failed("did-not-found", "There is no institution with the issuer's DID.")),
            _ => (null, KeyAnswer.CannotTell("key-unreachable", "The issuer's DID document could not be fetched.")),
        };
    }

    // Null when the key can be used.
    private static KeyAnswer? Use(VerificationMethod method, KeyQuestion question, out PublicKey? key)
    {
        key = null;
        if (method.EndsAt <= question.Now)
            return KeyAnswer.Failed("key-ended", "The issuer's DID document says that the key has expired or was revoked.");
        string? fault = null;
        foreach (var algorithm in question.Algorithms)
        {
            if (method.TryGetKey(algorithm, out key, out fault))
                return null;
        }

        return Unusable(fault!);
    }

    internal static KeyAnswer Unusable(string fault) => fault switch
    {
        KeyFault.AlgorithmMismatch => KeyAnswer.Failed("algorithm-mismatch", "The algorithm or cryptosuite is not that of the key."),
        KeyFault.KeyTypeUnsupported or KeyFault.CurveUnsupported or KeyFault.MultikeyUnsupported or KeyFault.RsaUnsupported or "key-form-unsupported" =>
            KeyAnswer.CannotTell("key-not-supported", "The key is of a kind that this verifier does not know."),
        _ => KeyAnswer.Failed("key-unusable", $"The key cannot be used ({fault})."),
    };

    private static Check Ownership(DidDocument document, VerificationMethod method, KeyQuestion question)
    {
        if (method.Controller != (question.MustBeIssuers ? question.Issuer : document.Id))
            return new("issuer", Outcome.Failed, "controller-mismatch", "The key is controlled by somebody other than the credential's issuer.");
        if (question.Purpose == ProofOptions.Authentication)
        {
            return document.MayAuthenticate(method.Id)
                ? Passed("The key is one that the holder's DID document lists for authentication.")
                : new("issuer", Outcome.Failed, "key-not-for-authentication", "The holder's DID document does not let this key sign presentations.");
        }

        return document.MayAssert(method.Id)
            ? Passed("The key is one that the issuer's DID document lists for signing credentials.")
            : new("issuer", Outcome.Failed, "key-not-for-assertion", "The issuer's DID document does not let this key sign credentials.");
    }

    private static Check Mismatch() => new("issuer", Outcome.Failed, "issuer-mismatch", "The key that signed is not the named issuer's.");

    private static Check Passed(string detail) => new("issuer", Outcome.Passed, "issuer-key", detail);

    /// <summary>Whether the identifier is the key, so that nobody is asked for it.</summary>
    internal static bool IsKeyItself(string did) =>
        did.StartsWith(DidKey.Prefix, StringComparison.Ordinal) || did.StartsWith(DidJwk.Prefix, StringComparison.Ordinal);

    // http only ever leads somewhere where the sources' operator allows a test's origin.
    private static bool IsWebAddress(string text, out Uri url) =>
        Uri.TryCreate(text, UriKind.Absolute, out url!) && url.Scheme is "https" or "http" && JsonReading.IsAbsoluteIri(text);
}

/// <summary>What a key must be good for.</summary>
/// <param name="Algorithms">JWS names of the algorithms, one of which must be the key's.</param>
/// <param name="Issuer">The credential's issuer, or a presentation's holder.</param>
/// <param name="Now">Keys that have ended are not used.</param>
internal sealed record KeyQuestion(IReadOnlyList<string> Algorithms, string Issuer, DateTimeOffset Now)
{
    /// <summary>What the key signed for; see <see cref="ProofOptions.Purpose"/>.</summary>
    public string Purpose { get; init; } = ProofOptions.Assertion;

    /// <summary>See <see cref="VerifyOptions.IssuerControlsKey"/>.</summary>
    public bool MustBeIssuers { get; init; } = true;
}

/// <summary>A key that may have signed, and the identifier by which the issuer lists it (or its certificate's thumbprint).</summary>
internal sealed record CandidateKey(PublicKey Key, string Kid)
{
    /// <summary>Who certifies that the key is the issuer's, where somebody trusted does.</summary>
    public CertificateFacts? Certificate { get; init; }
}

/// <summary>What was found out about a token's key.</summary>
/// <param name="Keys">Keys to try.</param>
/// <param name="Signature">The check <c>signature</c> where there is no key to try; otherwise null.</param>
/// <param name="Issuer">The check <c>issuer</c>, should one of the keys have signed.</param>
internal sealed record KeyAnswer(IReadOnlyList<CandidateKey> Keys, Check? Signature, Check Issuer)
{
    public static KeyAnswer Failed(string code, string detail) => None(Outcome.Failed, code, detail);

    public static KeyAnswer CannotTell(string code, string detail) => None(Outcome.CannotTell, code, detail);

    private static KeyAnswer None(Outcome outcome, string code, string detail) => new(
        [], new("signature", outcome, code, detail), new("issuer", Outcome.CannotTell, "key-unknown", "Without the key nobody can tell whose it is."));
}
