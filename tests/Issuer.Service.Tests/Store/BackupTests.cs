using System.Net;
using System.Text.Json.Nodes;
using FluentAssertions;
using Issuer.Service.Store;
using Issuer.Service.Tests.Host;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Issuer.Service.Tests.Store;

/// <summary>A backup of either store fills either store, and nobody who was erased comes back with it.</summary>
public sealed class BackupTests
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task A_restored_store_is_as_it_was_and_who_was_erased_since_is_erased_again(bool fromPostgres, bool toPostgres)
    {
        await using var service = await (fromPostgres ? TestService.StartOnPostgresAsync() : TestService.StartAsync());
        var history = await RichHistory.MakeAsync(service);
        var (erased, kept) = (history[0], history[4]);
        var before = await ReadAsync(service, kept);
        var backup = Path.Combine(service.DataDirectory, "..", "night.db");
        (await service.CommandAsync($"db backup {backup}")).Code.Should().Be(0);
        (await service.CommandAsync($"db backup {backup}")).Should().Match<(int Code, string Output, string Error)>(again => again.Code == 1 && again.Error.Contains("exists already"));
        var head = await service.Services.GetRequiredService<IEventStore>().HeadAsync(default);
        (await service.SendAsync(HttpMethod.Delete, $"/v1/learners/{erased["learnerId"]}")).Status.Should().Be(HttpStatusCode.NoContent);
        var after = await service.IssueAsync(Requests.SportManagement("Only", "Later"));
        await service.StopAsync();
        var bytes = await File.ReadAllBytesAsync(backup);

        foreach (var file in Directory.GetFiles(service.DataDirectory, "issuer.db*"))
            File.Delete(file);
        service.Set("ConnectionStrings:Issuer", toPostgres ? SharedCluster.Get().ConnectionString(SharedCluster.NewSchema()) : "");
        var restored = await service.CommandAsync($"db restore {backup}");
        restored.Should().Match<(int Code, string Output, string Error)>(result => result.Code == 0 && result.Output == "restored: 1 erased again\n", restored.Error);
        (await service.CommandAsync($"db restore {backup}")).Code.Should().Be(1, "a restore never overwrites");
        (await File.ReadAllBytesAsync(backup)).Should().Equal(bytes, "the backup stays as it is");
        Directory.GetDirectories(service.DataDirectory).Should().BeSubsetOf([Path.Combine(service.DataDirectory, "mail")], "nothing is left of what was unpacked");

        await service.StartAgainAsync();
        var store = service.Services.GetRequiredService<IEventStore>();
        (await store.ReadAllAsync(head, 10, default)).Select(stored => (stored.Type, stored.Data.GetProperty("by").GetString())).Should().Equal(("learner_erased", "restore"));
        JsonNode.DeepEquals(await ReadAsync(service, kept), before).Should().BeTrue("jsonb may give the languages of a title in another order, and nothing else");
        (await service.SendAsync(HttpMethod.Get, $"/v1/credentials/{after["id"]}")).Status.Should().Be(HttpStatusCode.NotFound);
        var gone = (await service.SendAsync(HttpMethod.Get, $"/v1/credentials/{erased["id"]}")).Body!;
        gone["status"]!.ToString().Should().Be("erased");
        gone["formats"]!.AsObject().Should().BeEmpty();
        (await service.Anyone.GetAsync(erased["links"]!["page"]!.ToString())).StatusCode.Should().Be(HttpStatusCode.Gone);
        (await service.CommandAsync("views rebuild --check")).Code.Should().Be(0);
        (await service.CommandAsync("log verify")).Code.Should().Be(0);
        await service.IssueAsync(Requests.SportManagement("Goes", "On"));
    }

    [Fact]
    public async Task A_backup_that_is_not_whole_or_belongs_to_other_keys_is_refused_and_leaves_nothing()
    {
        await using var service = await TestService.StartAsync();
        await service.IssueAsync(Requests.SportManagement());
        var backup = Path.Combine(service.DataDirectory, "..", "night.db");
        (await service.CommandAsync($"db backup --to {backup}")).Code.Should().Be(0);
        await service.StopAsync();
        (await service.CommandAsync($"db restore {backup}")).Error.Should().Contain("never overwrites");
        foreach (var file in Directory.GetFiles(service.DataDirectory, "issuer.db*"))
            File.Delete(file);

        (await service.CommandAsync("db restore nowhere.db")).Error.Should().Contain("no file");
        (await service.CommandAsync("db restore")).Code.Should().Be(2);
        var altered = backup + ".altered";
        File.Copy(backup, altered);
        using (var database = new RawDatabase(altered))
            database.Execute("UPDATE mt_events SET data = replace(data, '2026', '2025') WHERE type = 'credential_issued'");
        (await service.CommandAsync($"db restore {altered}")).Error.Should().Contain("event-altered");

        await using var stranger = await TestService.StartAsync();
        await stranger.StopAsync();
        var keys = service.KeysDirectory;
        Directory.Move(keys, keys + ".own");
        Directory.Move(stranger.KeysDirectory, keys);
        (await service.CommandAsync($"db restore {backup}")).Error.Should().Contain("Issuer__KeysDirectory");
        Directory.GetFileSystemEntries(service.DataDirectory).Select(Path.GetFileName).Should().Equal("development.json");

        Directory.Delete(keys, recursive: true);
        Directory.Move(keys + ".own", keys);
        (await service.CommandAsync($"db restore {backup}")).Output.Should().Be("restored: 0 erased again\n");
    }

    [Fact]
    public async Task Of_a_PostgreSQL_store_a_backup_is_one_moment_whatever_is_appended_meanwhile()
    {
        await using var service = await TestService.StartOnPostgresAsync();
        var done = false;
        var issuing = Task.Run(async () =>
        {
            while (!Volatile.Read(ref done))
                await service.IssueAsync(Requests.SportManagement());
        });
        for (var i = 0; i < 3; i++)
        {
            var backup = Path.Combine(service.DataDirectory, $"{i}.db");
            (await service.CommandAsync($"db backup {backup}")).Code.Should().Be(0);
            await using var copy = SqliteStore.Open(backup, Composition.Tables, TimeProvider.System);
            (await new LogVerifier(copy).RunAsync(null, default)).Should().BeOfType<LogReport.Whole>();
            (await new ViewRebuild(copy, Composition.Views, TimeProvider.System).RunAsync(compare: true, default)).Should().OnlyContain(table => table.Different == 0);
        }

        Volatile.Write(ref done, true);
        await issuing;
    }

    private static async Task<JsonNode> ReadAsync(TestService service, JsonObject issued) =>
        (await service.SendAsync(HttpMethod.Get, $"/v1/credentials/{issued["id"]}")).Body!;
}
