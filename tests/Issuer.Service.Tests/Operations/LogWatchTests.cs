using FluentAssertions;
using Issuer.Service.Operations;
using Issuer.Service.Store;
using Issuer.Service.Tests.Checking;
using Issuer.Service.Tests.Host;
using Issuer.Service.Tests.Store;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Issuer.Service.Tests.Operations;

/// <summary>The service checks its own log, and says in its metrics what it found.</summary>
public sealed class LogWatchTests
{
    [Fact]
    public async Task An_event_that_was_altered_shows_in_the_metrics_and_the_others_are_served()
    {
        await using var service = await TestService.StartAsync();
        var issued = await service.IssueAsync(Requests.SportManagement());
        var watch = service.Services.GetRequiredService<LogWatch>();
        Metrics(service).Should().NotContain("issuer_log_intact 1").And.NotContain("issuer_log_intact 0", "nothing was checked yet");

        (await watch.CheckAsync(default)).Should().BeOfType<LogReport.Whole>();
        Metrics(service).Should().Contain("issuer_log_intact 1").And.MatchRegex("issuer_log_checked_events [1-9]");

        var other = await service.IssueAsync(Requests.SportManagement());
        using (var raw = new RawDatabase(Path.Combine(service.DataDirectory, "issuer.db")))
            raw.Execute("UPDATE mt_events SET data = json_set(data, '$.awardedDate', '1999-01-01') WHERE type = 'credential_issued' AND seq_id = (SELECT min(seq_id) FROM mt_events WHERE type = 'credential_issued')");
        (await watch.CheckAsync(default)).Should().BeOfType<LogReport.Bad>().Which.Code.Should().Be("event-altered");
        Metrics(service).Should().Contain("issuer_log_intact 0");
        (await service.Registrar.GetAsync($"/v1/credentials/{other["id"]}")).EnsureSuccessStatusCode();
        issued["id"]!.ToString().Should().NotBe(other["id"]!.ToString());
    }

    [Fact]
    public async Task A_log_that_was_cut_between_two_checks_is_found()
    {
        await using var service = await TestService.StartAsync();
        await service.IssueAsync(Requests.SportManagement());
        var watch = service.Services.GetRequiredService<LogWatch>();
        (await watch.CheckAsync(default)).Should().BeOfType<LogReport.Whole>();

        using (var raw = new RawDatabase(Path.Combine(service.DataDirectory, "issuer.db")))
        {
            raw.Execute("DELETE FROM mt_events WHERE seq_id >= (SELECT first_seq FROM issuer_log ORDER BY number DESC LIMIT 1)");
            raw.Execute("DELETE FROM issuer_log WHERE number = (SELECT max(number) FROM issuer_log)");
        }

        (await watch.CheckAsync(default)).Should().BeOfType<LogReport.Bad>().Which.Code.Should().Be("head-missing");
    }

    [Fact]
    public async Task It_runs_by_itself_when_its_hours_have_passed()
    {
        var clock = new HandClock();
        await using var service = await TestService.StartAsync();
        var metrics = service.Services.GetRequiredService<Metrics>();
        using var watch = new LogWatch(
            service.Services.GetRequiredService<IEventStore>(), new IssuerSettings { LogCheckHours = 6, PublicUrl = "", DataDirectory = "", KeysDirectory = "" }, metrics, clock,
            Microsoft.Extensions.Logging.Abstractions.NullLogger<LogWatch>.Instance);
        await watch.StartAsync(default);
        while (!clock.HasTimers)
            await Task.Delay(20);
        clock.Advance(TimeSpan.FromHours(5));
        metrics.Read().Should().NotContain("issuer_log_intact 1");
        clock.Advance(TimeSpan.FromHours(1));
        while (!metrics.Read().Contains("issuer_log_intact 1"))
            await Task.Delay(20);
        await watch.StopAsync(default);
    }

    private static string Metrics(TestService service) => service.Services.GetRequiredService<Metrics>().Read();
}
