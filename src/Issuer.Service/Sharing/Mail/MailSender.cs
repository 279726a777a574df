using System.Globalization;
using Issuer.Service.Access;
using Issuer.Service.Learners;
using Issuer.Service.Store;

namespace Issuer.Service.Sharing.Mail;

/// <summary>
/// Sends what waits in the outbox. Before each attempt a row says that this node makes it, so that two nodes never send the same letter; what a server has
/// taken is deleted and, should the deletion fail, remembered until it succeeds. A letter whose fate nobody knows (the connection ended before the server
/// answered) is sent again, under the same Message-ID.
/// </summary>
public sealed class MailSender(
    IEventStore store, LearnerRecords learners, LearnerMail mail, MailTransport transport, IssuerSettings settings, TimeProvider clock, ILogger<MailSender> log)
    : BackgroundService
{
    /// <summary>An attempt that some node makes or made.</summary>
    public static readonly TableDefinition Attempts = new("mail_attempts", [new("key", ColumnType.Text), new("mail_id", ColumnType.Text)], Indexes: [["mail_id"]]);

    /// <summary>How the last letter about something ended: <c>sent</c>, <c>refused</c>, <c>expired</c>.</summary>
    public static readonly TableDefinition Outcomes = new(
        "mail_outcomes", [new("about", ColumnType.Text), new("outcome", ColumnType.Text), new("at", ColumnType.Text)]);

    private const int MostAtOnce = 50;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    private readonly HashSet<string> _taken = [];
    private readonly SemaphoreSlim _due = new(0, 1);

    /// <summary>There is something to send: do not wait for the next look.</summary>
    public void Wake()
    {
        try
        {
            _due.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is awake already.
        }
    }

    /// <summary>When a letter is tried again after so many attempts: a minute, then twice as long each time, at most an hour.</summary>
    public static TimeSpan Pause(long attempts) => attempts >= 7 ? LongestPause : FirstPause * Math.Pow(2, Math.Max(0, attempts - 1));

    /// <summary>Sends what is due, once.</summary>
    public async Task SendDueAsync(CancellationToken ct)
    {
        var rows = await store.QueryAsync(
            new(LearnerMail.Table, [new Filter("next_at", Comparison.AtMost, Instant.Write(clock.GetUtcNow()))], "next_at", Limit: MostAtOnce), ct);
        foreach (var row in rows)
            await SendAsync(row, ct);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _due.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!settings.Mail.IsOn)
            return;
        try
        {
            while (true)
            {
                try
                {
                    await SendDueAsync(stoppingToken);
                }
                catch (Exception fault) when (fault is StoreUnavailableException or StoreDamagedException)
                {
                    log.LogWarning("Letters wait: {Fault}", fault.GetType().Name);
                }

                await _due.WaitAsync(Interval, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopped in order; what was not sent waits in the store.
        }
    }

    private async Task SendAsync(Row row, CancellationToken ct)
    {
        var id = row.Text("id");
        if (_taken.Contains(id))
        {
            await EndAsync(row, "sent");
            return;
        }

        var now = Instant.Now(clock);
        using var key = await learners.OpenKeyAsync(Guid.ParseExact(row.Text("learner_id"), "D"), ct);
        if (key is null || mail.Open(key, row) is not { } letter)
        {
            await EndAsync(row, "erased");
            return;
        }

        if (Instant.Read(row.Text("expires_at")) <= now)
        {
            await EndAsync(row, "expired");
            return;
        }

        var attempt = row.Integer("attempts") + 1;
        if (!await TakeAsync(row, attempt, now))
            return; // Another node sends it, or it is gone.
        switch (await transport.SendAsync(id, letter, ct))
        {
            case Delivery.Taken:
                _taken.Add(id);
                await EndAsync(row, "sent");
                break;
            case Delivery.Never(var code):
                log.LogWarning("A letter ({Kind}, {Letter}) was refused for good: {Code}", row.Text("kind"), id, code);
                await EndAsync(row, "refused");
                break;
            case Delivery.Later(var code):
                log.LogWarning("A letter ({Kind}, {Letter}) waits after attempt {Attempt}: {Code}", row.Text("kind"), id, attempt, code);
                break;
        }
    }

    // The time of the next attempt is written before this one: a node that dies in the middle leaves a letter that is tried again.
    private async Task<bool> TakeAsync(Row row, long attempt, DateTimeOffset now)
    {
        var id = row.Text("id");
        object?[] values = [.. row.Values];
        values[5] = attempt;
        values[6] = Instant.Write(now + Pause(attempt));
        return await store.AppendAsync(new Append(
            [],
            [
                new RowWrite.Require(LearnerMail.Table, id),
                new RowWrite.Insert(Attempts, [string.Create(CultureInfo.InvariantCulture, $"{id}/{attempt}"), id]),
                new RowWrite.Upsert(LearnerMail.Table, values),
            ],
            now)) is AppendResult.Done;
    }

    private async Task EndAsync(Row row, string outcome)
    {
        var (id, now) = (row.Text("id"), Instant.Now(clock));
        await store.AppendAsync(new Append(
            [],
            [
                new RowWrite.Delete(LearnerMail.Table, "id", id),
                new RowWrite.Delete(Attempts, "mail_id", id),
                new RowWrite.Upsert(Outcomes, [row.Text("about"), outcome, Instant.Write(now)]),
            ],
            now));
        _taken.Remove(id);
    }
}
