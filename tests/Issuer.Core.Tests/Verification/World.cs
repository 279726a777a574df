using System.Text.Json.Nodes;
using Issuer.Core.Encoding;
using Issuer.Core.Formats;
using Issuer.Core.Keys;
using Issuer.Core.Model;
using Issuer.Core.Status;
using Issuer.Core.Tests.Formats;
using Issuer.Core.Verification;

namespace Issuer.Core.Tests.Verification;

/// <summary>An issuer with one key and one status list, and sources that answer from tables and remember what they were asked.</summary>
internal sealed class World : IVerificationSources, IDisposable
{
    public const string Did = "did:web:badges.example.org:institutions:cardiff-met";
    public const string Kid = Did + "#k1-jwk";
    public const string ListUrl = "https://badges.example.org/status/EBESExQVFhcYGRobHB0eHw";
    public const long Index = 94_567;
    public static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    public World(SignatureAlgorithm? algorithm = null)
    {
        Key = SigningKey.Generate(algorithm ?? SignatureAlgorithm.P256);
        Documents[Did] = DidDocumentWriter.Write(Did, [("k1", Key.PublicKey)]);
        Publish(BitstringStatusList.Empty());
    }

    public SigningKey Key { get; }

    public Dictionary<string, byte[]> Documents { get; } = [];

    public Dictionary<string, byte[]> Keys { get; } = [];

    public Dictionary<string, byte[]> Lists { get; } = [];

    public HashSet<string> Nonexistent { get; } = [];

    public OwnIssuer? Own { get; set; }

    /// <summary>Digests that the log of <see cref="Own"/> holds; null for any.</summary>
    public HashSet<string>? Log { get; set; }

    public List<string> Asked { get; } = [];

    public List<string> AskedOfRegistries { get; } = [];

    public TrustedRoots TrustedRoots { get; set; } = TrustedRoots.None;

    public RegistryAnswer Registries { get; set; } = RegistryAnswer.None;

    /// <summary>A badge with every element, signed as the service signs it.</summary>
    public string Badge(MicroCredential? credential = null)
    {
        var full = credential ?? Badges.Full;
        return VcJwt.Sign(OpenBadge.Write(full, Badges.FactsOf(full)), Key, Kid).Compact;
    }

    /// <summary>A small credential with a status entry, to be changed and signed.</summary>
    public static JsonObject Plain() => JsonNode.Parse($$"""
        {
          "@context": ["https://www.w3.org/ns/credentials/v2"],
          "id": "urn:uuid:7d1c0f0e-0000-4000-8000-000000000001",
          "type": ["VerifiableCredential"],
          "issuer": "{{Did}}",
          "validFrom": "2026-01-01T00:00:00Z",
          "validUntil": "2030-01-01T00:00:00Z",
          "credentialSubject": { "id": "did:example:learner", "name": "Nia" },
          "credentialStatus": { "type": "BitstringStatusListEntry", "statusPurpose": "revocation", "statusListIndex": "94567", "statusListCredential": "{{ListUrl}}" }
        }
        """)!.AsObject();

    public static JsonObject Header(string algorithm = "ES256", string? kid = Kid)
    {
        var header = new JsonObject { ["alg"] = algorithm, ["typ"] = "vc+jwt" };
        if (kid is not null)
            header["kid"] = kid;
        return header;
    }

    public string Sign(JsonNode payload, JsonObject? header = null, SigningKey? key = null) =>
        Sign(payload.ToJsonString(), (header ?? Header((key ?? Key).Algorithm.JwsName)).ToJsonString(), key ?? Key);

    public static string Sign(string payload, string header, SigningKey key)
    {
        var input = Base64UrlText.Encode(System.Text.Encoding.UTF8.GetBytes(header)) + "." + Base64UrlText.Encode(System.Text.Encoding.UTF8.GetBytes(payload));
        return input + "." + Base64UrlText.Encode(key.Sign(System.Text.Encoding.ASCII.GetBytes(input)));
    }

    /// <summary>The status list, with bits set.</summary>
    public static JsonObject List(BitstringStatusList list, string purpose = "revocation", string issuer = Did, string url = ListUrl) =>
        JsonNode.Parse(StatusListCredential.Write(url, issuer, purpose, list, new(2026, 11, 21, 0, 0, 0, TimeSpan.Zero), 300_000))!.AsObject();

    public void Publish(BitstringStatusList list, string purpose = "revocation") => Publish(Sign(List(list, purpose)));

    public void Publish(string list) => Lists[ListUrl] = System.Text.Encoding.UTF8.GetBytes(list);

    public ValueTask<VerificationReport> VerifyAsync(string credential, VerifyOptions? options = null) =>
        new CredentialVerifier(this).VerifyAsync(CredentialInput.Read(System.Text.Encoding.UTF8.GetBytes(credential)), options ?? VerifyOptions.None, Now);

    public ValueTask<Lookup> ResolveDidAsync(string did, CancellationToken ct) => Answer(Documents, did);

    public ValueTask<Lookup> FetchKeyAsync(Uri url, CancellationToken ct) => Answer(Keys, url.AbsoluteUri);

    public ValueTask<Lookup> FetchStatusListAsync(Uri url, CancellationToken ct) => Answer(Lists, url.AbsoluteUri);

    public ValueTask<OwnIssuer?> FindOwnIssuerAsync(string did, string kid, ReadOnlyMemory<byte> digest, CancellationToken ct) =>
        ValueTask.FromResult(did != Did ? null : Log is null || Log.Contains(Convert.ToHexString(digest.Span)) ? Own : Own! with { Record = null });

    public ValueTask<RegistryAnswer> FindInRegistriesAsync(string issuer, CancellationToken ct)
    {
        AskedOfRegistries.Add(issuer);
        return ValueTask.FromResult(Registries);
    }

    public void Dispose() => Key.Dispose();

    private ValueTask<Lookup> Answer(Dictionary<string, byte[]> table, string name)
    {
        Asked.Add(name);
        Lookup answer = table.TryGetValue(name, out var body) ? new Lookup.Found(body)
            : Nonexistent.Contains(name) ? Lookup.Absent.Instance
            : Lookup.Unreachable.Instance;
        return ValueTask.FromResult(answer);
    }
}

internal static class Reports
{
    public static Check Of(this VerificationReport report, string name) => report.Checks.Single(check => check.Name == name);

    /// <summary><c>format=passed:vcdm-2.0 …</c>, for messages of failing tests.</summary>
    public static string Told(this VerificationReport report) =>
        $"{report.Verdict}: {string.Join(' ', report.Checks.Select(check => $"{check.Name}={check.Outcome}:{check.Code}"))}";
}
