using System.Text.Json;
using System.Text.Json.Nodes;
using FluentAssertions;
using Issuer.Core.Formats;
using Issuer.Core.Keys;
using Issuer.Core.Model;
using Issuer.Core.Rules;
using Xunit;

namespace Issuer.Core.Tests.Formats;

/// <summary>
/// What the request's reader lets through makes a document D that every cryptosuite signs: nothing that a registrar writes may be a fault only when the key is
/// in hand. What is refused is refused with a finding that names the member.
/// </summary>
public sealed class SignableDocumentTests : IDisposable
{
    private static readonly string[] Pieces =
    [
        "https://", "http://", "HTTPS://", "example.org", "EXAMPLE.org", "пример.рф", "xn--e1afmkfd.xn--p1ai", "[::1]", "127.0.0.1", "localhost", ":80", ":", "/", "//", "?", "#", "##", "#a#b", "&", "=", "%", "%zz",
        "%20", "%2523", " ", "\u00A0", "\t", "<", ">", "\"", "'", "\\", "^", "`", "{", "}", "|", "[", "]", "@", "user@", "..", "/../", "é", "ŵ", "\u202E", "\u200D", "\uFEFF", "𝕏", "\uFFFE", "\uE000", "\0", "_:b", "urn:x", "did:web:a",
        "data.europa.eu/esco/skill/", "a", "+", "~", "!", "*", "(", ")", ",", ";", "$",
    ];

    private static readonly string[] Dids =
    [
        "did:key:z6Mk", "did:web:example.org", "did:web:example.org%3A8080:a:b", "did:x::a", "did:x:", "did:x:a#k", "did:x:a?q", "did:x:a/b", "did:X:a", "did:x:a%", "did:x:a%2", "did:x:a%zz", "did:x:é", "did:x:a b", "DID:x:a",
        "did:x:%00", "did:x:%E2%80%AE", "did:1:1", "did:x:a::b", "did:x:._-", "did::a", "did:x:a\n", " did:x:a", "did:x:<a>", "did:x:{a}", "did:x:a|b", "did:x:^",
    ];

    private static readonly string[] Tags =
    [
        "en", "EN", "cy", "sr-Latn-RS", "de-1996", "zh-cmn-Hans-CN", "en-x-abcdefgh", "en-x-abcdefghi", "en-a-bbb-x-a-ccc", "x-private", "i-klingon", "en_GB", "e", "eng", "english", "abcdefghi", "en-", "-en", "en--GB", "en-GB-oed",
        "en-u-co-phonebk", "sl-rozaj-biske-1994", "en-0-aa", "a-DE", "tlh", "und", "mul", "zxx", "en-123456789", "@none", "@value", "none", "", "en GB", "én", "en\u202E", "en-t-jp-m0-aaaaaaaa",
    ];

    // Primes, so that no two pieces go together always.
    private static readonly int[] Strides = [1, 7, 13, 31, 53];

    private readonly SigningKey[] _keys = [SigningKey.Generate(SignatureAlgorithm.Ed25519), SigningKey.Generate(SignatureAlgorithm.P256), SigningKey.Generate(SignatureAlgorithm.P384)];

    private readonly IssuingDefaults _defaults = new(
        CodeLists.Countries.Find("GBR")!, null,
        [new() { LegalName = LocalizedText.Of("en", "University of Example"), Country = CodeLists.Countries.Find("GBR")! }],
        new DateOnly(2026, 11, 21), new DateTimeOffset(2026, 11, 21, 9, 0, 0, TimeSpan.Zero), ["vc", "vc+jwt"]);

    public void Dispose() => Array.ForEach(_keys, key => key.Dispose());

    [Theory]
    [InlineData("/learningOutcomes/0/escoSkills/0")]
    [InlineData("/qualityAssurance/0/decision")]
    [InlineData("/qualityAssurance/0/deqar")]
    [InlineData("/awardingBodies/0/homePage")]
    [InlineData("/provider/homePage")]
    public void Every_address_is_signed_or_refused_by_name(string pointer)
    {
        var (accepted, refused) = (0, 0);
        for (var i = 0; i < 600; i++)
        {
            var text = (i % 3 == 0 ? "" : i % 3 == 1 ? "https://example.org" : "http://data.europa.eu/esco/skill/") + string.Concat(Enumerable.Range(1, 1 + (i % 4)).Select(n => Pieces[i * Strides[n] / n % Pieces.Length]));
            if (Holds(pointer, text))
                accepted++;
            else
                refused++;
        }

        (accepted + refused).Should().Be(600);
        refused.Should().BePositive();
    }

