using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Issuer.Core.Verification;
using Issuer.Service.Access;

namespace Issuer.Service.Institutions;

/// <summary>
/// What an institution says about its keys. All are functions of the institution alone, so they change only with its version. Retired keys
/// stay everywhere, since what they signed lives on. A compromised key stays in the published DID document as a method that is
/// <c>revoked</c> and asserts nothing any more, and leaves the key set: other verifiers have no log by which to tell old from forged.
/// </summary>
public static class IdentityDocuments
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>DID document with every key asserting, UTF-8 JSON: for our own checks, which ask the log when a key was whose.</summary>
    public static byte[] DidDocument(Institution institution) =>
        DidDocumentWriter.Write(institution.Did, institution.Keys.Select(key => (key.KeyId, key.PublicKey)));

    /// <summary>DID document as everybody else reads it, UTF-8 JSON: a compromised key is revoked and asserts nothing.</summary>
    public static byte[] PublishedDidDocument(Institution institution)
    {
        var document = DidDocument(institution);
        return institution.Keys.Any(key => key.CompromisedAt is not null) ? Revoke(document, institution) : document;
    }

    /// <summary>JWK set, UTF-8 JSON: all keys but compromised ones.</summary>
    public static byte[] KeySet(Institution institution) =>
        JwksWriter.Write(institution.Did, institution.Keys.Where(key => key.CompromisedAt is null).Select(key => (key.KeyId, key.PublicKey)));

    /// <summary>One bare JWK, UTF-8 JSON.</summary>
    public static byte[] SingleKey(Institution institution, InstitutionKey key) => JwksWriter.WriteKey(institution.Did, key.KeyId, key.PublicKey);

    /// <summary>Every key with its windows, UTF-8 JSON: when it was published, signed, was retired, fell into other hands.</summary>
    public static byte[] KeyHistory(Institution institution)
    {
        var keys = new JsonArray();
        foreach (var key in institution.Keys)
        {
            keys.Add(new JsonObject
            {
                ["keyId"] = key.KeyId,
                ["algorithm"] = key.Algorithm.JwsName,
                ["multikey"] = institution.MultikeyMethodId(key),
                ["jwk"] = institution.JwkMethodId(key),
                ["url"] = $"{institution.PublicUrl}/institutions/{institution.Slug}/keys/{key.KeyId}",
                ["thumbprint"] = key.PublicKey.Thumbprint(),
                ["addedAt"] = Instant.Write(key.AddedAt),
                ["activeFrom"] = Text(key.ActiveFrom),
                ["retiredAt"] = Text(key.RetiredAt),
                ["compromisedAt"] = Text(key.CompromisedAt),
                ["publicKeyJwk"] = key.PublicKey.ToJwk(institution.JwkMethodId(key), use: "sig", withAlgorithm: true),
            });
        }

        return JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["institution"] = institution.Did, ["keys"] = keys }, Relaxed);
    }

    private static JsonNode? Text(DateTimeOffset? instant) => instant is { } value ? Instant.Write(value) : null;

    // Controlled Identifiers 1.0 §2.2: proofs by a method at or after the time of its "revoked" are not accepted.
    private static byte[] Revoke(byte[] document, Institution institution)
    {
        var root = JsonNode.Parse(document)!.AsObject();
        var revoked = institution.Keys.Where(key => key.CompromisedAt is not null)
            .SelectMany(key => new[] { (Id: institution.MultikeyMethodId(key), key.CompromisedAt), (Id: institution.JwkMethodId(key), key.CompromisedAt) })
            .ToDictionary(method => method.Id, method => method.CompromisedAt!.Value);
        foreach (var method in root["verificationMethod"]!.AsArray())
        {
            if (revoked.TryGetValue(method!["id"]!.GetValue<string>(), out var at))
                method["revoked"] = at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        }

        root["assertionMethod"]!.AsArray().RemoveAll(method => revoked.ContainsKey(method!.GetValue<string>()));
        return JsonSerializer.SerializeToUtf8Bytes(root, Relaxed);
    }
}
