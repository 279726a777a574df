using System.IO.Compression;
using System.Text;
using FluentAssertions;
using Issuer.Service.Checking;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Issuer.Service.Tests.Checking;

public class GuardedClientTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Loopback_is_refused_by_default_without_a_connection()
    {
        await using var host = LoopbackHost.Answering("{}");
        using var client = Client();
        foreach (var name in new[] { "localhost", "127.0.0.1", "[::ffff:127.0.0.1]", "2130706433", "0x7f000001", "0177.0.0.1", "127.1" })
        {
            (await client.TryGetAsync(new($"https://{name}:{host.Port}/did.json"), "*/*", 1000, None)).Should().BeNull(name);
            (await client.TryGetAsync(new($"http://{name}:{host.Port}/did.json"), "*/*", 1000, None)).Should().BeNull(name);
        }

        host.Connections.Should().Be(0);
    }

    [Fact]
    public async Task A_test_origin_is_fetched_and_only_that_one()
    {
        await using var host = LoopbackHost.Answering("{\"a\":1}");
        await using var other = LoopbackHost.Answering("{}");
        using var client = Client(host.Origin);
        Encoding.UTF8.GetString((await client.TryGetAsync(new(host.Origin + "/x"), "*/*", 1000, None))!).Should().Be("{\"a\":1}");
        (await client.TryGetAsync(new(other.Origin + "/x"), "*/*", 1000, None)).Should().BeNull();
        (await client.TryGetAsync(new($"http://127.0.0.1:{host.Port}/x"), "*/*", 1000, None)).Should().BeNull();
        (await client.TryGetAsync(new($"http://user:word@localhost:{host.Port}/x"), "*/*", 1000, None)).Should().BeNull();
        other.Connections.Should().Be(0);
    }

    [Fact]
    public async Task Nothing_is_fetched_when_switched_off()
    {
        await using var host = LoopbackHost.Answering("{}");
        using var client = new GuardedClient(
            new() { Enabled = false, AllowedTestOrigins = [host.Origin] }, TimeProvider.System, NullLogger<GuardedClient>.Instance);
        (await client.TryGetAsync(new(host.Origin + "/"), "*/*", 1000, None)).Should().BeNull();
        host.Connections.Should().Be(0);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var target = LoopbackHost.Answering("{}");
        await using var host = new LoopbackHost((_, stream, ct) => stream.WriteAsync(
            Encoding.ASCII.GetBytes($"HTTP/1.1 302 Found\r\nLocation: {target.Origin}/\r\nContent-Length: 0\r\n\r\n"), ct).AsTask());
        using var client = Client(host.Origin, target.Origin);
        (await client.TryGetAsync(new(host.Origin + "/"), "*/*", 1000, None)).Should().BeNull();
        host.Connections.Should().Be(1);
        target.Connections.Should().Be(0);
    }

    [Theory]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\n{}")]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\n")]
    [InlineData("HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{}")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")]
    [InlineData("")]
    public async Task Anything_but_a_whole_200_is_nothing(string answer)
    {
        await using var host = new LoopbackHost((_, stream, ct) => stream.WriteAsync(Encoding.ASCII.GetBytes(answer), ct).AsTask());
        using var client = Client(host.Origin);
        (await client.TryGetAsync(new(host.Origin + "/"), "*/*", 1000, None)).Should().BeNull();
    }

    [Fact]
    public async Task Endless_headers_are_dropped()
    {
        await using var host = new LoopbackHost(async (_, stream, ct) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\n"u8.ToArray(), ct);
            var line = Encoding.ASCII.GetBytes("X-Filler: " + new string('a', 1000) + "\r\n");
            while (true)
                await stream.WriteAsync(line, ct);
        });
        using var client = Client(host.Origin);
        (await client.TryGetAsync(new(host.Origin + "/"), "*/*", 1000, None)).Should().BeNull();
    }

    [Fact]
    public async Task The_size_is_capped_exactly()
    {
        await using var host = LoopbackHost.Answering(new byte[1000]);
        using var client = Client(host.Origin);
        (await client.TryGetAsync(new(host.Origin + "/"), "*/*", 1000, None)).Should().HaveCount(1000);
        (await client.TryGetAsync(new(host.Origin + "/"), "*/*", 999, None)).Should().BeNull();
    }

    [Fact]
    public async Task A_body_without_end_is_dropped_at_the_cap()
    {
        await using var host = new LoopbackHost(async (_, stream, ct) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"u8.ToArray(), ct);
            while (true)
                await stream.WriteAsync(new byte[64 * 1024], ct);
        });
        using var client = Client(host.Origin);
        (await client.TryGetAsync(new(host.Origin + "/"), "*/*", 256 * 1024, None)).Should().BeNull();
    }

    [Fact]
    public async Task A_gzip_bomb_is_dropped_at_the_cap_and_an_honest_gzip_is_read()
    {
        await using var bomb = LoopbackHost.Answering(Gzip(new byte[64 * 1024 * 1024]), "Content-Encoding: gzip\r\n");
        await using var honest = LoopbackHost.Answering(Gzip("{\"a\":1}"u8.ToArray()), "Content-Encoding: gzip\r\n");
        using var client = Client(bomb.Origin, honest.Origin);
        (await client.TryGetAsync(new(bomb.Origin + "/"), "*/*", 256 * 1024, None)).Should().BeNull();
        (await client.TryGetAsync(new(honest.Origin + "/"), "*/*", 256 * 1024, None)).Should().Equal("{\"a\":1}"u8.ToArray());
    }

    [Fact]
    public async Task A_host_that_drips_is_left_when_patience_ends()
    {
        var clock = new HandClock();
        var asked = new TaskCompletionSource();
        await using var host = new LoopbackHost(async (_, stream, ct) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"u8.ToArray(), ct);
            asked.SetResult();
            await Task.Delay(Timeout.Infinite, ct);
        });
        using var client = Client(clock, host.Origin);
        var answer = client.TryGetAsync(new(host.Origin + "/"), "*/*", 1000, None);
        await asked.Task;
        answer.IsCompleted.Should().BeFalse();
        clock.Advance(GuardedClient.Patience);
        (await answer).Should().BeNull();
    }

    [Fact]
    public async Task The_caller_may_stop_waiting()
    {
        using var stop = new CancellationTokenSource();
        await using var host = new LoopbackHost(async (_, _, ct) =>
        {
            await stop.CancelAsync();
            await Task.Delay(Timeout.Infinite, ct);
        });
        using var client = Client(host.Origin);
        await client.Invoking(c => c.TryGetAsync(new(host.Origin + "/"), "*/*", 1000, stop.Token)).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task Sends_neither_cookies_nor_trace_headers()
    {
        var requests = new List<string>();
        await using var host = new LoopbackHost((request, stream, ct) =>
        {
            lock (requests)
                requests.Add(request);
            return LoopbackHost.WriteAsync(stream, "{}"u8.ToArray(), "Set-Cookie: a=b\r\n", ct);
        });
        using var client = Client(host.Origin);
        await client.TryGetAsync(new(host.Origin + "/"), "*/*", 1000, None);
        await client.TryGetAsync(new(host.Origin + "/"), "*/*", 1000, None);
        requests.Should().HaveCount(2);
        string.Concat(requests).Should().NotContainEquivalentOf("cookie").And.NotContainEquivalentOf("traceparent").And.NotContainEquivalentOf("authorization");
    }

    private static GuardedClient Client(params string[] origins) => Client(TimeProvider.System, origins);

    private static GuardedClient Client(TimeProvider clock, params string[] origins) =>
        new(new() { AllowedTestOrigins = [.. origins] }, clock, NullLogger<GuardedClient>.Instance);

    private static byte[] Gzip(byte[] content)
    {
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.SmallestSize))
            gzip.Write(content);
        return zipped.ToArray();
    }
}
