using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using FluentAssertions;
using FsCheck;
using FsCheck.Fluent;
using Issuer.Core.Encoding;
using Issuer.Core.Formats;
using Issuer.Core.Keys;
using Xunit;

namespace Issuer.Core.Tests.Formats;

public sealed class SdJwtIssuingTests : IDisposable
{
    private const string Kid = "did:web:badges.example.org:institutions:cardiff-met#k1-jwk";
    private const string Audience = "https://verifier.example";
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private readonly SigningKey _issuer = SigningKey.Generate(SignatureAlgorithm.P256);
    private readonly SigningKey _holder = SigningKey.Generate(SignatureAlgorithm.Ed25519);

    public void Dispose()
    {
        _issuer.Dispose();
        _holder.Dispose();
    }

    /// <summary>Same claims, same randomness: same payload and disclosures, byte for byte.</summary>
    [Fact]
    public void What_is_issued_follows_from_its_arguments()
    {
        var claims = new SdClaim.Object(
            [
                new("iss", SdClaim.Of("https://issuer.example")),
                new("name", SdClaim.Of("Siân \"Ŵyn\""), IsSelective: true),
                new("langs", new SdClaim.Array([new(SdClaim.Of("cy"), IsSelective: true), new(SdClaim.Of("en"))])),
            ],
            Decoys: 1);

        var issued = SdJwtIssuing.Issue(claims, _issuer, Kid, "dc+sd-jwt", Counting());

        Decoded(issued.Disclosures).Should().Equal("[\"AAECAwQFBgcICQoLDA0ODw\",\"name\",\"Siân \\\"Ŵyn\\\"\"]", "[\"EBESExQVFhcYGRobHB0eHw\",\"cy\"]");
        var decoy = SdJwtHash.Sha256.DigestOf([.. Enumerable.Range(32, 32).Select(i => (byte)i)]);
        var name = SdJwtHash.Sha256.DigestOf(issued.Disclosures[0]);
        string[] sorted = [.. new[] { decoy, name }.Order(StringComparer.Ordinal)];
        System.Text.Encoding.UTF8.GetString(issued.Payload).Should().Be(
            $$"""{"iss":"https://issuer.example","langs":[{"...":"{{SdJwtHash.Sha256.DigestOf(issued.Disclosures[1])}}"},"en"],"_sd":["{{sorted[0]}}","{{sorted[1]}}"],"_sd_alg":"sha-256"}""");
        issued.Compact.Should().Be($"{issued.Jwt.Compact}~{issued.Disclosures[0]}~{issued.Disclosures[1]}~");
        SdJwtIssuing.Restore(issued.Payload, issued.Jwt.ProtectedHeader, issued.Jwt.Signature, issued.Disclosures).Should().Be(issued.Compact);
        SdJwtIssuing.Issue(claims, _issuer, Kid, "dc+sd-jwt", Counting()).Payload.Should().Equal(issued.Payload);
    }

    [Theory]
    [InlineData("_sd")]
    [InlineData("...")]
    [InlineData("_sd_alg")]
    public void A_claim_of_a_reserved_name_is_not_issued(string name) =>
        FluentActions.Invoking(() => SdJwtIssuing.Issue(new([new("a", new SdClaim.Object([new(name, SdClaim.Of(1), IsSelective: true)]))]), _issuer, Kid, "x", Counting()))
            .Should().Throw<ArgumentException>();

    [Fact]
    public void A_claim_that_is_there_twice_is_not_issued() =>
        FluentActions.Invoking(() => SdJwtIssuing.Issue(new([new("a", SdClaim.Of(1)), new("a", SdClaim.Of(2), IsSelective: true)]), _issuer, Kid, "x", Counting()))
            .Should().Throw<ArgumentException>();