    [Fact]
    public void Every_DID_is_signed_or_refused_by_name() => Dids.Select(did => Holds("/learner/did", did)).Should().Contain([true, false]);

    [Fact]
    public void Every_language_tag_is_signed_or_refused_by_name()
    {
        foreach (var pointer in (string[])["/title", "/learningOutcomes/0/title", "/prerequisites", "/furtherInformation", "/grade/scheme", "/awardingBodies/0/legalName", "/description"])
            Tags.Select(tag => HoldsTag(pointer, tag)).Should().Contain([true, false], pointer);
        Tags.Select(tag => Holds("/options/language", tag)).Should().Contain([true, false]);
    }

    [Theory]
    [InlineData("/learner/givenName")]
    [InlineData("/learner/email")]
    [InlineData("/learner/identifiers/0/value")]
    [InlineData("/learner/identifiers/0/type")]
    [InlineData("/title/en")]
    [InlineData("/grade/value")]
    [InlineData("/stackability/towards/0")]
    [InlineData("/awardingBodies/0/identifiers/0/value")]
    [InlineData("/awardingBodies/0/identifiers/0/type")]
    [InlineData("/workload/otherCredits/0/framework")]
    [InlineData("/level/nqf/0")]
    [InlineData("/subjectAreas/0")]
    [InlineData("/issuerCountry")]
    [InlineData("/validUntil")]
    [InlineData("/dateOfIssuing")]
    public void Every_text_is_signed_or_refused_by_name(string pointer)
    {
        foreach (var text in Pieces.Concat(Dids).Concat(Tags).Concat(["x", "@id", "@type", "@context", "2026-11-20", "2099-12-31T23:59:59Z", "9999-12-31", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59-14:00", "0001-01-01", new string('a', 400)]))
            Holds(pointer, text);
    }

    [Theory]
    [InlineData("/workload/ects")]
    [InlineData("/workload/hours")]
    [InlineData("/workload/otherCredits/0/points")]
    [InlineData("/level/eqf")]
    public void Every_number_is_signed_or_refused_by_name(string pointer)
    {
        foreach (var number in (string[])["0", "-0", "1", "-1", "0.5", "1.25", "0.1", "1e0", "1e1", "5.0", "1e-7", "0.0000001", "123456789012345678", "9007199254740993", "1.00000000000000000001", "1e21", "1e300", "5e-324", "100.00", "3.3333333333333333"])
            Holds(pointer, JsonNode.Parse(number)!);
    }

    /// <summary>Lists as long as they may be, of entries that are all alike or all different: nodes without names are what makes a canonical form costly.</summary>
    [Theory]
    [InlineData("/learningOutcomes")]
    [InlineData("/learningOutcomes/0/escoSkills")]
    [InlineData("/qualityAssurance")]
    [InlineData("/awardingBodies")]
    [InlineData("/awardingBodies/0/identifiers")]
    [InlineData("/learner/identifiers")]
    [InlineData("/workload/otherCredits")]
    [InlineData("/level/nqf")]
    [InlineData("/level/sqf")]
    [InlineData("/subjectAreas")]
    [InlineData("/assessment/types")]
    [InlineData("/participation")]
    [InlineData("/stackability/towards")]
    public void Every_length_of_a_list_is_signed_or_refused_by_name(string pointer)
    {
        var one = JsonNode.Parse(pointer == "/level/sqf" ? """{"framework":{"en":"Sport"},"level":"3"}""" : At(Request(), pointer)![0]!.ToJsonString())!;
        foreach (var count in (int[])[0, 1, 2, 5, 10, 20, 50, 100, 101, 200])
        {
            foreach (var alike in (bool[])[true, false])
                Holds(pointer, new JsonArray([.. Enumerable.Range(0, count).Select(i => alike ? one.DeepClone() : Different(one, i))]));
        }
    }

    /// <summary>The longest request that the API takes, in many languages.</summary>
    [Theory]
    [InlineData("/description", 10_000)]
    [InlineData("/furtherInformation", 10_000)]
    [InlineData("/title", 500)]
    public void The_longest_texts_are_signed_or_refused_by_name(string pointer, int length)
    {
        foreach (var languages in (int[])[1, 20, 50, 200])
        {
            var texts = new JsonObject { ["en"] = new string('a', length) };
            for (var i = 0; i < languages; i++)
                texts[$"en-x-a{i}"] = string.Concat(Enumerable.Repeat("ŵ\"", length / 2));
            Holds(pointer, texts);
        }
    }

    private static JsonNode Different(JsonNode node, int i) => node switch
    {
        JsonObject members => new JsonObject(members.Select(member => new KeyValuePair<string, JsonNode?>(member.Key, member.Key is "type" or "country" or "framework" ? member.Value!.DeepClone() : Different(member.Value!, i)))),
        JsonArray entries => new JsonArray([.. entries.Select(entry => Different(entry!, i))]),
        _ when node.GetValueKind() == JsonValueKind.Number => i,
        _ => $"{node}{i}",
    };

    private static JsonNode? At(JsonNode root, string pointer) => pointer.Split('/')[1..].Aggregate(
        (JsonNode?)root, (at, part) => at is JsonArray list ? list[int.Parse(part, System.Globalization.CultureInfo.InvariantCulture)] : at?[part]);

    private bool HoldsTag(string pointer, string tag)
    {
        var texts = new JsonObject { ["en"] = "A text" };
        texts[tag] = "Another text";
        return Holds(pointer, texts, also: $"{pointer}/");
    }

    private bool Holds(string pointer, string value) => Holds(pointer, (JsonNode)value);

    // True: every suite and the token take it. False: it is refused, at its own place or below.
    private bool Holds(string pointer, JsonNode value, string? also = null)
    {
        var request = Request();
        Set(request, pointer, value);
        using var body = JsonDocument.Parse(request.ToJsonString());
        var check = RequestCheck.Run(body.RootElement, _defaults);
        if (check.HasErrors || check.Value is not { } micro)
        {
            check.Findings.Should().Contain(finding => finding.Pointer.Length > 0 && finding.Pointer != "/", "{0} = {1}", pointer, value.ToJsonString());
            return false;
        }

        var facts = Badges.FactsOf(micro);
        facts = facts with { SubjectId = micro.Learner.Did ?? facts.SubjectId, Issuer = facts.Issuer with { Url = micro.AwardingBodies[0].HomePage ?? facts.Issuer.Url } };
        var document = OpenBadge.Write(micro, facts);
        using var unsigned = new UnsignedDocument(document);
        foreach (var key in _keys)
        {
            foreach (var suite in Cryptosuite.Issued.Where(suite => suite.Takes(key.Algorithm)))
            {
                var proof = unsigned.TrySign(key, new() { Suite = suite, VerificationMethod = "did:web:example.org#k1", Created = _defaults.Now }, out var fault);
                proof.Should().NotBeNull("{0} = {1} is signed with {2}: {3} in {4}", pointer, value.ToJsonString(), suite, fault, System.Text.Encoding.UTF8.GetString(document));
            }
        }

        VcJwt.Sign(document, _keys[1], "did:web:example.org#k1-jwk").Compact.Should().NotBeEmpty();
        return true;
    }

    private static void Set(JsonNode root, string pointer, JsonNode value)
    {
        var parts = pointer.Split('/')[1..];
        var at = root;
        foreach (var part in parts[..^1])
            at = at is JsonArray list ? list[int.Parse(part, System.Globalization.CultureInfo.InvariantCulture)]! : at![part] ?? throw new ArgumentException(pointer, nameof(pointer));
        if (at is JsonArray array)
            array[int.Parse(parts[^1], System.Globalization.CultureInfo.InvariantCulture)] = value;
        else
            at[parts[^1]] = value;
    }

    private static JsonObject Request() => JsonNode.Parse(
        """
        {"learner":{"givenName":"Nia","familyName":"Rees","did":null,"email":"nia@example.org","identifiers":[{"type":"student-number","value":"1"}]},
         "title":{"en":"Sport Management"},"description":{"en":"About it"},"learningOutcomes":[{"title":{"en":"Manage"},"escoSkills":["http://data.europa.eu/esco/skill/1"]}],
         "workload":{"ects":5,"hours":125,"otherCredits":[{"framework":"cats","points":10}]},"level":{"eqf":5,"nqf":["cqfw-4"]},"assessment":{"types":["project-work"]},"participation":["online"],
         "qualityAssurance":[{"type":"institutional-quality-assurance","decision":"https://example.org/d"}],"issuerCountry":"GBR","subjectAreas":["1014"],
         "awardingBodies":[{"legalName":{"en":"Other"},"country":"GBR","identifiers":[{"type":"ukprn","value":"10007857"}]}],"provider":{"legalName":{"en":"Third"},"country":"GBR"},
         "prerequisites":{"en":"None"},"furtherInformation":{"en":"More"},"grade":{"value":"Merit","scheme":{"en":"Pass, Merit"}},"stackability":{"type":"stackable","towards":["A degree"]},"options":{}}
        """)!.AsObject();
}
