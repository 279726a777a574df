using System.Text.Json;
using System.Text.Json.Nodes;
using FluentAssertions;
using Issuer.Core.Formats;
using Issuer.Core.Keys;
using Issuer.Core.Status;
using Issuer.Core.Tests.Formats;
using Issuer.Core.Verification;
using Xunit;

namespace Issuer.Core.Tests.Verification;

/// <summary>SD-JWT VCs through the same checks as every other credential.</summary>
public sealed class SdJwtVerificationTests : IDisposable
{
    private const string ListUrl = "https://badges.example.org/token-status/EBESExQVFhcYGRobHB0eHw";
    private const string Audience = "https://verifier.example";

    private readonly World _world = new();
    private readonly SigningKey _holder = SigningKey.Generate(SignatureAlgorithm.P256);

    public SdJwtVerificationTests() => Publish(0);

    public void Dispose()
    {
        _world.Dispose();
        _holder.Dispose();
    }

    [Fact]
    public async Task A_learning_credential_with_all_its_disclosures_is_valid()
    {
        var report = await _world.VerifyAsync(LearningCredential().Compact);

        report.Verdict.Should().Be(Verdict.Valid, report.Told());
        report.Checks.Select(check => check.Name).Should().Equal("format", "signature", "issuer", "validity", "status", "trust", "elements");
        report.Of("format").Code.Should().Be("sd-jwt-vc");
        report.Of("signature").Code.Should().Be("holder-not-shown");
        report.Of("signature").Detail.Should().Contain("has not shown to hold that key");
        report.Of("status").Code.Should().Be("active");
        report.Credential!.Value.GetProperty("family_name").GetString().Should().Be("Rees-Ŵyn");
        report.Elements.Where(element => element.Found != "found").Select(element => element.Element)
            .Should().BeEquivalentTo("assessment", "participation", "supervision");
    }

    [Fact]
    public async Task What_the_holder_leaves_out_is_not_in_the_report()
    {
        var token = SdJwt.Parse(LearningCredential().Compact).Token!;
        var content = SdJwtProcessing.Process(token).Content!;

        var report = await _world.VerifyAsync(SdJwtPresentation.Select(token, content, pointer => pointer == "/learning_outcomes"));

        report.Verdict.Should().Be(Verdict.Valid, report.Told());
        report.Credential!.Value.GetRawText().Should().NotContain("Rees").And.NotContain("1996-04-19").And.Contain("Apply management functions");
        report.Elements.Single(element => element.Element == "learner").Found.Should().Be("missing");
    }

    [Theory]
    [InlineData("n-1", Audience, Verdict.Valid, "in-period")]
    [InlineData(null, null, Verdict.Valid, "in-period")]
    [InlineData("n-1", null, Verdict.Valid, "in-period")]
    [InlineData("n-2", Audience, Verdict.Invalid, "nonce-mismatch")]
    [InlineData("n-1", "https://another.example", Verdict.Invalid, "audience-mismatch")]
    public async Task A_presentation_is_for_whom_and_for_what_it_was_made(string? nonce, string? audience, Verdict verdict, string code)
    {
        var presented = SdJwtKeyBinding.Sign(LearningCredential().Compact, SdJwtHash.Sha256, _holder, Audience, "n-1", World.Now);

        var report = await _world.VerifyAsync(presented, new(Nonce: nonce, Audience: audience));

        (report.Verdict, report.Of("validity").Code).Should().Be((verdict, code), report.Told());
        report.Of("signature").Detail.Should().Contain($"presented by the holder of its key, for \"{Audience}\"");
    }

    [Theory]
    [InlineData("n-1", null, "nonce-mismatch")]
    [InlineData(null, Audience, "audience-mismatch")]
    public async Task Who_asks_for_a_presentation_gets_none_without_key_binding(string? nonce, string? audience, string code)
    {
        var report = await _world.VerifyAsync(LearningCredential().Compact, new(Nonce: nonce, Audience: audience));

        (report.Verdict, report.Of("validity").Code).Should().Be((Verdict.Invalid, code), report.Told());
    }

