using System.Text.Json.Nodes;
using FluentAssertions;
using Issuer.Core.Formats;
using Issuer.Core.Keys;
using Issuer.Core.Verification;
using Issuer.Service.Institutions;
using Issuer.Service.Tests.Host;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Issuer.Service.Tests.Checking;

/// <summary>Credentials of our own institutions, in the whole service: the log and the keys' history decide.</summary>
public sealed class OwnCredentialsTests
{
    [Fact]
    public async Task What_was_issued_is_valid_and_what_a_thief_signs_with_the_true_key_is_not()
    {
        await using var service = await TestService.StartAsync();
        var compact = (string)(await service.IssueAsync(Requests.SportManagement()))["formats"]!["vc+jwt"]!;
        var own = await service.VerifyAsync(compact);
        ((string?)own["verdict"]).Should().Be("valid", own.ToJsonString());
        Code(own, "trust").Should().Be("own-institution");
        Code(own, "status").Should().Be("active");

        var forged = await service.VerifyAsync(Forge(service, compact));
        ((string?)forged["verdict"]).Should().Be("invalid");
        Code(forged, "signature").Should().Be("signature-good");
        Code(forged, "issuer").Should().Be("not-in-log");
    }

    [Fact]
    public async Task A_key_that_was_stolen_keeps_what_it_signed_before_and_loses_what_it_signed_after()
    {
        await using var service = await TestService.StartAsync();
        var before = (string)(await service.IssueAsync(Requests.SportManagement()))["formats"]!["vc+jwt"]!;
        var stolen = VcJwt.Parse(before).Token!.Kid!;
        var keyId = stolen[(stolen.IndexOf('#', StringComparison.Ordinal) + 1)..].Replace(DidDocumentWriter.JwkSuffix, "", StringComparison.Ordinal);

        // Told for this instant: what is in the log is older.
        await CompromiseAsync(service, keyId, TimeProvider.System.GetUtcNow());
        var kept = await service.VerifyAsync(before);
        ((string?)kept["verdict"]).Should().Be("valid", kept.ToJsonString());

        // Told again for an earlier time: now it was signed after the theft.
        await CompromiseAsync(service, keyId, TimeProvider.System.GetUtcNow().AddDays(-1));
        var lost = await service.VerifyAsync(before);
        ((string?)lost["verdict"]).Should().Be("invalid");
        Code(lost, "issuer").Should().Be("key-compromised");
    }

    [Fact]
    public async Task Identifiers_on_our_own_host_are_answered_in_process_even_when_nobody_has_them()
    {
        await using var service = await TestService.StartAsync();
        using var key = SigningKey.Generate(SignatureAlgorithm.P256);
        var did = service.Did[..(service.Did.LastIndexOf(':') + 1)] + "nobody";
        var foreign = SignedCredential.Make(did, "https://badges.example.org/status/1");
        var report = await service.VerifyAsync(foreign.Compact);
        ((string?)report["verdict"]).Should().Be("invalid");
        Code(report, "signature").Should().Be("did-not-found");
    }

    // The institution's own key, used past the service: what a thief of the keys directory can do.
    private static string Forge(TestService service, string compact)
    {
        var institution = service.Services.GetRequiredService<InstitutionDirectory>().ByDid(service.Did)!;
        var signing = service.Services.GetRequiredService<KeyRing>().ActiveKey(institution, SignatureAlgorithm.P256, out var key)!;
        var payload = VcJwt.Parse(compact).Token!.Payload;
        var document = JsonNode.Parse(VcJwt.WithoutRegisteredClaims(payload).GetRawText())!;
        document["credentialSubject"]!["name"] = "Somebody Else";
        return VcJwt.Sign(System.Text.Encoding.UTF8.GetBytes(document.ToJsonString()), signing, institution.JwkMethodId(key!)).Compact;
    }

    private static async Task CompromiseAsync(TestService service, string keyId, DateTimeOffset at)
    {
        var (status, body) = await service.SendAsync(
            HttpMethod.Post, $"/v1/institution/keys/{keyId}/compromise", new JsonObject { ["at"] = at.ToString("O", System.Globalization.CultureInfo.InvariantCulture) });
        ((int)status).Should().BeInRange(200, 204, body?.ToJsonString());
    }

    private static string? Code(JsonObject report, string check) =>
        (string?)report["checks"]!.AsArray().Single(entry => (string?)entry!["check"] == check)!["code"];
}