    /// <summary>
    /// Any claims with any marks: with all disclosures they come back as they were; with any selection what is not marked is there, a shown place is as it was, and
    /// the key binding holds for exactly that selection.
    /// </summary>
    [Fact]
    public void Issue_present_and_verify_agree_on_any_claims() =>
        Prop.ForAll(
            Gen.Choose(0, int.MaxValue).ToArbitrary(),
            seed =>
            {
                var random = new Chance(seed);
                var (claims, plain) = AnyObject(random, depth: 0);
                var hash = (SdJwtHash[])[SdJwtHash.Sha256, SdJwtHash.Sha384, SdJwtHash.Sha512];
                var cnf = new SdMember("cnf", new SdClaim.Object([new("jwk", SdClaim.Of(JsonSerializer.SerializeToElement(_holder.PublicKey.ToJwk())))]));
                var issued = SdJwtIssuing.Issue(claims with { Members = claims.Members.Add(cnf) }, _issuer, Kid, "dc+sd-jwt", random.Fill, hash[random.Next(3)]);
                var whole = SdJwt.Parse(issued.Compact).Token!;
                var content = SdJwtProcessing.Process(whole).Content!;
                var back = JsonNode.Parse(content.Payload.GetRawText())!.AsObject();
                back.Remove("cnf");
                if (!JsonNode.DeepEquals(back, plain) || content.Disclosed.Length != issued.Disclosures.Length)
                    return false;

                var chosen = content.Disclosed.Select(path => path.Pointer).Where(_ => random.Next(2) == 0).ToHashSet();
                var selected = SdJwtPresentation.Select(whole, content, chosen.Contains);
                var presented = SdJwtKeyBinding.Sign(selected, whole.Hash, _holder, Audience, "n-1", Now);
                var token = SdJwt.Parse(presented).Token!;
                var shown = SdJwtProcessing.Process(token).Content!;
                return issued.Jwt.Compact == presented[..presented.IndexOf('~')]
                    && _issuer.PublicKey.Verify(token.Jwt.SigningInput, token.Jwt.Signature)
                    && shown.Disclosed.Length >= chosen.Count
                    && shown.Disclosed.All(path => whole.Disclosures.Any(d => d.Encoded == token.Disclosures[path.Disclosure].Encoded))
                    && SdJwtKeyBinding.Verify(token, shown.Payload, out var holder, out _)
                    && holder.Nonce == "n-1" && holder.Audience == Audience
                    && IsPart(JsonNode.Parse(shown.Payload.GetRawText()), JsonNode.Parse(content.Payload.GetRawText()));
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_is_left_out_cannot_be_found_in_the_presentation()
    {
        var claims = new SdClaim.Object(
        [
            new("given_name", SdClaim.Of("Nia"), IsSelective: true),
            new("birthdate", SdClaim.Of("1996-04-19"), IsSelective: true),
            new("address", new SdClaim.Object([new("city", SdClaim.Of("Cardiff"), IsSelective: true), new("country", SdClaim.Of("GB"))]), IsSelective: true),
        ]);
        var token = SdJwt.Parse(SdJwtIssuing.Issue(claims, _issuer, Kid, "dc+sd-jwt", Counting()).Compact).Token!;
        var content = SdJwtProcessing.Process(token).Content!;

        Shown(token, content, "/given_name").Should().Be("""{"given_name":"Nia"}""");
        Shown(token, content, "/address").Should().Be("""{"address":{"country":"GB"}}""");
        Shown(token, content, "/address/city").Should().Be("""{"address":{"country":"GB","city":"Cardiff"}}""", "a disclosure brings the one that holds its digest");
        Shown(token, content).Should().Be("{}");
    }

    [Fact]
    public void A_key_binding_is_of_one_presentation_one_key_and_one_kind_of_token()
    {
        using var other = SigningKey.Generate(SignatureAlgorithm.Ed25519);
        var jwk = SdClaim.Of(JsonSerializer.SerializeToElement(_holder.PublicKey.ToJwk()));
        var issued = SdJwtIssuing.Issue(
            new([new("a", SdClaim.Of(1), IsSelective: true), new("b", SdClaim.Of(2), IsSelective: true), new("cnf", new SdClaim.Object([new("jwk", jwk)]))]),
            _issuer, Kid, "dc+sd-jwt", Counting());
        var bound = SdJwtKeyBinding.Sign(issued.Compact, SdJwtHash.Sha256, _holder, Audience, "n", Now);
        var kb = bound[(bound.LastIndexOf('~') + 1)..];

        Binding(bound).Should().BeNull();
        Binding(issued.Compact).Should().Be("key-binding-missing");
        Binding($"{issued.Jwt.Compact}~{issued.Disclosures[0]}~{kb}").Should().Be("key-binding-hash");
        Binding($"{issued.Jwt.Compact}~{issued.Disclosures[1]}~{issued.Disclosures[0]}~{kb}").Should().Be("key-binding-hash", "the order counts");
        Binding(SdJwtKeyBinding.Sign(issued.Compact, SdJwtHash.Sha256, other, Audience, "n", Now)).Should().Be("key-binding-signature");
        Binding(SdJwtKeyBinding.Sign(issued.Compact, SdJwtHash.Sha256, _issuer, Audience, "n", Now)).Should().Be("key-binding-key-unusable", "the key's algorithm counts, not the header's");
        var hash = SdJwtHash.Sha256.DigestOf(issued.Compact);
        Binding(issued.Compact + Token("JWT", $$"""{"iat":1,"aud":"a","nonce":"n","sd_hash":"{{hash}}"}""")).Should().Be("key-binding-type");
        Binding(issued.Compact + Token("application/KB+JWT", $$"""{"iat":1,"aud":"a","nonce":"n","sd_hash":"{{hash}}"}""")).Should().BeNull();
        foreach (var member in (string[])["\"iat\":1,", "\"aud\":\"a\",", "\"nonce\":\"n\",", $",\"sd_hash\":\"{hash}\""])
        {
            var claims = $$"""{"iat":1,"aud":"a","nonce":"n","x":0,"sd_hash":"{{hash}}"}""".Replace(member, "");
            Binding(issued.Compact + Token("kb+jwt", claims)).Should().Be("key-binding-claims");
        }

        var unbound = SdJwtIssuing.Issue(new([new("a", SdClaim.Of(1))]), _issuer, Kid, "dc+sd-jwt", Counting()).Compact;
        Binding(SdJwtKeyBinding.Sign(unbound, SdJwtHash.Sha256, _holder, Audience, "n", Now)).Should().Be("key-binding-without-cnf");
        var byKid = SdJwtIssuing.Issue(new([new("cnf", new SdClaim.Object([new("kid", SdClaim.Of("k"))]))]), _issuer, Kid, "dc+sd-jwt", Counting()).Compact;
        Binding(SdJwtKeyBinding.Sign(byKid, SdJwtHash.Sha256, _holder, Audience, "n", Now)).Should().Be("key-binding-key-not-supported");
    }

    private static string? Binding(string presented)
    {
        var token = SdJwt.Parse(presented).Token!;
        SdJwtKeyBinding.Verify(token, SdJwtProcessing.Process(token).Content!.Payload, out _, out var fault);
        return fault?.Code;
    }

    private string Token(string typ, string payload)
    {
        var input = VcJwt.SigningInput(VcJwt.Header(_holder.Algorithm, kid: null, typ), System.Text.Encoding.UTF8.GetBytes(payload));
        return System.Text.Encoding.ASCII.GetString(input) + "." + Base64UrlText.Encode(_holder.Sign(input));
    }

    private static string Shown(ParsedSdJwt token, SdJwtContent content, params string[] pointers)
    {
        var presented = SdJwt.Parse(SdJwtPresentation.Select(token, content, pointers.Contains)).Token!;
        return SdJwtProcessing.Process(presented).Content!.Payload.GetRawText();
    }

    private static RandomSource Counting()
    {
        byte next = 0;
        return span =>
        {
            foreach (ref var b in span)
                b = next++;
        };
    }

    private static IEnumerable<string> Decoded(IEnumerable<string> disclosures) => disclosures.Select(text =>
    {
        Base64UrlText.TryDecode(text, out var bytes);
        return System.Text.Encoding.UTF8.GetString(bytes);
    });

    private static (SdClaim.Object Claims, JsonObject Plain) AnyObject(Chance random, int depth)
    {
        var members = new List<SdMember>();
        var plain = new JsonObject();
        for (var i = random.Next(5); i > 0; i--)
        {
            var (claim, node) = Any(random, depth + 1);
            var name = "m" + i + (random.Next(4) == 0 ? "~/ŵ\"" : "");
            members.Add(new(name, claim, random.Next(2) == 0));
            plain.Add(name, node);
        }

        return (new([.. members], random.Next(3)), plain);
    }

    private static (SdClaim Claim, JsonNode? Plain) Any(Chance random, int depth)
    {
        switch (random.Next(depth > 4 ? 3 : 6))
        {
            case 0:
                var number = (long)random.Next(int.MaxValue) << 20;
                return (SdClaim.Of(number), number);
            case 1:
                return (SdClaim.Of(depth % 2 == 0), depth % 2 == 0);
            case 2:
                var text = "t\u2028<&'\u0001" + random.Next(int.MaxValue);
                return (SdClaim.Of(text), text);
            case 3:
                var (elements, array) = (new List<SdElement>(), new JsonArray());
                for (var i = random.Next(4); i > 0; i--)
                {
                    var (claim, node) = Any(random, depth + 1);
                    elements.Add(new(claim, random.Next(2) == 0));
                    array.Add(node);
                }

                return (new SdClaim.Array([.. elements], random.Next(3)), array);
            default:
                return AnyObject(random, depth);
        }
    }

    // What is shown is the whole with things left out: members of objects, elements of arrays in their order.
    private static bool IsPart(JsonNode? part, JsonNode? whole) => (part, whole) switch
    {
        (JsonObject a, JsonObject b) => a.All(member => b.ContainsKey(member.Key) && IsPart(member.Value, b[member.Key])),
        (JsonArray a, JsonArray b) => IsSubsequence(a, b),
        _ => JsonNode.DeepEquals(part, whole),
    };

    private static bool IsSubsequence(JsonArray part, JsonArray whole)
    {
        var at = 0;
        foreach (var item in part)
        {
            while (at < whole.Count && !IsPart(item, whole[at]))
                at++;
            if (at++ >= whole.Count)
                return false;
        }

        return true;
    }

    /// <summary>The same numbers for the same seed: SHA-256 of seed and counter.</summary>
    private sealed class Chance(int seed)
    {
        private long _counter;

        public int Next(int below) => (int)(BinaryPrimitives.ReadUInt32LittleEndian(Block()) % (uint)below);

        public void Fill(Span<byte> destination) => Block().AsSpan(0, destination.Length).CopyTo(destination);

        private byte[] Block() => SHA256.HashData([.. BitConverter.GetBytes(seed), .. BitConverter.GetBytes(_counter++)]);
    }
}
