using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Issuer.Core.Encoding;
using Issuer.Core.Keys;

namespace Issuer.Core.Verification;

/// <summary>A DID document, as far as checking signatures goes (DID Core 1.0, 5.2 and 5.3): verification methods, and which of them may assert.</summary>
public sealed class DidDocument
{
    /// <summary>Most verification methods that are looked at.</summary>
    public const int MaximumMethods = 256;

    private readonly Dictionary<string, VerificationMethod> _methods = [];
    private readonly Dictionary<string, JsonElement> _sources = [];
    private readonly HashSet<string> _assertion = [];
    private readonly HashSet<string> _authentication = [];

    private DidDocument(string id) => Id = id;

    /// <summary>The DID.</summary>
    public string Id { get; }

    /// <summary>Every verification method, embedded ones among them.</summary>
    public IReadOnlyCollection<VerificationMethod> Methods => _methods.Values;

    /// <summary>Those that may sign credentials.</summary>
    public IEnumerable<VerificationMethod> AssertionMethods => _methods.Values.Where(method => _assertion.Contains(method.Id));

    /// <summary>Those that may sign presentations.</summary>
    public IEnumerable<VerificationMethod> AuthenticationMethods => _methods.Values.Where(method => _authentication.Contains(method.Id));

    /// <summary>The method with this absolute identifier (<c>did:web:host#k1</c>), or null.</summary>
    public VerificationMethod? Find(string id) => _methods.GetValueOrDefault(id);

    /// <summary>Whether <c>assertionMethod</c> lists the method: it may sign credentials.</summary>
    public bool MayAssert(string id) => _assertion.Contains(id);

    /// <summary>Whether <c>authentication</c> lists the method: it may sign presentations.</summary>
    public bool MayAuthenticate(string id) => _authentication.Contains(id);

    /// <summary>
    /// Reads the document of one DID. Identifiers in it may be relative (<c>#k1</c>). A method that lacks an identifier is passed over;
    /// two different ones with the same identifier make the whole unreadable, since readers would differ in which they take.
    /// </summary>
    /// <param name="utf8">The document as served.</param>
    /// <param name="did">The DID that was resolved; the document must be about it.</param>
    /// <param name="document">The document.</param>
    /// <param name="fault">Why not: a code of <see cref="JsonFault"/>, <c>did-document-of-another</c>, <c>did-document-malformed</c> or
    /// <c>did-document-ambiguous</c>.</param>
    public static bool TryRead(
        ReadOnlyMemory<byte> utf8, string did, [NotNullWhen(true)] out DidDocument? document, [NotNullWhen(false)] out string? fault)
    {
        document = null;
        var parsed = StrictJson.Parse(utf8);
        if (parsed.Document is null)
        {
            fault = parsed.Fault?.Code ?? "json-syntax";
            return false;
        }

        var read = new DidDocument(did);
        fault = read.Fill(parsed.Document.RootElement);
        if (fault is not null)
            return false;
        document = read;
        return true;
    }

    /// <summary>The <c>id</c> that a document gives itself, or null: to file documents by their DID.</summary>
    public static string? IdOf(ReadOnlyMemory<byte> utf8) => StrictJson.Parse(utf8).Document?.RootElement.Text("id");

    /// <summary>A document of one method, for DIDs that are keys themselves.</summary>
    internal static DidDocument OfOneKey(string did, VerificationMethod method)
    {
        var document = new DidDocument(did);
        document._methods.Add(method.Id, method);
        document._assertion.Add(method.Id);
        document._authentication.Add(method.Id);
        return document;
    }

    private string? Fill(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
            return "did-document-malformed";
        if (root.Text("id") != Id)
            return "did-document-of-another";
        foreach (var member in root.Values("verificationMethod"))
        {
            if (Add(member) is null)
                return "did-document-ambiguous";
        }

        return AddAll(root, "assertionMethod", _assertion) && AddAll(root, "authentication", _authentication) ? null : "did-document-ambiguous";
    }

    private bool AddAll(JsonElement root, string relationship, HashSet<string> ids)
    {
        foreach (var member in root.Values(relationship))
        {
            var id = member.ValueKind == JsonValueKind.Object ? Add(member) : Absolute(member.AsText());
            if (id is null)
                return false;
            ids.Add(id);
        }

        return true;
    }

