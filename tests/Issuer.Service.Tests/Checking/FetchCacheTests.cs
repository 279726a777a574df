using FluentAssertions;
using Issuer.Service.Checking;
using Xunit;

namespace Issuer.Service.Tests.Checking;

public class FetchCacheTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly HandClock _clock = new();
    private int _fetches;

    [Fact]
    public async Task An_answer_is_remembered_for_its_time_and_a_failure_for_a_shorter_one()
    {
        var cache = Cache();
        (await cache.GetAsync("a", Fetching([1]), None)).Should().Equal(1);
        (await cache.GetAsync("b", Fetching(null), None)).Should().BeNull();
        _clock.Advance(TimeSpan.FromSeconds(29));
        (await cache.GetAsync("b", Fetching([2]), None)).Should().BeNull();
        _clock.Advance(TimeSpan.FromSeconds(1));
        (await cache.GetAsync("b", Fetching([2]), None)).Should().Equal(2);
        (await cache.GetAsync("a", Fetching([9]), None)).Should().Equal(1);
        _clock.Advance(TimeSpan.FromSeconds(270));
        (await cache.GetAsync("a", Fetching([3]), None)).Should().Equal(3);
        _fetches.Should().Be(4);
    }

    [Fact]
    public async Task Many_askers_share_one_fetch_and_one_who_leaves_ends_it_for_nobody()
    {
        var cache = Cache();
        var answer = new TaskCompletionSource<byte[]?>();
        using var leaving = new CancellationTokenSource();
        Func<Task<byte[]?>> slow = () =>
        {
            Interlocked.Increment(ref _fetches);
            return answer.Task;
        };
        var first = cache.GetAsync("a", slow, leaving.Token);
        var others = Enumerable.Range(0, 50).Select(_ => cache.GetAsync("a", slow, None)).ToArray();
        await leaving.CancelAsync();
        await first.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();
        answer.SetResult([7]);
        foreach (var other in others)
            (await other).Should().Equal(7);
        _fetches.Should().Be(1);
    }

    [Fact]
    public async Task Count_and_bytes_are_bounded_and_the_longest_unused_goes_first()
    {
        var cache = new FetchCache(_clock, TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(30), maximumCount: 3, maximumBytes: 10);
        await cache.GetAsync("a", Fetching([1]), None);
        await cache.GetAsync("b", Fetching([1]), None);
        await cache.GetAsync("c", Fetching([1]), None);
        await cache.GetAsync("a", Fetching([9]), None);
        await cache.GetAsync("d", Fetching([1]), None);
        _fetches.Should().Be(4);
        (await cache.GetAsync("a", Fetching([9]), None)).Should().Equal([1], "it was used after b");
        (await cache.GetAsync("b", Fetching([2]), None)).Should().Equal([2], "it was the longest unused");
        (await cache.GetAsync("e", Fetching(new byte[10]), None)).Should().HaveCount(10);
        (await cache.GetAsync("a", Fetching([3]), None)).Should().Equal([3], "ten bytes left room for nothing else");
        (await cache.GetAsync("f", Fetching(new byte[11]), None)).Should().HaveCount(11);
        (await cache.GetAsync("f", Fetching([4]), None)).Should().Equal([4], "what is larger than the cache is not kept");
    }

    [Fact]
    public async Task A_fetch_that_throws_is_not_remembered()
    {
        var cache = Cache();
        await cache.Invoking(c => c.GetAsync("a", () => throw new InvalidOperationException("a bug"), None)).Should().ThrowAsync<InvalidOperationException>();
        (await cache.GetAsync("a", Fetching([1]), None)).Should().Equal(1);
    }

    private FetchCache Cache() => new(_clock, TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(30));

    private Func<Task<byte[]?>> Fetching(byte[]? body) => () =>
    {
        Interlocked.Increment(ref _fetches);
        return Task.FromResult(body);
    };
}
