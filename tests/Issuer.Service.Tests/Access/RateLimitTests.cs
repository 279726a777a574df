using System.Net;
using FluentAssertions;
using Issuer.Service.Access;
using Issuer.Service.Store;
using Issuer.Service.Tests.Institutions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Issuer.Service.Tests.Access;

public sealed class RateLimitTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task One_keys_burst_leaves_the_others_alone_and_429_says_when()
    {
        await using var service = await StartAsync(new LimitSettings { PerKeyBurst = 5, PerKeyPerSecond = 1 });
        var institution = await service.RegisterAsync("alpha");
        var (busy, calm) = (await service.ClientAsync(institution, Scopes.Read), await service.ClientAsync(institution, Scopes.Read));
        var answers = new List<HttpResponseMessage>();
        for (var i = 0; i < 12; i++)
            answers.Add(await busy.GetAsync("/test/read"));
        answers.Take(5).Should().OnlyContain(answer => answer.StatusCode == HttpStatusCode.OK);
        var refused = answers.Where(answer => answer.StatusCode == HttpStatusCode.TooManyRequests).ToList();
        refused.Should().NotBeEmpty();
        refused[0].Headers.RetryAfter!.Delta.Should().BeGreaterThan(TimeSpan.Zero);
        (await AuthenticationTests.Problem(refused[0]))["code"]!.GetValue<string>().Should().Be("rate-limited");
        (await calm.GetAsync("/test/read")).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Guessing_keys_is_slowed_by_address_and_open_routes_are_not()
    {
        await using var service = await StartAsync(new LimitSettings { RefusedPerMinute = 3 });
        var statuses = new List<int>();
        for (var i = 0; i < 6; i++)
            statuses.Add(await StatusAsync(service, "/test/read", "192.0.2.1"));
        statuses.Take(3).Should().OnlyContain(status => status == 401);
        statuses.Skip(3).Should().Contain(429);
        (await StatusAsync(service, "/test/read", "192.0.2.2")).Should().Be(401);
        (await StatusAsync(service, "/test/health", "192.0.2.1")).Should().Be(200);
        (await StatusAsync(service, "/nowhere", "192.0.2.1")).Should().Be(404);
    }

    [Fact]
    public async Task Anonymous_routes_count_by_address_a_whole_IPv6_network_as_one()
    {
        await using var service = await StartAsync(new LimitSettings { PublicPerMinute = 2 });
        (await StatusAsync(service, "/test/public", "2001:db8:1:2::1")).Should().Be(200);
        (await StatusAsync(service, "/test/public", "2001:db8:1:2:ffff::2")).Should().Be(200);
        (await StatusAsync(service, "/test/public", "2001:db8:1:2::3")).Should().Be(429);
        (await StatusAsync(service, "/test/public", "2001:db8:1:3::1")).Should().Be(200);
        (await StatusAsync(service, "/test/public", "::ffff:192.0.2.9")).Should().Be(200);
        (await StatusAsync(service, "/test/public", "192.0.2.9")).Should().Be(200);
        (await StatusAsync(service, "/test/public", "192.0.2.9")).Should().Be(429, "a mapped address is the same client");
    }

    [Fact]
    public async Task A_forwarded_address_counts_only_from_a_known_proxy()
    {
        await using var open = await StartAsync(new LimitSettings { PublicPerMinute = 1 });
        (await StatusAsync(open, "/test/public", "192.0.2.1", "198.51.100.1")).Should().Be(200);
        (await StatusAsync(open, "/test/public", "192.0.2.1", "198.51.100.2")).Should().Be(429, "the header is anybody's to write");

        using var folder = new TestFolder();
        await using var behind = await StartAsync(new LimitSettings { PublicPerMinute = 1 }, folder, "192.0.2.0/24");
        (await StatusAsync(behind, "/test/public", "192.0.2.1", "198.51.100.1")).Should().Be(200);
        (await StatusAsync(behind, "/test/public", "192.0.2.1", "198.51.100.2")).Should().Be(200);
        (await StatusAsync(behind, "/test/public", "192.0.2.1", "198.51.100.2")).Should().Be(429);
    }

    [Fact]
    public async Task In_Development_the_machine_itself_is_not_limited()
    {
        await using var service = await StartAsync(new LimitSettings { PublicPerMinute = 1, RefusedPerMinute = 1 });
        for (var i = 0; i < 5; i++)
        {
            (await StatusAsync(service, "/test/public", "127.0.0.1")).Should().Be(200);
            (await StatusAsync(service, "/test/read", "::1")).Should().Be(401);
        }
    }

    private static async Task<int> StatusAsync(InstitutionHost service, string path, string address, string? forwardedFor = null)
    {
        var context = await service.SendAsync(http =>
        {
            http.Request.Path = path;
            http.Connection.RemoteIpAddress = IPAddress.Parse(address);
            if (forwardedFor is not null)
                http.Request.Headers["X-Forwarded-For"] = forwardedFor;
        });
        return context.Response.StatusCode;
    }

    private Task<InstitutionHost> StartAsync(LimitSettings limits, TestFolder? folder = null, string? proxies = null) => InstitutionHost.StartAsync(
        (folder ?? _folder).Settings(limits: limits) with { KnownProxies = proxies is null ? [] : [IPNetwork.Parse(proxies)] },
        routes: app =>
        {
            app.MapGet("/test/read", () => "read").RequireScope(Scopes.Read);
            app.MapGet("/test/health", () => "well").AllowAnonymous();
            app.MapGet("/test/public", () => "public").AllowAnonymous().RequireRateLimiting(RateLimits.Public);
        });
}
