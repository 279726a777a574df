using Npgsql;

namespace Issuer.Service.Store;

/// <summary>
/// One connection that listens for what other nodes write (each flush notifies in its own transaction). When the connection breaks it is made anew,
/// and everybody is told to look, because what happened meanwhile was told to nobody. A Marten program does not notify: the slow look finds what it writes.
/// </summary>
internal sealed class PostgresListener : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly PostgresSources _sources;
    private readonly CancellationTokenSource _closing = new();
    private Task _listening = Task.CompletedTask;

    public PostgresListener(PostgresSources sources)
    {
        _sources = sources;
        Changes = new StoreChanges(() => _listening = Task.Run(RunAsync));
    }

    /// <summary>Told from here; the connection is made when somebody listens.</summary>
    public StoreChanges Changes { get; }

    /// <summary>What a flush notifies with; PostgreSQL takes at most 8,000 bytes.</summary>
    public static string Payload(IEnumerable<RowWrite> rows)
    {
        const int Longest = 7900;
        var change = StoreChange.Of(rows);
        var text = string.Join(' ', change.Rows);
        return change.Anything || System.Text.Encoding.UTF8.GetByteCount(text) > Longest ? "*" : text;
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _listening;
        _closing.Dispose();
    }

    private async Task RunAsync()
    {
        for (var pause = FirstPause; !_closing.IsCancellationRequested; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                await using var connection = _sources.Listening();
                await connection.OpenAsync(_closing.Token);
                connection.Notification += (_, notice) => Changes.Tell(Read(notice.Payload));
                await using (var listen = new NpgsqlCommand($"LISTEN {_sources.Channel}", connection))
                    await listen.ExecuteNonQueryAsync(_closing.Token);
                Changes.Everywhere = true;
                Changes.Tell(StoreChange.Unknown);
                pause = FirstPause;
                while (true)
                    await connection.WaitAsync(_closing.Token);
            }
            catch (Exception fault) when (PostgresFault.IsOutage(fault) || fault is PostgresException or OperationCanceledException)
            {
                Changes.Everywhere = false;
            }

            await Task.Delay(pause, _closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static StoreChange Read(string payload) =>
        payload == "*" ? StoreChange.Unknown : new(false, payload.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
