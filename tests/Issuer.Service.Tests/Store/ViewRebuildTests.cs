using System.Text.Json.Nodes;
using FluentAssertions;
using Issuer.Service.Credentials;
using Issuer.Service.Store;
using Issuer.Service.Tests.Host;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Issuer.Service.Tests.Store;

public sealed class ViewRebuildOnSqliteTests : ViewRebuildTests
{
    protected override Task<TestService> StartAsync() => TestService.StartAsync();
}

public sealed class ViewRebuildOnPostgresTests : ViewRebuildTests
{
    protected override Task<TestService> StartAsync() => TestService.StartOnPostgresAsync();
}

/// <summary>What follows from the log follows from it again, row by row, while the service runs.</summary>
public abstract class ViewRebuildTests
{
    /// <summary>Tables that no log could give back, each with the reason.</summary>
    private static readonly Dictionary<string, string> Records = new()
    {
        ["directory_stamps"] = "says that something changed, not what",
        ["status_changes"] = "says that something changed, not what",
        ["status_blocks"] = "numbers that nodes took, used or not",
        ["idempotency"] = "keyed hashes of keys and requests that are in no event",
        ["institution_logos"] = "pictures; the events have their digest",
        ["learner_keys"] = "wrapped keys, which erasure destroys",
        ["learner_tokens"] = "keyed hashes of numbers and addresses, which erasure destroys",
        ["learner_erasures"] = "the ledger that the keys directory is compared with",
        ["share_views"] = "counts of visits, which are no events",
        ["mail_outbox"] = "letters that wait, gone once they are sent",
        ["mail_attempts"] = "how often a letter was tried",
        ["mail_outcomes"] = "what became of a letter",
        ["tries"] = "counts that end by themselves",
        ["access_codes"] = "codes that end after minutes",
        ["vault_identity"] = "which keys directory the database belongs to",
    };

    protected abstract Task<TestService> StartAsync();

    [Fact]
    public void Every_table_is_a_view_or_a_record()
    {
        var views = Composition.Views.SelectMany(view => view.Tables).Select(table => table.Name).ToList();
        views.Should().OnlyHaveUniqueItems();
        views.Concat(Records.Keys).Should().BeEquivalentTo(Composition.Tables.Select(table => table.Name), "a table that is neither could not be rebuilt, nor would anybody know");
    }

    [Fact]
    public async Task After_every_kind_of_event_rebuilt_equals_live_row_by_row()
    {
        await using var service = await StartAsync();
        await RichHistory.MakeAsync(service);
        var store = service.Services.GetRequiredService<IEventStore>();
        var happened = (await store.ReadAllAsync(0, int.MaxValue, default)).Select(stored => stored.Type).Distinct().ToList();
        var golden = new[] { "Credentials", "Institutions" }.SelectMany(folder => Directory.GetFiles(Path.Combine(GoldenDirectory(), folder, "Golden"))).Select(file => Path.GetFileName(file).Split('.')[0]).Distinct();
        golden.Should().BeSubsetOf(happened, "the history has every event that the service can write");
        var live = await RowsAsync(store);

        var compared = await new ViewRebuild(store, Composition.Views, TimeProvider.System).RunAsync(compare: true, default);
        compared.Should().OnlyContain(table => table.Different == 0);
        var rebuilt = await new ViewRebuild(store, Composition.Views, TimeProvider.System).RunAsync(compare: false, default);

        rebuilt.Sum(table => table.Rows).Should().Be(live.Count);
        (await RowsAsync(store)).Should().Equal(live);
        (await RowsAsync(store)).Should().NotBeEmpty();
        await service.IssueAsync(Requests.SportManagement("Nia", "Rees 4", "nia4@example.org", "N4"));
        await service.StopAsync();
        await service.StartAgainAsync();
        (await service.SendAsync(HttpMethod.Get, "/v1/credentials?limit=100")).Body!["items"]!.AsArray().Count.Should().Be(9);
    }

