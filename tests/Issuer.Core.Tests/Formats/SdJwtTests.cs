using System.Text.Json;
using FluentAssertions;
using FsCheck;
using FsCheck.Fluent;
using Issuer.Core.Encoding;
using Issuer.Core.Formats;
using Issuer.Core.Keys;
using Xunit;

namespace Issuer.Core.Tests.Formats;

/// <summary>What the reader refuses, token by token; each is signed rightly, since an issuer may be the attacker.</summary>
public sealed class SdJwtTests : IDisposable
{
    private readonly SigningKey _key = SigningKey.Generate(SignatureAlgorithm.P256);

    public void Dispose() => _key.Dispose();

    [Fact]
    public void Disclosures_of_members_elements_and_of_one_another_come_to_their_places()
    {
        var inner = Disclosure("""["s1","city","Cardiff"]""");
        var outer = Disclosure($$"""["s2","address",{"_sd":["{{Digest(inner)}}"],"country":"GB"}]""");
        var element = Disclosure("""["s3",{"_sd":[],"a":[1,2]}]""");

        var content = Processed($$"""{"_sd":["decoy","{{Digest(outer)}}"],"langs":["en",{"...":"{{Digest(element)}}"},{"...":"decoy-2"},"cy"],"n":1e2}""", outer, element, inner);

        content.Payload.GetRawText().Should().Be("""{"langs":["en",{"a":[1,2]},"cy"],"n":1e2,"address":{"country":"GB","city":"Cardiff"}}""");
        content.Disclosed.Select(path => (path.Pointer, path.Disclosure, path.Parent))
            .Should().Equal(("/langs/1", 1, -1), ("/address", 0, -1), ("/address/city", 2, 0));
        content.Disclosed.Select(path => path.Claim).Should().Equal("langs", "address", "address");
    }

    [Theory]
    [InlineData("sha-256")]
    [InlineData("sha-384")]
    [InlineData("sha-512")]
    public void Three_hashes_are_known(string name)
    {
        SdJwtHash.TryFromName(name, out var hash).Should().BeTrue();
        var disclosure = Disclosure("""["s","a",true]""");

        Processed($$"""{"_sd_alg":"{{name}}","_sd":["{{hash!.DigestOf(disclosure)}}"]}""", disclosure).Payload.GetRawText().Should().Be("""{"a":true}""");
    }

    [Theory]
    [InlineData("\"md5\"")]
    [InlineData("\"sha-1\"")]
    [InlineData("\"SHA-256\"")]
    [InlineData("\"sha-256-128\"")]
    [InlineData("\"\"")]
    [InlineData("null")]
    [InlineData("256")]
    public void No_other_hash_is(string name) => Fault($$"""{"_sd_alg":{{name}}}""").Should().Be("sd-alg-unknown");

    [Theory]
    [InlineData("""["s","_sd",1]""", "disclosure-reserved-name")]
    [InlineData("""["s","...",1]""", "disclosure-reserved-name")]
    [InlineData("""["s","_sd_alg","sha-512"]""", "disclosure-reserved-name")]
    [InlineData("""["s","\u002e..",1]""", "disclosure-reserved-name")]
    [InlineData("""["s"]""", "disclosure-malformed")]
    [InlineData("""["s","a",1,2]""", "disclosure-malformed")]
    [InlineData("""[1,"a",1]""", "disclosure-malformed")]
    [InlineData("""["s",null,1]""", "disclosure-malformed")]
    [InlineData("""{"0":"s","1":"a","2":1}""", "disclosure-malformed")]
    [InlineData("\"sa1\"", "disclosure-malformed")]
    [InlineData("""["s","a",{"b":1,"b":2}]""", "json-duplicate-member")]
    [InlineData("""["s","a",1] x""", "json-syntax")]
    [InlineData("""["s","a","\ud800"]""", "json-lone-surrogate")]
    [InlineData("""["s","exp",1e400]""", "json-number-range")]
    public void A_disclosure_is_an_array_of_salt_name_and_value(string json, string code)
    {
        var disclosure = Disclosure(json);

        Fault($$"""{"_sd":["{{Digest(disclosure)}}"]}""", disclosure).Should().Be(code);
    }

    [Fact]
    public void A_digest_stands_once_in_the_whole_token_disclosed_or_not()
    {
        var disclosure = Disclosure("""["s","a",1]""");
        var holder = Disclosure("""["s","b",{"_sd":["decoy"]}]""");

        Fault($$"""{"_sd":["{{Digest(disclosure)}}"],"x":{"_sd":["{{Digest(disclosure)}}"]} }""", disclosure).Should().Be("digest-repeated");
        Fault("""{"_sd":["decoy","decoy"]}""").Should().Be("digest-repeated");
        Fault("""{"_sd":["decoy"],"x":[{"...":"decoy"}]}""").Should().Be("digest-repeated");
        Fault($$"""{"_sd":["{{Digest(holder)}}","decoy"]}""", holder).Should().Be("digest-repeated");
    }