    // The identifier; empty for what is no method; null for a second one with the same identifier, or one too many.
    private string? Add(JsonElement member)
    {
        if (member.ValueKind != JsonValueKind.Object || member.Text("id") is not { } text || Absolute(text) is not { Length: > 0 } id)
            return "";
        // One method may stand under several relationships, in the very same words.
        if (_sources.TryGetValue(id, out var before))
            return JsonElement.DeepEquals(before, member) ? id : null;
        if (_methods.Count == MaximumMethods)
            return null;
        _sources.Add(id, member);
        _methods.Add(id, VerificationMethod.Of(id, member));
        return id;
    }

    private string Absolute(string? id) => id switch
    {
        null => "",
        ['#', ..] => Id + id,
        _ => id,
    };
}

/// <summary>A verification method: a key, and who controls it.</summary>
public sealed class VerificationMethod
{
    private readonly JsonElement? _jwk;
    private readonly string? _multikey;
    private readonly bool _ambiguous;

    private VerificationMethod(string id, string? controller, JsonElement? jwk, string? multikey, bool ambiguous)
    {
        Id = id;
        Controller = controller;
        _jwk = jwk;
        _multikey = multikey;
        _ambiguous = ambiguous;
    }

    /// <summary>Absolute DID URL.</summary>
    public string Id { get; }

    /// <summary>DID of whoever controls the key; null where the document does not say.</summary>
    public string? Controller { get; }

    /// <summary>Certificates that the JWK brings along (RFC 7517, 4.7), or null.</summary>
    internal JsonElement? X5c => _jwk?.Member("x5c");

    /// <summary>From when on it verifies nothing any more: the earlier of <c>expires</c> and <c>revoked</c> (Controlled Identifiers 1.0, 2.2).</summary>
    public DateTimeOffset? EndsAt { get; private init; }

    /// <summary>The public key for a JWS of this algorithm.</summary>
    /// <param name="jwsAlgorithm">The header's <c>alg</c>: an RSA key takes its padding from it, any other key must agree with it.</param>
    /// <param name="key">The key.</param>
    /// <param name="fault">A code of <see cref="KeyFault"/>; <c>key-ambiguous</c> (both forms of key, which DID Core 5.2.1 forbids), <c>key-form-unsupported</c> or <c>key-not-of-certificate</c>.</param>
    public bool TryGetKey(string jwsAlgorithm, [NotNullWhen(true)] out PublicKey? key, [NotNullWhen(false)] out string? fault)
    {
        key = null;
        fault = _ambiguous ? "key-ambiguous" : "key-form-unsupported";
        if (_ambiguous)
            return false;
        if (_jwk is { } jwk)
            return PublicKey.TryFromJwk(jwk, jwsAlgorithm, out key, out fault) && CertifiedKey.Agrees(jwk, jwsAlgorithm, ref key, ref fault);
        if (_multikey is null || !PublicKey.TryFromMultikey(_multikey, out var read, out fault))
            return false;
        fault = KeyFault.AlgorithmMismatch;
        if (!read.Algorithm.IsJwsName(jwsAlgorithm))
            return false;
        key = read;
        return true;
    }

    internal static VerificationMethod Of(string id, JsonElement member)
    {
        var (jwk, multikey) = (member.Member("publicKeyJwk"), member.Member("publicKeyMultibase"));
        return new(id, member.Text("controller"), jwk, multikey?.AsText(), jwk is not null && multikey is not null)
        {
            EndsAt = Earlier(Date(member, "expires"), Date(member, "revoked")),
        };
    }

    // A bare JWK (Open Badges 3.0, 8.2.3), or a verification method with a key in it (Controlled Identifiers 1.0, 2.2).
    internal static VerificationMethod OfAddress(string address, JsonElement answer) =>
        answer.Member("publicKeyJwk") is null && answer.Member("publicKeyMultibase") is null
            ? new(address, controller: null, answer, multikey: null, ambiguous: false)
            : Of(address, answer);

    internal static VerificationMethod OfMultikey(string did, string multikey) => new($"{did}#{multikey}", did, jwk: null, multikey, ambiguous: false);

    internal static VerificationMethod OfJwk(string did, JsonElement jwk) => new(did + "#0", did, jwk, multikey: null, ambiguous: false);

    // A date that cannot be read ends the key at once: nothing fails open.
    private static DateTimeOffset? Date(JsonElement member, string name) =>
        member.Member(name) is not { } date ? null
        : date.AsText() is { } text && XsdDateTime.TryParse(text, out var value) ? value
        : DateTimeOffset.MinValue;

    private static DateTimeOffset? Earlier(DateTimeOffset? a, DateTimeOffset? b) => a is null ? b : b is null || a < b ? a : b;
}
