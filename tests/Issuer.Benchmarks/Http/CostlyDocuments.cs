using System.Text;
using System.Text.Json;
using Issuer.Core.Keys;
using Issuer.Core.Verification;

namespace Issuer.Benchmarks.Http;

/// <summary>A document that somebody posts to cost the service more than it costs them.</summary>
/// <param name="Name">What it is.</param>
/// <param name="MediaType">How it is posted.</param>
/// <param name="Body">UTF-8.</param>
/// <param name="Status">HTTP status of the refusal; 200 where the answer is a verdict.</param>
/// <param name="Code">The problem's code, or that of the error in it; for a verdict, the code of a check that refuses it.</param>
internal sealed record CostlyDocument(string Name, string MediaType, byte[] Body, int Status, string Code)
{
    private const string Contexts = "[\"https://www.w3.org/ns/credentials/v2\",\"https://www.w3.org/ns/credentials/examples/v2\"]";
    private const int Proofs = 16;
    private const int Credentials = 16;

    /// <summary>All of them. Signatures are not good, but each key can be found, so that nothing is refused for want of one.</summary>
    public static IReadOnlyList<CostlyDocument> All()
    {
        using var key = SigningKey.Generate(SignatureAlgorithm.Ed25519);
        var did = DidKey.Of(key.PublicKey);
        var method = DidKey.MethodOf(key.PublicKey);
        var deep = string.Concat(Enumerable.Repeat("{\"p\":", 100_000)) + "1" + new string('}', 100_000);
        var poison = Credential(did, "", Clique(12));
        return
        [
            new("a 5 MB token", "application/vc+jwt", Encoding.ASCII.GetBytes(new string('a', 5_000_000) + ".b.c"), 413, "too-large"),
            new("a document 100,000 levels deep", "application/json", Encoding.ASCII.GetBytes(deep), 400, "json-too-deep"),
            new("a poison graph in a token", "application/vc+jwt", Encoding.ASCII.GetBytes(Token(poison, method)), 200, "too-much-work"),
            new("a poison graph with a proof", "application/vc", Encoding.UTF8.GetBytes(Credential(did, Proof(method, 0, 0), Clique(12))), 200, "too-much-work"),
            new("a poison graph with a chain of 16 proofs", "application/vc",
                Encoding.UTF8.GetBytes(Credential(did, string.Join(',', Enumerable.Range(0, Proofs).Select(i => Proof(method, i, i))), Clique(12))), 200, "too-much-work"),
            new("16 poison graphs in a presentation", "application/vp", Encoding.UTF8.GetBytes(Presentation(did, method, poison)), 200, "credential-invalid"),
            new("a poison graph in a context of its own", "application/vc", Encoding.UTF8.GetBytes(
                Credential(did, Proof(method, 0, 0), Clique(12)).Replace(Contexts, "[\"https://www.w3.org/ns/credentials/v2\",{\"@vocab\":\"urn:v:\"}]", StringComparison.Ordinal)), 200, "context-unknown"),
            new("20,000 nested contexts", "application/vc", Encoding.UTF8.GetBytes(NestedContexts(did, Proof(method, 0, 0))), 200, "context-nested"),
        ];
    }

    // Everyone knows everyone, and nobody has a name: all orders of all neighbours have to be tried.
    private static string Clique(int size) => string.Join(',', Enumerable.Range(0, size).Select(i =>
        $"{{\"id\":\"_:n{i}\",\"knows\":[{string.Join(',', Enumerable.Range(0, size).Where(j => j != i).Select(j => $"{{\"id\":\"_:n{j}\"}}"))}]}}"));

    private static string Credential(string issuer, string proofs, string knows) => $$"""
        {"@context":{{Contexts}},"id":"urn:uuid:7d1c0f0e-0000-4000-8000-00000000dead","type":["VerifiableCredential"],"issuer":"{{issuer}}","credentialSubject":{"id":"urn:x:1","knows":[{{knows}}]}{{(proofs.Length > 0 ? $",\"proof\":[{proofs}]" : "")}}}
        """.Trim();

    private static string Proof(string method, int index, int previous) => $$"""
        {"type":"DataIntegrityProof","id":"urn:x:proof:{{index}}","cryptosuite":"eddsa-rdfc-2022","created":"2026-01-01T00:00:00Z","verificationMethod":"{{method}}","proofPurpose":"assertionMethod"{{(previous > 0 ? $",\"previousProof\":\"urn:x:proof:{previous - 1}\"" : "")}},"proofValue":"z{{new string('2', 88)}}"}
        """.Trim();

    private static string Token(string payload, string method) =>
        $"{Part($$"""{"alg":"EdDSA","typ":"vc+jwt","kid":"{{method}}"}""")}.{Part(payload)}.{new string('A', 86)}";

    private static string Presentation(string did, string method, string credential)
    {
        var token = Token(credential, method);
        var envelopes = Enumerable.Repeat($$"""{"@context":"https://www.w3.org/ns/credentials/v2","type":"EnvelopedVerifiableCredential","id":"data:application/vc+jwt,{{token}}"}""", Credentials);
        return $$"""
            {"@context":["https://www.w3.org/ns/credentials/v2"],"type":["VerifiablePresentation"],"holder":"{{did}}","verifiableCredential":[{{string.Join(',', envelopes)}}],
             "proof":{{Proof(method, 0, 0).Replace("assertionMethod", "authentication", StringComparison.Ordinal)}} }
            """;
    }

    private static string NestedContexts(string did, string proof) => Credential(
        did, proof, string.Join(',', Enumerable.Repeat("{\"@context\":{\"x\":\"urn:x:x\"},\"x\":1}", 20_000)));

    private static string Part(string json) => Convert.ToBase64String(Encoding.UTF8.GetBytes(json)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    /// <summary>What an answer says of itself: the problem's code and its errors', or the checks' and those of the credentials inside.</summary>
    public static IReadOnlyList<string> CodesOf(byte[] answer)
    {
        using var json = JsonDocument.Parse(answer);
        var codes = new List<string>();
        Collect(json.RootElement, codes);
        return codes;
    }

    private static void Collect(JsonElement element, List<string> codes)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
                Collect(item, codes);
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in element.EnumerateObject())
            {
                if (member.NameEquals("code") && member.Value.ValueKind == JsonValueKind.String)
                    codes.Add(member.Value.GetString()!);
                else if (!member.NameEquals("credential"))
                    Collect(member.Value, codes);
            }
        }
    }
}
