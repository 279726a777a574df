using System.Net;
using System.Text.Json.Nodes;
using FluentAssertions;
using Issuer.Service.Access;
using Issuer.Service.Institutions;
using Issuer.Service.Tests.Host;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Issuer.Service.Tests.Learners;

public sealed class LearnerExportOnSqliteTests(SharedService shared) : LearnerExportTests(shared), IClassFixture<SharedService>;

public sealed class LearnerExportOnPostgresTests(SharedPostgresService shared) : LearnerExportTests(shared), IClassFixture<SharedPostgresService>;

/// <summary>A learner gets everything that is held about them, and nothing of anybody else.</summary>
public abstract class LearnerExportTests(SharedService shared)
{
    private readonly TestService _service = shared.Service;

    [Fact]
    public async Task Everything_of_the_learner_is_in_it_and_nothing_of_others()
    {
        var history = await RichHistory.MakeAsync(_service);
        var (first, second) = (history[4], history[^1]);
        var other = await _service.IssueAsync(Requests.SportManagement("Canarybird", "Yellow", "canary@coalmine.example", "C1"));
        first["learnerId"]!.ToString().Should().Be(second["learnerId"]!.ToString());
        await _service.SendAsync(HttpMethod.Post, $"/v1/credentials/{first["id"]}/revoke", new JsonObject { ["reason"] = "issued-in-error", ["note"] = "Committee 7" });

        using var response = await _service.Registrar.GetAsync($"/v1/learners/{first["learnerId"]}/export");
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        response.Headers.CacheControl!.NoStore.Should().BeTrue();
        var text = await response.Content.ReadAsStringAsync();
        var export = JsonNode.Parse(text)!;

        export["identity"]!.AsArray().Should().ContainSingle().Which!["email"]!.ToString().Should().Be("nia4@example.org");
        export["events"]!.AsArray().Select(one => one!["type"]!.ToString()).Should().Equal("learner_registered");
        var credentials = export["credentials"]!.AsArray();
        credentials.Select(one => one!["credential"]!["id"]!.ToString()).Should().Equal(second["id"]!.ToString(), first["id"]!.ToString());
        var oldest = credentials[1]!;
        JsonNode.DeepEquals(oldest["credential"]!["formats"], first["formats"]).Should().BeTrue("each form is as it was signed");
        oldest["document"]!["credentialSubject"]!["type"].Should().NotBeNull();
        oldest["request"]!["learner"]!["familyName"]!.ToString().Should().Be("Rees 4");
        oldest["forms"]!.AsArray().Should().HaveCount(2).And.OnlyContain(form => form!["credential"]!.ToString().Contains('~'));
        oldest["shareLinks"]!.AsArray().Should().ContainSingle().Which!["url"]!.ToString().Should().Be(first["links"]!["page"]!.ToString());
        var made = JsonNode.Parse(await _service.Registrar.GetStringAsync($"/v1/learners/{history[2]["learnerId"]}/export"))!["credentials"]![0]!["shareLinks"]!.AsArray();
        made.Should().HaveCount(2).And.OnlyContain(link => link!["url"] != null);
        made[1]!["shows"]!.ToString().Should().Be("minimal");
        made[1]!["endedAt"].Should().NotBeNull();
        oldest["events"]!.AsArray().Select(one => one!["type"]!.ToString())
            .Should().Equal(
                "credential_issued", "share_link_created", "credential_form_signed", "credential_form_signed", "claim_offered", "claim_used", "claim_ended", "credential_revoked");
        export["erasureRequests"]!.AsArray().Should().ContainSingle().Which!["credentialId"]!.ToString().Should().Be(first["id"]!.ToString());
        oldest["events"]![7]!["note"]!.ToString().Should().Be("Committee 7");

        foreach (var foreign in (string[])["Canarybird", "canary@", other["id"]!.ToString(), history[0]["id"]!.ToString(), "Rees 0", "nia1@"])
            text.Should().NotContain(foreign);
    }

    [Fact]
    public async Task Another_institution_and_a_key_that_may_not_read_get_nothing_and_after_erasure_nobody_does()
    {
        var issued = await _service.IssueAsync(Requests.SportManagement("Gwen", "Parry"));
        var path = $"/v1/learners/{issued["learnerId"]}/export";
        var services = _service.Services;
        var directory = services.GetRequiredService<InstitutionDirectory>();
        var slug = "other-university";
        var outcome = await services.GetRequiredService<InstitutionRegister>().RegisterAsync(new NewInstitution(slug, null, directory.All.First().Profile));
        var stranger = ((InstitutionOutcome.Done)outcome).Institution;
        using var theirs = _service.NewClient((await services.GetRequiredService<ApiKeys>().CreateAsync(stranger.Id, new NewApiKey("theirs", ["read", "admin"]))).Text.ToString());
        using var issuing = _service.NewClient((await services.GetRequiredService<ApiKeys>().CreateAsync(directory.All.First().Id, new NewApiKey("issuing", ["issue"]))).Text.ToString());

        (await _service.SendAsync(HttpMethod.Get, path, client: theirs)).Status.Should().Be(HttpStatusCode.NotFound);
        (await _service.SendAsync(HttpMethod.Get, path, client: issuing)).Status.Should().Be(HttpStatusCode.Forbidden);
        (await _service.SendAsync(HttpMethod.Get, path, client: _service.Anyone)).Status.Should().Be(HttpStatusCode.Unauthorized);
        (await _service.SendAsync(HttpMethod.Get, "/v1/learners/0190c0de-0000-7000-8000-000000000001/export")).Status.Should().Be(HttpStatusCode.NotFound);
        (await _service.SendAsync(HttpMethod.Get, path)).Status.Should().Be(HttpStatusCode.OK);

        await _service.SendAsync(HttpMethod.Delete, $"/v1/learners/{issued["learnerId"]}");
        var (status, gone) = await _service.SendAsync(HttpMethod.Get, path);
        status.Should().Be(HttpStatusCode.Gone);
        gone!.ToJsonString().Should().NotContain("Parry");
    }
}
