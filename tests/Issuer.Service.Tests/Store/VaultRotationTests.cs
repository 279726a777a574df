using System.Net;
using System.Text.Json.Nodes;
using FluentAssertions;
using Issuer.Service.Store;
using Issuer.Service.Tests.Host;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Issuer.Service.Tests.Store;

public sealed class VaultRotationOnSqliteTests : VaultRotationTests
{
    protected override Task<TestService> StartAsync() => TestService.StartAsync();

    protected override string Elsewhere() => "";
}

public sealed class VaultRotationOnPostgresTests : VaultRotationTests
{
    protected override Task<TestService> StartAsync() => TestService.StartOnPostgresAsync();

    protected override string Elsewhere() => SharedCluster.Get().ConnectionString(SharedCluster.NewSchema());
}

/// <summary>The keys that wrap learners' keys are rotated and retired beside a running service; nobody's data is lost, and nobody who was erased comes back.</summary>
public abstract class VaultRotationTests
{
    protected abstract Task<TestService> StartAsync();

    /// <summary>A connection string of another, empty store of the same kind.</summary>
    protected abstract string Elsewhere();

    [Fact]
    public async Task Beside_a_running_service_every_key_is_wrapped_anew_and_no_event_is_touched()
    {
        await using var service = await StartAsync();
        var store = service.Services.GetRequiredService<IEventStore>();
        var issued = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => service.IssueAsync(Requests.SportManagement("Nia", $"Rees {i}", number: $"N{i}"))));
        var before = await ReadAsync(service, issued);
        var head = await store.HeadAsync(default);

        (await service.CommandAsync("vault rotate")).Output.Should().Be("rotated: generation 1, 12 learners' keys wrapped anew\n");
        (await store.HeadAsync(default)).Should().Be(head);
        (await ReadAsync(service, issued)).Should().Equal(before);
        var later = await service.IssueAsync(Requests.SportManagement("Someone", "New"));
        (await service.IssueAsync(Requests.SportManagement("Nia", "Rees 3", number: "N3")))["learnerId"]!.ToString().Should().Be(issued[3]["learnerId"]!.ToString());
        (await service.CommandAsync("vault status")).Output.Should().Be("0\topens\t0 learners\n1\twraps\t13 learners\n");

        (await service.CommandAsync("vault rotate")).Output.Should().Contain("generation 2, 13 learners'");
        (await service.SendAsync(HttpMethod.Delete, $"/v1/learners/{later["learnerId"]}")).Status.Should().Be(HttpStatusCode.NoContent);
        (await service.CommandAsync("vault retire")).Code.Should().Be(2, "it says first what it costs");
        (await service.CommandAsync("vault retire --backups-are-gone")).Output.Should().Be("retired: generation 2 is the only one\n");
        (await service.CommandAsync("vault status")).Output.Should().Be("2\twraps\t12 learners\n");
        (await ReadAsync(service, issued)).Should().Equal(before);
        await service.StopAsync();
        await service.StartAgainAsync();
        (await ReadAsync(service, issued)).Should().Equal(before);
        (await service.SendAsync(HttpMethod.Get, $"/v1/learners/{later["learnerId"]}")).Status.Should().Be(HttpStatusCode.Gone);
    }

    [Fact]
    public async Task Killed_at_any_point_and_run_again_it_goes_on_with_the_same_generation()
    {
        const int Learners = 4000;
        await using var service = await StartAsync();
        var (store, vault) = (service.Services.GetRequiredService<IEventStore>(), service.Services.GetRequiredService<LearnerVault>());
        var learners = Enumerable.Range(0, Learners).Select(_ => StoreUnderTest.NewId()).ToList();
        await Task.WhenAll(learners.Select(async learner =>
        {
            var (key, rows) = vault.Create(learner);
            key.Dispose();
            (await store.AppendAsync(StoreUnderTest.Rows([.. rows]))).Should().BeOfType<AppendResult.Done>();
        }));

        var partly = 0;
        foreach (var enough in new[] { 1, 1500, 3000 })
        {
            using var process = service.StartCommand("vault rotate");
            var wrapped = 0L;
            while (!process.HasExited && wrapped < enough)
            {
                await Task.Delay(5);
                wrapped = (await vault.StatusAsync(store, default)).Learners.GetValueOrDefault(1);
            }

            partly += wrapped < Learners && !process.HasExited ? 1 : 0;
            process.Kill();
            await process.WaitForExitAsync();
        }

        partly.Should().BeGreaterThan(0, "it was killed in the middle");
        (await service.CommandAsync("vault rotate")).Code.Should().Be(0);
        var status = await vault.StatusAsync(store, default);
        status.Kept.Should().Equal(status.Generation == 1 ? new[] { 0, 1 } : [0, 1, 2], "an interrupted rotation is finished, not begun again");
        status.Learners.Should().BeEquivalentTo(new Dictionary<int, long> { [status.Generation] = Learners });
        foreach (var learner in learners)
        {
            using var key = (await vault.FindAsync(store, learner, default)).Should().BeOfType<VaultLookup.Found>().Subject.Key;
        }
    }

    [Fact]
    public async Task A_backup_from_before_a_rotation_can_be_read_until_the_older_keys_are_retired_and_never_gives_back_the_erased()
    {
        await using var service = await StartAsync();
        var (erased, kept) = (await service.IssueAsync(Requests.SportManagement("Nia", "Rees")), await service.IssueAsync(Requests.SportManagement("Rhys", "Parry")));
        var before = await ReadAsync(service, [kept]);
        var backup = Path.Combine(service.DataDirectory, "..", "night.db");
        (await service.CommandAsync($"db backup {backup}")).Code.Should().Be(0);
        (await service.CommandAsync("vault rotate")).Code.Should().Be(0);
        (await service.SendAsync(HttpMethod.Delete, $"/v1/learners/{erased["learnerId"]}")).Status.Should().Be(HttpStatusCode.NoContent);

        await RestoreAsync(service, backup, "restored: 1 erased again\n");
        (await ReadAsync(service, [kept])).Should().Equal(before);
        (await service.SendAsync(HttpMethod.Get, $"/v1/credentials/{erased["id"]}")).Body!["status"]!.ToString().Should().Be("erased");

        (await service.CommandAsync("vault retire --backups-are-gone")).Code.Should().Be(0);
        (await ReadAsync(service, [kept])).Should().Equal(before);
        await service.StopAsync();
        Clear(service);
        (await service.CommandAsync($"db restore {backup}")).Should().Match<(int Code, string Output, string Error)>(result => result.Code == 1 && result.Error.Contains("retired"));
    }

    [Fact]
    public async Task Nobody_begins_under_a_key_that_was_retired_while_they_slept()
    {
        await using var service = await StartAsync();
        var (store, vault) = (service.Services.GetRequiredService<IEventStore>(), service.Services.GetRequiredService<LearnerVault>());
        var (key, rows) = vault.Create(StoreUnderTest.NewId());
        key.Dispose();
        (await service.CommandAsync("vault rotate")).Code.Should().Be(0);
        (await service.CommandAsync("vault retire --backups-are-gone")).Code.Should().Be(0);
        (await store.AppendAsync(StoreUnderTest.Rows([.. rows]))).Should().Be(new AppendResult.Conflict(null, "vault_identity"));
        await service.IssueAsync(Requests.SportManagement());
    }

    private async Task RestoreAsync(TestService service, string backup, string says)
    {
        await service.StopAsync();
        Clear(service);
        var restored = await service.CommandAsync($"db restore {backup}");
        restored.Output.Should().Be(says, restored.Error);
        await service.StartAgainAsync();
    }

    private void Clear(TestService service)
    {
        foreach (var file in Directory.GetFiles(service.DataDirectory, "issuer.db*"))
            File.Delete(file);
        service.Set("ConnectionStrings:Issuer", Elsewhere());
    }

    private static async Task<List<string>> ReadAsync(TestService service, IEnumerable<JsonObject> issued)
    {
        var read = new List<string>();
        foreach (var one in issued)
            read.Add((await service.SendAsync(HttpMethod.Get, $"/v1/credentials/{one["id"]}")).Body!["formats"]!.ToJsonString());
        read.Should().OnlyContain(formats => formats.Length > 100);
        return read;
    }
}
