using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Issuer.Core.Encoding;
using Issuer.Core.Formats;
using Issuer.Core.Keys;
using Issuer.Core.Model;
using Issuer.Core.Verification;
using Issuer.Service.Access;
using Issuer.Service.Credentials;
using Issuer.Service.Institutions;
using Issuer.Service.Operations;
using Issuer.Service.Store;

namespace Issuer.Service.VcApi;

/// <summary>Outcome of a request to sign.</summary>
internal abstract record SignOutcome
{
    private SignOutcome()
    {
    }

    /// <summary>Signed, and the signature is in the log.</summary>
    /// <param name="Json">The credential with its proof, or the envelope around its token; UTF-8 JSON.</param>
    public sealed record Signed(byte[] Json) : SignOutcome;

    /// <summary>Not of the form that the VC-API prescribes, or for another issuer: 400.</summary>
    public sealed record Unfit(Finding Finding) : SignOutcome;

    /// <summary>A credential that no verifier could accept: 422.</summary>
    public sealed record Faulty(Finding Finding) : SignOutcome;
}

/// <summary>
/// Signs credentials that other programs wrote. Nothing is added but the proof, and the status entry where the instance gives one; nothing is kept but the
/// event, which is durable before the caller has the signature.
/// </summary>
internal sealed class DocumentSigning(
    KeyRing keys, StatusLists statusLists, SignedDocuments documents, IssuerSettings settings, Metrics metrics, TimeProvider clock)
{
    /// <summary>Attempts before giving up: each failed one means that another append got through.</summary>
    private const int Attempts = 60;

    /// <summary>Signs.</summary>
    /// <param name="entry">Who asks, where.</param>
    /// <param name="credential">Of a document that outlives the call.</param>
    /// <param name="identifier">By which the caller will refer to it, where it has no <c>id</c>; null for none.</param>
    /// <param name="ct">Ends the wait, not a started append.</param>
    /// <exception cref="StoreUnavailableException">The institution has no active key of the kind, or the store does not answer.</exception>
    public async Task<SignOutcome> SignAsync(Entry entry, JsonElement credential, string? identifier, CancellationToken ct)
    {
        var (instance, institution) = (entry.Instance, entry.Institution);
        var (key, published) = ActiveKey(institution, instance.Algorithm);
        var issuer = instance.SignsAsDidKey ? DidKey.Of(key.PublicKey) : institution.Did;
        // What came is judged before anything is written over it: no instance makes a good issuer of a malformed one.
        var given = instance.SetsIssuer && credential.ValueKind == JsonValueKind.Object && !credential.TryGetProperty("issuer", out _)
            ? WithIssuer(credential, issuer)
            : credential;
        if (UnsignedCredential.Read(given, out var fault) is not { } unsigned)
            return InCredential(fault!);
        if (Refusal(instance, unsigned, issuer, identifier) is { } refused)
            return refused;

        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var now = Instant.Now(clock);
            var place = instance.StatusPurpose is { } purpose ? await statusLists.NextAsync(institution.Id, purpose, ct) : null;
            var document = UnsignedCredential.Write(
                given, instance.SetsIssuer ? issuer : null, place is null ? null : new StatusEntry(place.Purpose, statusLists.Url(place), place.Index), embedded: instance.Suite is not null);
            var method = instance.SignsAsDidKey ? DidKey.MethodOf(key.PublicKey)
                : instance.Suite is null ? institution.JwkMethodId(published) : institution.MultikeyMethodId(published);
            var (json, digest, unsignable) = instance.Suite is { } suite ? Embed(document, key, suite, method, now) : Envelop(document, key, method);
            if (json is null)
                return InCredential(UnsignedCredential.FindingOf(unsignable!));

            var name = identifier ?? unsigned.Id;
            var signed = new DocumentSigned(
                instance.Name, institution.Id, instance.Form, instance.Suite?.Name, published.KeyId, method, Base64UrlText.Encode(digest),
                name is null ? null : documents.Hash(institution.Id, name), place, entry.By);
            if (await documents.TryAddAsync(signed, now))
            {
                metrics.Issued.Add(1, new KeyValuePair<string, object?>("algorithm", instance.Algorithm.JwsName));
                return new SignOutcome.Signed(json);
            }

            statusLists.Resynchronise(institution.Id, instance.StatusPurpose ?? "");
        }

        throw new StoreUnavailableException("An append met a conflict every time.");
    }

    private (SigningKey Key, InstitutionKey Published) ActiveKey(Institution institution, SignatureAlgorithm algorithm) =>
        keys.ActiveKey(institution, algorithm, out var published) is { } key && published is not null
            ? (key, published)
            : throw new StoreUnavailableException($"The institution has no active {algorithm.JwsName} key.");

    private SignOutcome? Refusal(VcApiInstance instance, UnsignedCredential credential, string issuer, string? identifier)
    {
        if (!instance.SetsIssuer && credential.Issuer != issuer)
            return new SignOutcome.Unfit(Finding.Error("/credential/issuer", "issuer-not-here", $"This instance signs for {issuer} alone."));
        if (identifier is not null && credential.Id is { } id && id != identifier)
            return new SignOutcome.Unfit(Finding.Error("/options/credentialId", "identifier-conflict", "The credential has an id of its own, which is another."));
        if (instance.Suite is null && credential.IsOfDataModel1)
            return Faulty("/credential/@context", "context-not-base", "A vc+jwt holds a credential of the data model 2.0.");
        if (instance.StatusPurpose is not null && credential.Json.TryGetProperty("credentialStatus", out _))
            return Faulty("/credential/credentialStatus", "status-present", "This instance writes the credential's status entry itself.");
        // Whoever may sign documents may not give one the address of a credential, list or achievement of this service.
        return credential.Id?.StartsWith(settings.PublicUrl + "/", StringComparison.OrdinalIgnoreCase) == true
            ? Faulty("/credential/id", "id-reserved", "Identifiers under this service's own address are its own to give.")
            : null;
    }

    private static SignOutcome.Faulty Faulty(string pointer, string code, string message) => new(Finding.Error(pointer, code, message));

    private static SignOutcome.Faulty InCredential(Finding fault) => new(fault with { Pointer = "/credential" + fault.Pointer });

    private static JsonElement WithIssuer(JsonElement credential, string issuer) =>
        JsonDocument.Parse(UnsignedCredential.Write(credential, issuer, status: null, embedded: false)).RootElement;

    private static (byte[]? Json, byte[] Digest, TransformationFault? Fault) Embed(byte[] document, SigningKey key, Cryptosuite suite, string method, DateTimeOffset now)
    {
        using var unsigned = new UnsignedDocument(document);
        return unsigned.TrySign(key, new() { Suite = suite, VerificationMethod = method, Created = Instant.WholeSecond(now) }, out var fault) is { } proof
            ? (DataIntegrity.Restore(document, [proof.Json]), proof.Digest, null)
            : (null, [], fault);
    }

    // VC-JOSE-COSE 1.0, 3.1.1: the payload is the credential and nothing else. The envelope is VCDM 2.0's, 4.13.
    private static (byte[]? Json, byte[] Digest, TransformationFault? Fault) Envelop(byte[] document, SigningKey key, string method)
    {
        var input = VcJwt.SigningInput(VcJwt.Header(key.Algorithm, method), document);
        var token = $"{Encoding.ASCII.GetString(input)}.{Base64UrlText.Encode(key.Sign(input))}";
        var envelope = $$"""{"@context":"https://www.w3.org/ns/credentials/v2","id":"data:application/vc+jwt,{{token}}","type":"EnvelopedVerifiableCredential"}""";
        return (Encoding.ASCII.GetBytes(envelope), SHA256.HashData(input), null);
    }
}
