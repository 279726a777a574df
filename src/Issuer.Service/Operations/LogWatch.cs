using System.Globalization;
using Issuer.Service.Store;

namespace Issuer.Service.Operations;

/// <summary>
/// Checks the log against its chain of hashes from time to time (<c>Issuer__LogCheckHours</c>), as <c>issuer log verify</c> does: what it found goes into the
/// metrics <c>issuer_log_intact</c> and <c>issuer_log_checked_events</c> and, where something is wrong, into the service's own log. Service goes on: an event that was
/// altered is refused where it is read.
/// </summary>
public sealed class LogWatch(IEventStore store, IssuerSettings settings, Metrics metrics, TimeProvider clock, ILogger<LogWatch> log) : BackgroundService
{
    // Of the last check that found the log whole: a later one must find that link again, so nobody cuts the log in between.
    private (long Number, string Hash)? _head;

    /// <summary>Checks all of it once.</summary>
    public async Task<LogReport> CheckAsync(CancellationToken ct)
    {
        var report = await new LogVerifier(store).RunAsync(_head, ct);
        switch (report)
        {
            case LogReport.Whole whole:
                _head = (whole.Links, whole.Hash);
                metrics.LogChecked(intact: true, whole.Events);
                log.LogInformation("The log is whole: {Events} events, head {Links} {Hash}.", whole.Events, whole.Links, whole.Hash);
                break;
            case LogReport.Bad bad:
                metrics.LogChecked(intact: false, null);
                log.LogCritical("The log is not what was written ({Code}, position {Sequence}): {Sentence}",
                    bad.Code, bad.Sequence?.ToString(CultureInfo.InvariantCulture) ?? "unknown", bad.Sentence);
                break;
        }

        return report;
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => settings.LogCheckHours == 0
        ? Task.CompletedTask
        : Rounds.RunAsync(
            TimeSpan.FromHours(settings.LogCheckHours), clock, CheckAsync, () => log.LogWarning("The log is not checked yet: the store does not answer."), stoppingToken);
}