    [Fact]
    public async Task What_the_issuer_made_for_an_audience_still_wants_a_holder_who_presents_it_there()
    {
        var claims = (SdClaim.Object)SdClaim.Of(JsonSerializer.SerializeToElement(Claims(("aud", Audience), ("cnf", new JsonObject { ["jwk"] = _holder.PublicKey.ToJwk() }))));
        var compact = SdJwtIssuing.Issue(claims, _world.Key, World.Kid, "dc+sd-jwt", Random).Compact;
        var presented = SdJwtKeyBinding.Sign(compact, SdJwtHash.Sha256, _holder, Audience, "n-1", World.Now);

        (await _world.VerifyAsync(compact, new(Audience: Audience))).Of("validity").Code.Should().Be("audience-mismatch");
        (await _world.VerifyAsync(presented, new(Audience: Audience, Nonce: "n-1"))).Verdict.Should().Be(Verdict.Valid);
        (await _world.VerifyAsync(presented)).Of("validity").Code.Should().Be("audience-mismatch");
    }

    [Fact]
    public async Task A_bad_key_binding_is_a_bad_signature()
    {
        var issued = LearningCredential();
        var bound = SdJwtKeyBinding.Sign(issued.Compact, SdJwtHash.Sha256, _holder, Audience, "n", World.Now);
        var kb = bound[(bound.LastIndexOf('~') + 1)..];
        using var stranger = SigningKey.Generate(SignatureAlgorithm.P256);

        (await SignatureOf($"{issued.Jwt.Compact}~{kb}")).Should().Be((Outcome.Failed, "key-binding-hash"));
        (await SignatureOf(SdJwtKeyBinding.Sign(issued.Compact, SdJwtHash.Sha256, stranger, Audience, "n", World.Now))).Should().Be((Outcome.Failed, "key-binding-signature"));
        (await SignatureOf(issued.Compact + issued.Jwt.Compact)).Should().Be((Outcome.Failed, "key-binding-type"), "another token is not one");
        (await SignatureOf(bound)).Should().Be((Outcome.Passed, "holder-shown"));
    }

    [Fact]
    public async Task A_key_binding_of_the_future_is_not_valid_yet()
    {
        var bound = SdJwtKeyBinding.Sign(LearningCredential().Compact, SdJwtHash.Sha256, _holder, Audience, "n", World.Now.AddMinutes(6));

        (await _world.VerifyAsync(bound)).Of("validity").Code.Should().Be("proof-not-yet-made");
    }

    [Theory]
    [InlineData(0, Verdict.Valid, "active")]
    [InlineData(1, Verdict.Invalid, "revoked")]
    [InlineData(2, Verdict.Invalid, "suspended")]
    [InlineData(3, Verdict.Indeterminate, "status-value-unknown")]
    public async Task The_issuer_s_list_says_the_state(int status, Verdict verdict, string code)
    {
        Publish(status);

        var report = await _world.VerifyAsync(LearningCredential().Compact);

        (report.Verdict, report.Of("status").Code).Should().Be((verdict, code), report.Told());
    }

    [Fact]
    public async Task A_list_that_does_not_verify_or_fit_tells_nothing()
    {
        using var stranger = SigningKey.Generate(SignatureAlgorithm.P256);
        var strangers = DidKey.Of(stranger.PublicKey);
        var list = TokenStatusList.Empty(1024);

        await Tells("status-list-not-verified", List(list, key: stranger));
        await Tells("status-list-of-another", List(list, issuer: strangers, key: stranger, kid: DidKey.MethodOf(stranger.PublicKey)));
        await Tells("status-list-not-verified", List(list, key: stranger, kid: DidKey.MethodOf(stranger.PublicKey)));
        await Tells("status-list-of-another", List(list, url: ListUrl + "x"));
        await Tells("status-list-expired", List(list, expires: World.Now));
        await Tells("status-list-not-verified", List(list, issuedAt: World.Now.AddMinutes(6)));
        await Tells("status-index-out-of-range", List(TokenStatusList.Empty(76)));
        await Tells("status-list-malformed", "no token");
        await Tells("status-list-type", _world.Badge());
        _world.Lists.Clear();
        (await _world.VerifyAsync(LearningCredential().Compact)).Of("status").Code.Should().Be("status-list-unreachable");

        async Task Tells(string code, string published)
        {
            _world.Lists[ListUrl] = System.Text.Encoding.UTF8.GetBytes(published);
            var report = await _world.VerifyAsync(LearningCredential().Compact);
            (report.Verdict, report.Of("status").Code).Should().Be((Verdict.Indeterminate, code), report.Told());
        }
    }

