using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using FluentAssertions;
using Issuer.Service.Store;
using Issuer.Service.Tests.Credentials;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Issuer.Service.Tests.Host;

/// <summary>Two services on one database and one keys directory: what one does the other sees at once, or within a second where it keeps it in memory.</summary>
public sealed class SeveralNodesTests : IAsyncLifetime
{
    private TestService? _first;
    private TestService? _second;

    private TestService First => _first!;

    private TestService Second => _second!;

    public async ValueTask InitializeAsync()
    {
        _first = await TestService.StartOnPostgresAsync();
        _second = await _first.StartAnotherNodeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_second is not null)
            await _second.DisposeAsync();
        if (_first is not null)
            await _first.DisposeAsync();
    }

    [Fact]
    public async Task Both_issue_at_once_and_no_two_credentials_share_anything()
    {
        var issued = await Task.WhenAll(Enumerable.Range(0, 300).Select(i => (i % 2 == 0 ? First : Second).IssueAsync(Requests.SportManagement("Nia", $"Rees {i}", number: $"N{i % 50}"))));

        issued.Select(one => one["id"]!.ToString()).Should().OnlyHaveUniqueItems();
        var entries = issued.Select(one => JsonNode.Parse(IssuingTests.Decode(one["formats"]!["vc+jwt"]!.ToString().Split('.')[1]))!["credentialStatus"]!);
        entries.Select(entry => $"{entry["statusListCredential"]} {entry["statusListIndex"]}").Should().OnlyHaveUniqueItems();
        issued.GroupBy(one => one["learnerId"]!.ToString()).Should().HaveCount(50, "fifty numbers are fifty learners, whichever node met them first");
        foreach (var one in issued.Take(10))
        {
            (await First.SendAsync(HttpMethod.Get, $"/v1/credentials/{one["id"]}")).Status.Should().Be(HttpStatusCode.OK);
            (await Second.SendAsync(HttpMethod.Get, $"/v1/credentials/{one["id"]}")).Status.Should().Be(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task One_idempotency_key_on_two_nodes_makes_one_credential()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(async i =>
        {
            using var message = new HttpRequestMessage(HttpMethod.Post, "/v1/credentials") { Content = TestService.Json(Requests.SportManagement()) };
            message.Headers.Add("Idempotency-Key", "one and the same");
            using var response = await (i % 2 == 0 ? First : Second).Registrar.SendAsync(message);
            return (response.StatusCode, Id: JsonNode.Parse(await response.Content.ReadAsStringAsync())!["id"]!.ToString());
        }));
        answers.Select(answer => answer.Id).Distinct().Should().ContainSingle();
        answers.Count(answer => answer.StatusCode == HttpStatusCode.Created).Should().BeGreaterThan(0);
    }

    [Fact]
    public async Task A_revocation_on_one_node_is_in_the_list_that_the_other_one_serves()
    {
        var issued = await First.IssueAsync(Requests.SportManagement());
        var token = issued["formats"]!["vc+jwt"]!.ToString();
        (await Second.VerifyAsync(token))["verdict"]!.ToString().Should().Be("valid", "the second node has signed and kept the list now");

        await First.SendAsync(HttpMethod.Post, $"/v1/credentials/{issued["id"]}/revoke", new JsonObject { ["reason"] = "misconduct" });

        var since = TimeProvider.System.GetTimestamp();
        await Eventually(async () => (await Second.VerifyAsync(token))["verdict"]!.ToString() == "invalid");
        TimeProvider.System.GetElapsedTime(since).Should().BeLessThan(TimeSpan.FromSeconds(1));
        (await Second.SendAsync(HttpMethod.Get, $"/v1/credentials/{issued["id"]}")).Body!["status"]!.ToString().Should().Be("revoked");
    }

    [Fact]
    public async Task Keys_that_one_node_makes_and_revokes_hold_on_the_other()
    {
        var (status, made) = await First.SendAsync(HttpMethod.Post, "/v1/api-keys", new JsonObject { ["name"] = "Second registrar", ["scopes"] = new JsonArray("read") });
        status.Should().Be(HttpStatusCode.Created);
        using var client = Second.NewClient(made!["apiKey"]!.ToString());
        await Eventually(async () => (await Second.SendAsync(HttpMethod.Get, "/v1/credentials", client: client)).Status == HttpStatusCode.OK);
        (await First.SendAsync(HttpMethod.Delete, $"/v1/api-keys/{made["prefix"]}")).Status.Should().Be(HttpStatusCode.NoContent);
        await Eventually(async () => (await Second.SendAsync(HttpMethod.Get, "/v1/credentials", client: client)).Status == HttpStatusCode.Unauthorized);

        await First.SendAsync(HttpMethod.Post, "/v1/institution/keys/rotate", new JsonObject { ["algorithm"] = "ES256", ["now"] = true });
        await Eventually(async () => JsonNode.Parse(await Second.Anyone.GetStringAsync("/institutions/university-of-example/keys.json"))!["keys"]!.AsArray().Count == 3);
        var issued = await Second.IssueAsync(Requests.SportManagement());
        (await First.VerifyAsync(issued["formats"]!["vc+jwt"]!.ToString()))["verdict"]!.ToString().Should().Be("valid");
    }

    [Fact]
    public async Task What_one_node_changes_is_told_to_the_other_not_looked_for()
    {
        var store = Second.Services.GetRequiredService<IEventStore>();
        await Eventually(() => Task.FromResult(store.Changes.Everywhere));
        var told = new ConcurrentQueue<string>();
        store.Changes.Listen(change =>
        {
            foreach (var row in change.Rows)
                told.Enqueue(row);
        });

        var issued = await First.IssueAsync(Requests.SportManagement());
        await First.SendAsync(HttpMethod.Post, $"/v1/credentials/{issued["id"]}/revoke", new JsonObject { ["reason"] = "misconduct" });
        await First.SendAsync(HttpMethod.Post, "/v1/api-keys", new JsonObject { ["name"] = "Second registrar", ["scopes"] = new JsonArray("read") });

        await Eventually(() => Task.FromResult(told.Count == 2));
        told.Should().SatisfyRespectively(
            list => list.Should().StartWith("status_changes/"),
            directory => directory.Should().Be("directory_stamps/api_keys"));
    }

    private static async Task Eventually(Func<Task<bool>> holds)
    {
        while (!await holds())
            await Task.Delay(50);
    }
}
