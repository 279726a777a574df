using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using FluentAssertions;
using Issuer.Service.Tests.Host;
using Xunit;

namespace Issuer.Service.Tests.Learners;

/// <summary>Where personal data may be, and where never; what erasure leaves.</summary>
public sealed class PersonalDataTests
{
    private const string Canary = "Canarybird";
    private const string Address = "canary.bird@coalmine.example";
    private const string Number = "CANARY-4711";
    private const string Birthday = "1987-03-29";

    [Fact]
    public async Task Nothing_personal_is_in_any_file_metric_or_problem_body()
    {
        await using var service = await TestService.StartAsync();
        var request = CanaryRequest();
        var issued = await service.IssueAsync(request, $"key of {Canary}");
        await service.SendAsync(HttpMethod.Post, $"/v1/credentials/{issued["id"]}/revoke", new JsonObject { ["reason"] = $"{Canary} asked for it" });
        var bad = CanaryRequest();
        bad["learner"]!["dateOfBirth"] = $"{Birthday}T00:00:00Z";
        bad["learner"]![Canary] = Address;
        bad.Remove("title");
        using var problem = await service.Registrar.PostAsync("/v1/credentials", TestService.Json(bad));
        var metrics = await service.Anyone.GetStringAsync("/metrics");
        await service.Anyone.GetStringAsync(issued["links"]!["page"]!.ToString());

        var problemText = await problem.Content.ReadAsStringAsync();
        foreach (var secret in Secrets)
            problemText.Should().NotContain(secret, "values are not repeated");
        foreach (var secret in (string[])[Canary, .. Secrets])
        {
            metrics.Should().NotContain(secret);
            foreach (var file in Directory.GetFiles(service.DataDirectory, "*", SearchOption.AllDirectories))
                Contains(file, secret).Should().BeFalse("{0} is in {1}", secret, Path.GetFileName(file));
        }

        // The share token opens the page; a thief of the database must not have it.
        var token = issued["links"]!["page"]!.ToString().Split('/')[^1];
        foreach (var file in Directory.GetFiles(service.DataDirectory, "*.db*"))
            Contains(file, token).Should().BeFalse("the share token is in {0}", Path.GetFileName(file));
    }

    [Fact]
    public async Task After_erasure_the_page_is_gone_an_old_backup_is_of_no_use_and_a_held_copy_still_gets_the_truth()
    {
        await using var service = await TestService.StartAsync();
        var issued = await service.IssueAsync(CanaryRequest());
        var other = await service.IssueAsync(Requests.SportManagement("Somebody", "Else", "else@example.org"));
        var token = issued["formats"]!["vc+jwt"]!.ToString();
        var backup = Path.Combine(service.DataDirectory, "..", "backup");
        Copy(service.DataDirectory, backup);

        (await service.SendAsync(HttpMethod.Delete, $"/v1/learners/{issued["learnerId"]}")).Status.Should().Be(HttpStatusCode.NoContent);

        using (var page = await service.Anyone.GetAsync(issued["links"]!["page"]!.ToString()))
        {
            page.StatusCode.Should().Be(HttpStatusCode.Gone);
            (await page.Content.ReadAsStringAsync()).Should().NotContain(Canary);
        }

        var read = (await service.SendAsync(HttpMethod.Get, $"/v1/credentials/{issued["id"]}")).Body!;
        read["status"]!.ToString().Should().Be("erased");
        read["formats"]!.AsObject().Should().BeEmpty();
        (await service.SendAsync(HttpMethod.Post, "/v1/credentials/search", new JsonObject { ["email"] = Address })).Body!["items"]!.AsArray().Should().BeEmpty();

        var held = await service.VerifyAsync(token);
        held["verdict"]!.ToString().Should().Be("valid", "the credential was issued and never revoked");
        (await service.SendAsync(HttpMethod.Post, $"/v1/credentials/{issued["id"]}/revoke", new JsonObject { ["reason"] = "misconduct" })).Status.Should().Be(HttpStatusCode.OK);
        (await service.VerifyAsync(token))["verdict"]!.ToString().Should().Be("invalid");
        (await service.VerifyAsync(other["formats"]!["vc+jwt"]!.ToString()))["verdict"]!.ToString().Should().Be("valid");
        (await service.Anyone.GetAsync(other["links"]!["page"]!.ToString())).StatusCode.Should().Be(HttpStatusCode.OK);

        // The backup comes back under today's keys directory: the erased learner stays unreadable, the others do not.
        await service.StopAsync();
        Directory.Delete(service.DataDirectory, recursive: true);
        Copy(backup, service.DataDirectory);
        await service.StartAgainAsync();
        var restored = (await service.SendAsync(HttpMethod.Get, $"/v1/credentials/{issued["id"]}")).Body!;
        restored["formats"]!.AsObject().Should().BeEmpty();
        (await service.Anyone.GetAsync(issued["links"]!["page"]!.ToString())).StatusCode.Should().Be(HttpStatusCode.Gone);
    }

    [Fact]
    public async Task An_erased_learner_who_comes_back_is_a_new_one()
    {
        await using var service = await TestService.StartAsync();
        var first = await service.IssueAsync(CanaryRequest());
        await service.SendAsync(HttpMethod.Delete, $"/v1/learners/{first["learnerId"]}");

        var second = await service.IssueAsync(CanaryRequest());

        second["learnerId"]!.ToString().Should().NotBe(first["learnerId"]!.ToString());
        (await service.SendAsync(HttpMethod.Get, $"/v1/learners/{first["learnerId"]}")).Status.Should().Be(HttpStatusCode.Gone);
        (await service.SendAsync(HttpMethod.Delete, $"/v1/learners/{first["learnerId"]}")).Status.Should().Be(HttpStatusCode.NoContent);
    }

    private static readonly string[] Secrets = [Address, Number, Birthday];

    private static JsonObject CanaryRequest()
    {
        var request = Requests.SportManagement(Canary, "Yellow", Address, Number);
        request["learner"]!["dateOfBirth"] = Birthday;
        return request;
    }

    private static bool Contains(string file, string text)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.GetBuffer().AsSpan(0, (int)memory.Length).IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from))
        {
            using var source = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var target = File.Create(Path.Combine(to, Path.GetFileName(file)));
            source.CopyTo(target);
        }
    }
}
