using System.Net;
using System.Text.Json.Nodes;
using FluentAssertions;
using Issuer.Core.Status;
using Issuer.Service.Tests.Host;
using Xunit;

namespace Issuer.Service.Tests.Credentials;

public sealed class StatusListOnSqliteTests(SharedService shared) : StatusListTests(shared), IClassFixture<SharedService>;

public sealed class StatusListOnPostgresTests(SharedPostgresService shared) : StatusListTests(shared), IClassFixture<SharedPostgresService>;

/// <summary>Status lists under load: what was acknowledged is in the next answer, and a list is not signed for every reader.</summary>
public abstract class StatusListTests(SharedService shared)
{
    private readonly TestService _service = shared.Service;

    [Fact]
    public async Task Under_concurrent_revocations_every_answer_has_what_was_acknowledged_before_it_was_asked_for()
    {
        var issued = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => _service.IssueAsync(Requests.SportManagement())));
        var url = Entry(issued[0])["statusListCredential"]!.ToString();
        issued.Select(one => Entry(one)["statusListCredential"]!.ToString()).Should().AllBe(url);
        var tags = new HashSet<string>();
        var done = false;
        var readers = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            while (!Volatile.Read(ref done))
            {
                using var response = await _service.Anyone.GetAsync(url);
                response.StatusCode.Should().Be(HttpStatusCode.OK);
                lock (tags)
                    tags.Add(response.Headers.ETag!.Tag);
            }
        })).ToList();
        var clock = System.Diagnostics.Stopwatch.StartNew();

        await Task.WhenAll(issued.Select(one => Task.Run(async () =>
        {
            (await _service.SendAsync(HttpMethod.Post, $"/v1/credentials/{one["id"]}/revoke", new JsonObject { ["reason"] = "other" })).Status.Should().Be(HttpStatusCode.OK);
            (await ListAsync(url))[Index(one)].Should().BeTrue("the revocation was acknowledged");
        })));

        var seconds = clock.Elapsed.TotalSeconds;
        Volatile.Write(ref done, true);
        await Task.WhenAll(readers);
        var last = await ListAsync(url);
        issued.Should().OnlyContain(one => last[Index(one)]);
        tags.Count.Should().BeLessThanOrEqualTo((int)seconds + 5, "three at once, then one a second");
    }

    [Fact]
    public async Task An_edition_is_served_from_memory_with_its_tag_until_a_bit_changes()
    {
        var issued = await _service.IssueAsync(Requests.SportManagement().With("options", new JsonObject { ["statusPurpose"] = "suspension" }));
        var url = Entry(issued)["statusListCredential"]!.ToString();
        using var first = await _service.Anyone.GetAsync(url);
        first.Headers.CacheControl!.MaxAge.Should().Be(TimeSpan.FromMinutes(1));
        using (var again = await _service.Anyone.GetAsync(url))
            again.Headers.ETag.Should().Be(first.Headers.ETag);
        (await ConditionalAsync(url, first)).Should().Be(HttpStatusCode.NotModified);

        await _service.SendAsync(HttpMethod.Post, $"/v1/credentials/{issued["id"]}/suspend", new JsonObject { ["reason"] = "other" });

        (await ConditionalAsync(url, first)).Should().Be(HttpStatusCode.OK);
        (await ListAsync(url))[Index(issued)].Should().BeTrue();
    }

    [Fact]
    public async Task Lists_that_nobody_has_are_not_kept()
    {
        (await _service.Anyone.GetAsync("/status/AAAAAAAAAAAAAAAAAAAAAA")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await _service.Anyone.GetAsync("/status/AAAAAAAAAAAAAAAAAAAAAA")).StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    private async Task<HttpStatusCode> ConditionalAsync(string url, HttpResponseMessage earlier)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.IfNoneMatch.Add(earlier.Headers.ETag!);
        using var response = await _service.Anyone.SendAsync(request);
        return response.StatusCode;
    }

    private async Task<BitstringStatusList> ListAsync(string url)
    {
        var list = JsonNode.Parse(await _service.Anyone.GetStringAsync(url))!["credentialSubject"]!["encodedList"]!.ToString();
        BitstringStatusList.TryDecode(list, 1 << 20, out var bits, out var fault).Should().BeTrue(fault);
        return bits!;
    }

    private static JsonNode Entry(JsonObject issued) => JsonNode.Parse(IssuingTests.Decode(issued["formats"]!["vc+jwt"]!.ToString().Split('.')[1]))!["credentialStatus"]!;

    private static long Index(JsonObject issued) => long.Parse(Entry(issued)["statusListIndex"]!.ToString());
}