    [Fact]
    public void What_nothing_signed_refers_to_is_refused()
    {
        var disclosure = Disclosure("""["s","a",1]""");
        var child = Disclosure("""["s","b",1]""");
        var parent = Disclosure($$"""["s","p",{"_sd":["{{Digest(child)}}"]}]""");

        Fault("{}", disclosure).Should().Be("disclosure-unreferenced");
        Fault($$"""{"_sd":["{{Digest(disclosure)}}"]}""", disclosure, disclosure).Should().Be("disclosure-repeated");
        Fault($$"""{"_sd":["{{Digest(parent)}}"]}""", child).Should().Be("disclosure-unreferenced", "its parent is not there");
        Fault($$"""{"a":"{{Digest(disclosure)}}","b":["{{Digest(disclosure)}}"]}""", disclosure).Should().Be("disclosure-unreferenced", "a digest elsewhere is a text");
    }

    [Fact]
    public void A_disclosure_overrides_nothing()
    {
        var iss = Disclosure("""["s","iss","https://attacker.example"]""");
        var twin = Disclosure("""["t","iss","https://other.example"]""");

        Fault($$"""{"iss":"https://issuer.example","_sd":["{{Digest(iss)}}"]}""", iss).Should().Be("disclosure-overrides");
        Fault($$"""{"_sd":["{{Digest(iss)}}"],"iss":"https://issuer.example"}""", iss).Should().Be("disclosure-overrides");
        Fault($$"""{"_sd":["{{Digest(iss)}}","{{Digest(twin)}}"]}""", iss, twin).Should().Be("disclosure-overrides");
    }

    [Fact]
    public void Members_and_elements_are_not_mistaken_for_each_other()
    {
        var member = Disclosure("""["s","a",1]""");
        var element = Disclosure("""["s",1]""");

        Fault($$"""{"x":[{"...":"{{Digest(member)}}"}]}""", member).Should().Be("disclosure-misplaced");
        Fault($$"""{"_sd":["{{Digest(element)}}"]}""", element).Should().Be("disclosure-misplaced");
    }

    [Theory]
    [InlineData("""{"_sd":"x"}""")]
    [InlineData("""{"_sd":[1]}""")]
    [InlineData("""{"_sd":{"a":"x"}}""")]
    [InlineData("""{"_sd":null}""")]
    [InlineData("""{"a":[{"...":1}]}""")]
    [InlineData("""{"a":[{"...":"x","b":1}]}""")]
    [InlineData("""{"a":[{"b":1,"...":"x"}]}""")]
    [InlineData("""{"...":"x"}""")]
    [InlineData("""{"a":{"...":"x"}}""")]
    [InlineData("""{"a":{"_sd_alg":"sha-256"}}""")]
    public void Digests_stand_where_they_may(string payload) => Fault(payload).Should().Be("sd-malformed");

    [Fact]
    public void Nesting_through_disclosures_is_bounded()
    {
        var innermost = Disclosure("""["s","a",1]""");
        List<string> disclosures = [innermost];
        for (var i = 0; i < 63; i++)
            disclosures.Add(Disclosure($$"""["s","a",{"_sd":["{{Digest(disclosures[^1])}}"]}]"""));

        Processed($$"""{"_sd":["{{Digest(disclosures[^1])}}"]}""", [.. disclosures]).Disclosed[^1].Pointer.Should().HaveLength(128);
        disclosures.Add(Disclosure($$"""["s","a",{"_sd":["{{Digest(disclosures[^1])}}"]}]"""));
        Fault($$"""{"_sd":["{{Digest(disclosures[^1])}}"]}""", [.. disclosures]).Should().Be("json-too-deep");
    }

    [Fact]
    public void A_thousand_disclosures_are_read_and_no_more()
    {
        var disclosures = Enumerable.Range(0, SdJwt.MaximumDisclosures).Select(i => Disclosure($$"""["s","a{{i}}",1]""")).ToArray();
        var payload = $$"""{"_sd":[{{string.Join(',', disclosures.Select(disclosure => $"\"{Digest(disclosure)}\""))}}]}""";

        Processed(payload, disclosures).Disclosed.Should().HaveCount(SdJwt.MaximumDisclosures);
        Fault(payload, [.. disclosures, Disclosure("""["s","b",1]""")]).Should().Be("too-many-disclosures");
    }

