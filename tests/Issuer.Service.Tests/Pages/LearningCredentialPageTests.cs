using System.Net;
using System.Text.Json;
using FluentAssertions;
using Issuer.Core.Formats;
using Issuer.Core.Keys;
using Issuer.Core.Verification;
using Issuer.Service.Pages;
using Issuer.Service.Tests.Host;
using Xunit;

namespace Issuer.Service.Tests.Pages;

/// <summary>A wallet's SD-JWT on the page for everybody.</summary>
public sealed class LearningCredentialPageTests(SharedService shared) : IClassFixture<SharedService>
{
    [Fact]
    public async Task A_pasted_sd_jwt_is_checked_and_says_what_its_holder_shows_even_when_a_mail_program_broke_it()
    {
        var compact = Presented("/family_name", "/learning_outcomes");
        foreach (var pasted in new[] { compact, string.Join("\r\n", compact.Chunk(76).Select(line => new string(line))) })
        {
            using var form = new MultipartFormDataContent { { new StringContent(pasted), "credential" } };
            using var answer = await shared.Service.Anyone.PostAsync("/verify", form);

            answer.StatusCode.Should().Be(HttpStatusCode.OK);
            var page = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
            page.Should().Contain("Sport Management").And.Contain("Rees").And.Contain("Lead a team").And.Contain("Another University");
            page.Should().NotContain("Nia").And.NotContain("1996-04-19");
            page.Should().Contain("has not shown to hold that key");
        }
    }

    [Fact]
    public void Every_claim_stands_under_the_element_that_it_is()
    {
        var content = CredentialContent.Of(Parse("""
            {"vct":"urn:eu.europa.ec.eudi:learning:credential:1","iss":"https://a.example","exp":1953071999,"issuing_authority":"Ollscoil","issuing_country":"IE",
             "date_of_issuance":"2026-11-21","achievement_title":"Dunes","family_name":"Ŵyn","given_name":"Siân","learner_identification":"77",
             "learning_outcomes":["one","two"],"expected_study_time":"5 ECTS","level_of_learning_experience":5,"types_of_quality_assurance":["QQI"],
             "assessment_grade":"Merit","prerequisites_to_enroll":["none"],"integration_stackability_options":true}
            """));

        content.LearnerName.Should().Be("Siân Ŵyn");
        content.ValidUntil.Should().Be(DateTimeOffset.FromUnixTimeSeconds(1953071999));
        content.DateOfIssuing.Should().Be(new DateOnly(2026, 11, 21));
        content.Mandatory.Where(element => element.Values.IsEmpty).Select(element => element.Name).Should().Equal("assessment", "participation");
        content.Optional.Where(element => element.Values.IsEmpty).Select(element => element.Name).Should().Equal("supervision", "furtherInformation");
        content.Facts.Should().HaveCount(3);
    }

    [Theory]
    [InlineData("""{"vct":"x"}""")]
    [InlineData("""{"vct":"x","iss":{},"exp":"soon","issuing_country":[],"learning_outcomes":{"a":[null]},"level_of_learning_experience":[5],"family_name":3}""")]
    [InlineData("""{"vct":"x","exp":1e300,"level_of_learning_experience":99999999999999999999,"integration_stackability_options":"maybe","date_of_issuance":"never"}""")]
    public void Claims_of_other_kinds_are_not_there(string json) =>
        CredentialContent.Of(Parse(json)).Title.Should().BeNull();

    private static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    private static string Presented(params string[] shown)
    {
        using var issuer = SigningKey.Generate(SignatureAlgorithm.P256);
        using var holder = SigningKey.Generate(SignatureAlgorithm.P256);
        var now = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
        var facts = new SdJwtVcFacts("urn:uuid:0198c0de-0000-4000-8000-000000000001", DidKey.Of(issuer.PublicKey), now.AddMinutes(-1), now.AddDays(1), holder.PublicKey, Status: null);
        var claims = SdJwtVc.Claims(
            SdJwtLearningCredential.Vct, facts,
            [
                new("achievement_title", SdClaim.Of("Sport Management")), new("issuing_authority", SdClaim.Of("Another University")),
                new("family_name", SdClaim.Of("Rees"), IsSelective: true), new("given_name", SdClaim.Of("Nia"), IsSelective: true),
                new("birthdate", SdClaim.Of("1996-04-19"), IsSelective: true), new("learning_outcomes", SdClaim.Of(["Lead a team"]), IsSelective: true),
            ]);
        var token = SdJwt.Parse(SdJwtVc.Sign(claims, issuer, DidKey.MethodOf(issuer.PublicKey), System.Security.Cryptography.RandomNumberGenerator.Fill).Compact).Token!;
        return SdJwtPresentation.Select(token, SdJwtProcessing.Process(token).Content!, shown.Contains);
    }
}