    [Theory]
    [InlineData("""{"status_list":{"idx":-1,"uri":"https://a.example/l"}}""", "status-entry-malformed")]
    [InlineData("""{"status_list":{"idx":"1","uri":"https://a.example/l"}}""", "status-entry-malformed")]
    [InlineData("""{"status_list":{"idx":1.5,"uri":"https://a.example/l"}}""", "status-entry-malformed")]
    [InlineData("""{"status_list":{"idx":1e3,"uri":"https://a.example/l"}}""", "status-entry-malformed")]
    [InlineData("""{"status_list":{"idx":18446744073709551616,"uri":"https://a.example/l"}}""", "status-entry-malformed")]
    [InlineData("""{"status_list":{"idx":1,"uri":"file:///etc/passwd"}}""", "status-entry-malformed")]
    [InlineData("""{"status_list":{"idx":1}}""", "status-entry-malformed")]
    [InlineData("""{"status_list":[]}""", "status-entry-malformed")]
    [InlineData("""{"other_list":{}}""", "status-type-unknown")]
    [InlineData("""{"status_list":{"idx":1,"uri":"https://a.example/l"},"other":{}}""", "status-type-unknown")]
    public async Task A_status_entry_that_is_none_tells_nothing(string status, string code)
    {
        var report = await _world.VerifyAsync(Sign(Claims(("status", JsonNode.Parse(status)))));

        (report.Verdict, report.Of("status").Code).Should().Be((Verdict.Indeterminate, code), report.Told());
        _world.Asked.Should().NotContain(address => !address.StartsWith("did:web:badges", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("vct", null, "vct-missing")]
    [InlineData("vct", "1", "vct-malformed")]
    [InlineData("vct", "\"\"", "vct-malformed")]
    [InlineData("iss", null, "issuer-missing")]
    [InlineData("iss", "\"Cardiff\"", "issuer-malformed")]
    [InlineData("iss", "{}", "claim-malformed")]
    [InlineData("exp", "\"2030\"", "claim-malformed")]
    [InlineData("nbf", "null", "claim-malformed")]
    [InlineData("status", "[]", "claim-malformed")]
    [InlineData("cnf", "\"key\"", "claim-malformed")]
    [InlineData("aud", "[1]", "claim-malformed")]
    public async Task A_claim_that_decides_is_of_its_kind(string name, string? json, string code)
    {
        var claims = Claims();
        claims.Remove(name);
        if (json is not null)
            claims.Add(name, JsonNode.Parse(json));

        var report = await _world.VerifyAsync(Sign(claims));

        (report.Verdict, report.Of("format").Code).Should().Be((Verdict.Invalid, code), report.Told());
    }

    [Theory]
    [InlineData("iss")]
    [InlineData("nbf")]
    [InlineData("exp")]
    [InlineData("cnf")]
    [InlineData("vct")]
    [InlineData("vct#integrity")]
    [InlineData("status")]
    public async Task What_decides_is_never_a_disclosure(string name)
    {
        var claims = Claims(("vct#integrity", "sha256-x"), ("cnf", new JsonObject { ["jwk"] = _holder.PublicKey.ToJwk() }));
        var all = (SdClaim.Object)SdClaim.Of(JsonSerializer.SerializeToElement(claims));
        SdMember[] hidden = [.. all.Members.Where(member => member.Name != name), new(name, name == "status" ? SdClaim.Of(true) : all.Members.First(member => member.Name == name).Value, IsSelective: true)];
        var partly = new SdClaim.Object([.. all.Members.Where(member => member.Name != "cnf"), new("cnf", new SdClaim.Object([new("jwk", SdClaim.Of(1), IsSelective: true)]))]);

        var report = await _world.VerifyAsync(SdJwtIssuing.Issue(new([.. hidden]), _world.Key, World.Kid, "dc+sd-jwt", Random).Compact);

        (report.Verdict, report.Of("format").Code).Should().Be((Verdict.Invalid, "claim-not-disclosable"), report.Told());
        (await _world.VerifyAsync(SdJwtIssuing.Issue(partly, _world.Key, World.Kid, "dc+sd-jwt", Random).Compact)).Of("format").Code.Should().Be("claim-not-disclosable");
    }

    [Theory]
    [InlineData("dc+sd-jwt", Verdict.Valid)]
    [InlineData("application/dc+sd-jwt", Verdict.Valid)]
    [InlineData("vc+sd-jwt", Verdict.Valid)]
    [InlineData("vc+jwt", Verdict.Invalid)]
    [InlineData("kb+jwt", Verdict.Invalid)]
    [InlineData("statuslist+jwt", Verdict.Invalid)]
    [InlineData("example+sd-jwt", Verdict.Invalid)]
    [InlineData("JWT", Verdict.Invalid)]
    public async Task Only_a_token_that_says_so_is_one(string typ, Verdict expected)
    {
        var report = await _world.VerifyAsync(Sign(Claims(), typ));

        report.Verdict.Should().Be(expected, report.Told());
    }

    [Fact]
    public async Task A_credential_of_the_data_model_in_an_sd_jwt_is_one_too()
    {
        var credential = World.Plain();
        credential.Remove("credentialStatus");
        var all = (SdClaim.Object)SdClaim.Of(JsonSerializer.SerializeToElement(credential));
        SdMember subject = new("credentialSubject", new SdClaim.Object([new("id", SdClaim.Of("did:example:learner")), new("name", SdClaim.Of("Nia"), IsSelective: true)]));
        var claims = all with { Members = [.. all.Members.Where(member => member.Name != "credentialSubject"), subject, new("cnf", SdClaim.Of(JsonSerializer.SerializeToElement(new { jwk = _holder.PublicKey.ToJwk() })))] };
        var compact = SdJwtIssuing.Issue(claims, _world.Key, World.Kid, "vc+sd-jwt", Random).Compact;

        var report = await _world.VerifyAsync(compact);

        report.Verdict.Should().Be(Verdict.Valid, report.Told());
        report.Of("format").Code.Should().Be("vcdm-2.0");
        report.Credential!.Value.GetProperty("credentialSubject").GetProperty("name").GetString().Should().Be("Nia");
        (await _world.VerifyAsync(SdJwtIssuing.Issue(claims, _world.Key, World.Kid, "dc+sd-jwt", Random).Compact)).Of("format").Code.Should().Be("vct-missing");

        var ended = claims with { Members = [.. claims.Members.Where(member => member.Name != "validUntil"), new("validUntil", SdClaim.Of("2030-01-01T00:00:00Z"), IsSelective: true)] };
        (await _world.VerifyAsync(SdJwtIssuing.Issue(ended, _world.Key, World.Kid, "vc+sd-jwt", Random).Compact)).Of("format").Code.Should().Be("claim-not-disclosable");
    }

    [Fact]
    public async Task An_enveloped_sd_jwt_is_opened()
    {
        var envelope = $$"""{"@context":"https://www.w3.org/ns/credentials/v2","type":"EnvelopedVerifiableCredential","id":"data:application/dc+sd-jwt,{{LearningCredential().Compact}}"}""";

        (await _world.VerifyAsync(envelope)).Verdict.Should().Be(Verdict.Valid);
    }

    [Fact]
    public async Task An_issuer_that_is_a_web_address_is_found_by_its_metadata()
    {
        var metadata = new JsonObject { ["issuer"] = "https://a.example/tenant/1", ["jwks"] = Set(("k1", _world.Key)) };
        var compact = Sign(Claims(("iss", "https://a.example/tenant/1")), kid: "k1");

        (await Verdict_(metadata)).Should().Be((Verdict.Valid, "issuer-key"));
        _world.Asked.Should().Contain("https://a.example/.well-known/jwt-vc-issuer/tenant/1");

        metadata.Remove("jwks");
        metadata["jwks_uri"] = "https://keys.example/set";
        _world.Keys["https://keys.example/set"] = System.Text.Encoding.UTF8.GetBytes(Set(("k0", _holder), ("k1", _world.Key)).ToJsonString());
        (await Verdict_(metadata)).Should().Be((Verdict.Valid, "issuer-key"));

        metadata["jwks"] = Set(("k1", _world.Key));
        (await Verdict_(metadata)).Item1.Should().Be(Verdict.Indeterminate, "there are two sets");
        metadata.Remove("jwks_uri");
        metadata["issuer"] = "https://a.example/tenant/2";
        (await Verdict_(metadata)).Item1.Should().Be(Verdict.Indeterminate, "the metadata are another's");
        metadata["issuer"] = "https://a.example/tenant/1";
        metadata["jwks"] = Set(("k2", _world.Key));
        (await Verdict_(metadata)).Item1.Should().Be(Verdict.Invalid, "the set has no key of that name");
        metadata["jwks"] = Set(("k1", _holder));
        (await Verdict_(metadata)).Item1.Should().Be(Verdict.Invalid, "another key of that name signed nothing");
        _world.Keys.Clear();
        (await _world.VerifyAsync(compact)).Of("signature").Code.Should().Be("key-unreachable");

        async Task<(Verdict, string)> Verdict_(JsonObject served)
        {
            _world.Keys["https://a.example/.well-known/jwt-vc-issuer/tenant/1"] = System.Text.Encoding.UTF8.GetBytes(served.ToJsonString());
            var report = await _world.VerifyAsync(compact);
            return (report.Verdict, report.Of("issuer").Code);
        }
    }

    [Theory]
    [InlineData("https://a.example", "https://a.example/.well-known/jwt-vc-issuer")]
    [InlineData("https://a.example/", "https://a.example/.well-known/jwt-vc-issuer")]
    [InlineData("https://a.example:8443/x/", "https://a.example:8443/.well-known/jwt-vc-issuer/x")]
    [InlineData("https://a.example/x?y=1", null)]
    [InlineData("https://a.example/x?", null)]
    [InlineData("https://a.example/x#y", null)]
    [InlineData("https://user@a.example/", null)]
    [InlineData("urn:uuid:1", null)]
    public async Task The_metadata_s_address_stands_between_host_and_path(string issuer, string? address)
    {
        await _world.VerifyAsync(Sign(Claims(("iss", issuer))));

        _world.Asked.Should().Equal(address is null ? [] : [address]);
    }

    [Fact]
    public async Task An_issuer_known_by_certificate_alone_is_not_told_from_another()
    {
        var claims = Claims();
        claims.Remove("iss");
        var header = new JsonObject { ["alg"] = "ES256", ["typ"] = "dc+sd-jwt", ["x5c"] = new JsonArray("MIIB") };

        var report = await _world.VerifyAsync(World.Sign(claims.ToJsonString(), header.ToJsonString(), _world.Key) + "~");

        report.Verdict.Should().Be(Verdict.Indeterminate, report.Told());
        _world.Asked.Should().BeEmpty();
    }

    [Fact]
    public async Task What_the_issuer_publishes_goes_before_a_certificate_for_its_address()
    {
        const string Issuer = "https://a.example/tenant/1";
        using var root = Authority.Root();
        _world.TrustedRoots = root.AsRoots();
        var header = new JsonObject { ["alg"] = "ES256", ["typ"] = "dc+sd-jwt", ["kid"] = "k1", ["x5c"] = Authority.X5c(root.Certify(_world.Key, ["a.example"])) };
        var compact = World.Sign(Claims(("iss", Issuer)).ToJsonString(), header.ToJsonString(), _world.Key) + "~";

        var certified = await _world.VerifyAsync(compact);
        certified.Verdict.Should().Be(Verdict.Valid, certified.Told());
        certified.Of("issuer").Code.Should().Be("issuer-certificate");
        certified.Issuer!.Certificate.Should().Be(new CertificateFacts("Prifysgol Ŵyn", "Test Authority"));
        (await _world.VerifyAsync(World.Sign(Claims(("iss", "https://b.example/")).ToJsonString(), header.ToJsonString(), _world.Key) + "~"))
            .Of("issuer").Code.Should().Be("certificate-of-another");

        Serve(Set(("k1", _holder)));
        (await _world.VerifyAsync(compact)).Of("signature").Code.Should().Be("signature-mismatch", "the issuer answers that its key is another");
        Serve(Set(("k2", _world.Key)));
        (await _world.VerifyAsync(compact)).Of("signature").Code.Should().Be("key-not-found");

        // A key of the set may bring its certificate along, and is then that certificate's key or none.
        var own = Set(("k1", _world.Key));
        own["keys"]![0]!["x5c"] = header["x5c"]!.DeepClone();
        Serve(own);
        var published = await _world.VerifyAsync(compact);
        published.Of("issuer").Code.Should().Be("issuer-key");
        published.Issuer!.Certificate.Should().Be(certified.Issuer.Certificate);
        own["keys"]![0]!["x5c"] = Authority.X5c(root.Certify(_holder, ["a.example"]));
        Serve(own);
        (await _world.VerifyAsync(compact)).Of("signature").Detail.Should().Contain("key-not-of-certificate");

        void Serve(JsonObject set) => _world.Keys["https://a.example/.well-known/jwt-vc-issuer/tenant/1"] =
            System.Text.Encoding.UTF8.GetBytes(new JsonObject { ["issuer"] = Issuer, ["jwks"] = set.DeepClone() }.ToJsonString());
    }

    [Theory]
    [InlineData("Ed25519")]
    [InlineData("P-256")]
    [InlineData("P-384")]
    public async Task Every_algorithm_of_ours_verifies_and_one_changed_character_does_not(string name)
    {
        using var world = new World(SignatureAlgorithm.FromName(name));
        var compact = SdJwtIssuing.Issue((SdClaim.Object)SdClaim.Of(JsonSerializer.SerializeToElement(Claims())), world.Key, World.Kid, "dc+sd-jwt", Random).Compact;

        (await world.VerifyAsync(compact)).Verdict.Should().Be(Verdict.Valid);
        for (var i = 0; i < compact.Length; i += 7)
        {
            var altered = compact[..i] + (compact[i] == 'A' ? 'B' : 'A') + compact[(i + 1)..];
            (await world.VerifyAsync(altered)).Verdict.Should().Be(Verdict.Invalid, $"position {i}");
        }
    }

    [Fact]
    public async Task Expired_and_not_yet_valid_are_told_apart()
    {
        (await _world.VerifyAsync(Sign(Claims(("exp", World.Now.ToUnixTimeSeconds()))))).Of("validity").Code.Should().Be("expired");
        (await _world.VerifyAsync(Sign(Claims(("nbf", World.Now.ToUnixTimeSeconds() + 1))))).Of("validity").Code.Should().Be("not-yet-valid");
        (await _world.VerifyAsync(Sign(Claims(("aud", "https://somebody.example"))))).Of("validity").Code.Should().Be("audience-mismatch");
    }

    [Fact]
    public async Task An_own_institution_s_credential_that_its_log_does_not_hold_is_not_its_own()
    {
        var issued = LearningCredential();
        _world.Own = new("Cardiff Metropolitan University", new(World.Now.AddYears(-1), null, null), null);
        (await _world.VerifyAsync(issued.Compact)).Of("issuer").Code.Should().Be("not-in-log");

        _world.Own = _world.Own with { Record = new("urn:uuid:0198c0de-0000-4000-8000-000000000001", World.Now.AddDays(-1), OwnState.Active) };
        var report = await _world.VerifyAsync(issued.Compact);
        report.Verdict.Should().Be(Verdict.Valid, report.Told());
        report.Of("trust").Outcome.Should().Be(Outcome.Passed);
    }

    [Fact]
    public async Task A_kept_list_answers_offline_under_the_address_that_it_names()
    {
        var sources = new OfflineVerificationSources();
        sources.TryAddDidDocument(_world.Documents[World.Did]).Should().BeTrue();
        sources.TryAddStatusList(_world.Lists[ListUrl]).Should().BeTrue();

        var report = await new CredentialVerifier(sources).VerifyAsync(
            CredentialInput.Read(System.Text.Encoding.UTF8.GetBytes(LearningCredential().Compact)), VerifyOptions.None, World.Now);

        report.Verdict.Should().Be(Verdict.Valid, report.Told());
    }

    [Theory]
    [InlineData("a~b")]
    [InlineData("~")]
    [InlineData("a.b~c.d")]
    public void A_text_with_a_tilde_is_not_yet_an_sd_jwt(string text) =>
        CredentialInput.Read(System.Text.Encoding.UTF8.GetBytes(text)).Should().BeOfType<CredentialInput.NotACredential>();

    private async Task<(Outcome, string)> SignatureOf(string presented)
    {
        var check = (await _world.VerifyAsync(presented)).Of("signature");
        return (check.Outcome, check.Code);
    }

    private IssuedSdJwt LearningCredential()
    {
        var vc = new SdJwtVcFacts(
            "urn:uuid:0198c0de-0000-4000-8000-000000000001", World.Did, World.Now.AddDays(-1), World.Now.AddYears(1), _holder.PublicKey, new(ListUrl, 77));
        SdJwtLearningCredential.TryWrite(Badges.Full, new(vc, "urn:uuid:0198c0de-0000-4000-8000-000000000002", []), out var claims, out _).Should().BeTrue();
        return SdJwtVc.Sign(claims!, _world.Key, World.Kid, Random);
    }

    private static JsonObject Claims(params (string Name, JsonNode? Value)[] changes)
    {
        var claims = new JsonObject { ["vct"] = "https://example.org/course", ["iss"] = World.Did, ["iat"] = 1_767_225_600, ["nbf"] = 1_767_225_600, ["exp"] = 4_070_908_800, ["course"] = "Dunes" };
        foreach (var (name, value) in changes)
            claims[name] = value;
        return claims;
    }

    private string Sign(JsonObject claims, string typ = "dc+sd-jwt", string kid = World.Kid) =>
        World.Sign(claims.ToJsonString(), new JsonObject { ["alg"] = "ES256", ["typ"] = typ, ["kid"] = kid }.ToJsonString(), _world.Key) + "~";

    private static JsonObject Set(params (string Kid, SigningKey Key)[] keys) =>
        new() { ["keys"] = new JsonArray([.. keys.Select(key => (JsonNode)key.Key.PublicKey.ToJwk(key.Kid))]) };

    private void Publish(int status)
    {
        var list = TokenStatusList.Empty(1024);
        (list[76], list[77], list[78]) = (1, status, 1);
        _world.Lists[ListUrl] = System.Text.Encoding.UTF8.GetBytes(List(list));
    }

    private string List(
        TokenStatusList list, string url = ListUrl, string issuer = World.Did, SigningKey? key = null, string kid = World.Kid, DateTimeOffset? issuedAt = null, DateTimeOffset? expires = null) =>
        TokenStatusListToken.Sign(url, issuer, list, issuedAt ?? World.Now.AddMinutes(-1), expires ?? World.Now.AddDays(1), 300, key ?? _world.Key, kid).Compact;

    private static void Random(Span<byte> bytes) => System.Security.Cryptography.RandomNumberGenerator.Fill(bytes);
}