    [Fact]
    public async Task A_view_that_was_damaged_is_found_and_put_right_and_the_list_shows_it()
    {
        await using var service = await StartAsync();
        var issued = await service.IssueAsync(Requests.SportManagement());
        await service.SendAsync(HttpMethod.Post, $"/v1/credentials/{issued["id"]}/revoke", new JsonObject { ["reason"] = "other" });
        var store = service.Services.GetRequiredService<IEventStore>();
        var live = await RowsAsync(store);
        var row = (await store.QueryAsync(new(CredentialTables.Credentials, []), default)).Single();
        var forged = row.Values.ToArray();
        forged[CredentialTables.Credentials.Columns.ToList().FindIndex(column => column.Name == "status_bit")] = 0L;
        await store.AppendAsync(new([], [new RowWrite.Upsert(CredentialTables.Credentials, forged), new RowWrite.Insert(CredentialTables.SignedForms, ["forged", "x", "vc", "k1"])], TimeProvider.System.GetUtcNow()));

        var views = Composition.Views.Where(view => view.Name == "credentials").ToList();
        var compared = await new ViewRebuild(store, views, TimeProvider.System).RunAsync(compare: true, default);
        compared.Where(table => table.Different > 0).Select(table => (table.Table, table.Different)).Should().BeEquivalentTo([("credentials", 2L), ("signed_forms", 1L)]);
        await new ViewRebuild(store, views, TimeProvider.System).RunAsync(compare: false, default);

        (await RowsAsync(store)).Should().Equal(live);
        (await service.VerifyAsync(issued["formats"]!["vc+jwt"]!.ToString()))["verdict"]!.ToString().Should().Be("invalid");
    }

    [Fact]
    public async Task Beside_a_service_that_issues_and_revokes_nothing_is_lost()
    {
        await using var service = await StartAsync();
        await RichHistory.MakeAsync(service);
        var store = service.Services.GetRequiredService<IEventStore>();
        var done = false;
        var issuing = Enumerable.Range(0, 4).Select(worker => Task.Run(async () =>
        {
            var count = 0;
            for (; !Volatile.Read(ref done); count++)
            {
                var issued = await service.IssueAsync(Requests.SportManagement("Ffion", $"Worker {worker}", number: $"W{worker}"));
                if (count % 3 == 0)
                    await service.SendAsync(HttpMethod.Post, $"/v1/credentials/{issued["id"]}/revoke", new JsonObject { ["reason"] = "other" });
            }

            return count;
        })).ToList();
        for (var i = 0; i < 4; i++)
            await new ViewRebuild(store, Composition.Views, TimeProvider.System).RunAsync(compare: false, default);
        Volatile.Write(ref done, true);
        var issued = (await Task.WhenAll(issuing)).Sum();

        issued.Should().BeGreaterThan(0);
        (await store.QueryAsync(new(CredentialTables.Credentials, [], Limit: 100_000), default)).Count.Should().Be(issued + 8);
        (await new ViewRebuild(store, Composition.Views, TimeProvider.System).RunAsync(compare: true, default)).Should().OnlyContain(table => table.Different == 0);
    }

    private static string GoldenDirectory()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "Issuer.Service.Tests.csproj")))
                return directory.FullName;
        }

        throw new DirectoryNotFoundException("The tests' sources are not above their program.");
    }

    private static async Task<List<string>> RowsAsync(IEventStore store)
    {
        var rows = new List<string>();
        foreach (var table in Composition.Views.SelectMany(view => view.Tables))
        {
            foreach (var row in await store.QueryAsync(new(table, [], table.Key, Limit: 100_000), default))
                rows.Add($"{table.Name}: {string.Join(" | ", row.Values.Select(value => value is byte[] bytes ? Convert.ToHexString(bytes) : value ?? "(null)"))}");
        }

        return rows;
    }
}