    [Theory]
    [InlineData("{0}", "not-sd-jwt")]
    [InlineData("~{0}~", "not-compact-jws")]
    [InlineData("{0}~~", "disclosure-empty")]
    [InlineData("{0}~WyJz~", "json-syntax")]
    [InlineData("{0}~WyJzIiwiYSIsMV0", "key-binding-malformed")]
    [InlineData("{0}~WyJzIiwiYSIsMV0=~", "disclosure-not-base64url")]
    [InlineData("{0}~WyJzIiwi\nYSIsMV0~", "disclosure-not-base64url")]
    [InlineData("{0}~WyJzIiwiYSIsMV1~", "disclosure-not-base64url")]
    [InlineData("{0}~junk", "key-binding-malformed")]
    [InlineData("{0}~a.b.c", "key-binding-malformed")]
    [InlineData("{0} ~", "not-base64url")]
    [InlineData("~", "not-compact-jws")]
    [InlineData("~~~~", "not-compact-jws")]
    public void The_compact_form_is_read_strictly(string form, string code) =>
        SdJwt.Parse(string.Format(System.Globalization.CultureInfo.InvariantCulture, form, Jwt("{}"))).Fault!.Code.Should().Be(code);

    [Fact]
    public void What_is_too_long_is_not_looked_at() =>
        SdJwt.Parse(new string('~', SdJwt.MaximumLength + 1)).Fault!.Code.Should().Be("too-large");

    /// <summary>Payloads and disclosures of the names and digests that mean something, put together at random: a fault or a payload without them, never an exception.</summary>
    [Fact]
    public void No_arrangement_of_digests_makes_it_throw() =>
        Prop.ForAll(
            Gen.Choose(0, int.MaxValue).ListOf(60).ToArbitrary(),
            choices =>
            {
                var next = new Queue<int>(choices);
                var disclosures = new List<string>();
                for (var i = 0; i < 6; i++)
                    disclosures.Add(Disclosure($$"""["s{{i}}"{{(Take(next, 2) == 0 ? ",\"" + Name(next) + "\"" : "")}},{{AnyJson(next, disclosures, 0)}}]"""));
                var payload = $$"""{"{{Name(next)}}":{{AnyJson(next, disclosures, 0)}},"_sd":[{{string.Join(',', disclosures.Where(_ => Take(next, 2) == 0).Select(d => $"\"{Digest(d)}\""))}}]}""";
                if (StrictJson.Check(System.Text.Encoding.UTF8.GetBytes(payload)) is not null)
                    return true;
                var parsed = SdJwt.Parse(string.Join('~', [Jwt(payload), .. disclosures.Where(_ => Take(next, 4) > 0), ""]));
                if (parsed.Token is not { } token)
                    return parsed.Fault is not null;
                var (content, fault) = SdJwtProcessing.Process(token);
                return content is null
                    ? fault is not null
                    : !content.Payload.GetRawText().Contains("\"_sd\":", StringComparison.Ordinal) && content.Disclosed.Length == token.Disclosures.Length;
            }).QuickCheckThrowOnFailure();

    private static int Take(Queue<int> choices, int below) => choices.TryDequeue(out var choice) ? choice % below : 0;

    private static string Name(Queue<int> choices) => ((string[])["a", "b", "c", "d", "e", "_sd", "...", "_sd_alg", "iss"])[Take(choices, 9)];

    private static string AnyJson(Queue<int> choices, List<string> disclosures, int depth)
    {
        var digest = disclosures.Count == 0 ? "decoy" : Digest(disclosures[Take(choices, disclosures.Count)]);
        return Take(choices, depth > 3 ? 2 : 6) switch
        {
            0 => "1",
            1 => $"\"{digest}\"",
            2 => $$"""{"_sd":["{{digest}}"]}""",
            3 => $$"""[{"...":"{{digest}}"},{{AnyJson(choices, disclosures, depth + 1)}}]""",
            4 => $$"""{"{{Name(choices)}}":{{AnyJson(choices, disclosures, depth + 1)}} }""",
            _ => $"[{AnyJson(choices, disclosures, depth + 1)}]",
        };
    }

    private static string Disclosure(string json) => Base64UrlText.Encode(System.Text.Encoding.UTF8.GetBytes(json));

    private static string Digest(string disclosure) => SdJwtHash.Sha256.DigestOf(disclosure);

    private string Jwt(string payload)
    {
        var input = VcJwt.SigningInput(VcJwt.Header(_key.Algorithm, "did:example:1#k", "dc+sd-jwt"), System.Text.Encoding.UTF8.GetBytes(payload));
        return System.Text.Encoding.ASCII.GetString(input) + "." + Base64UrlText.Encode(_key.Sign(input));
    }

    private SdJwtContent Processed(string payload, params string[] disclosures)
    {
        var (content, fault) = SdJwtProcessing.Process(SdJwt.Parse(string.Join('~', [Jwt(payload), .. disclosures, ""])).Token!);
        fault.Should().BeNull();
        return content!;
    }

    private string? Fault(string payload, params string[] disclosures)
    {
        var parsed = SdJwt.Parse(string.Join('~', [Jwt(payload), .. disclosures, ""]));
        return parsed.Token is { } token ? SdJwtProcessing.Process(token).Fault?.Code : parsed.Fault!.Code;
    }
}
