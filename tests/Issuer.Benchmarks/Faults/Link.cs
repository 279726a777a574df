using System.Net;
using System.Net.Sockets;

namespace Issuer.Benchmarks.Faults;

/// <summary>Stands between the service and its database, and does to connections what networks do.</summary>
internal sealed class Link : IAsyncDisposable
{
    // Only an append is as long as this: it carries events.
    private const int LeastAppend = 2048;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly int _target;
    private readonly Task _accepting;
    private readonly Lock _gate = new();

    // Guarded by _gate: who waits while nothing passes, and the end of all connections that there are.
    private TaskCompletionSource _open = Opened();
    private CancellationTokenSource _cut = new();
    private volatile bool _refusing;
    private int _losses;
    private int _lost;
    private bool _silently;

    public Link(int target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How many answers were lost.</summary>
    public int Lost => Volatile.Read(ref _lost);

    /// <summary>Cuts every connection; new ones are cut as soon as they are made, until <see cref="Mend"/>.</summary>
    public void Cut()
    {
        _refusing = true;
        CutAll();
    }

    /// <summary>Nothing passes any more in either direction, though connections stand and new ones are accepted, until <see cref="Mend"/>.</summary>
    public void Stall()
    {
        lock (_gate)
            _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>The server gets the next appends, and its answers to them come to nobody.</summary>
    /// <param name="count">How many appends.</param>
    /// <param name="silently">The connection stands, and nothing comes over it ever again; otherwise it is cut.</param>
    public void LoseAnswers(int count, bool silently)
    {
        _silently = silently;
        Volatile.Write(ref _losses, count);
    }

    public void Mend()
    {
        _refusing = false;
        Volatile.Write(ref _losses, 0);
        lock (_gate)
            _open.TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        Mend();
        await _stop.CancelAsync();
        CutAll();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
        _cut.Dispose();
    }

    private static TaskCompletionSource Opened()
    {
        var open = new TaskCompletionSource();
        open.SetResult();
        return open;
    }

    private void CutAll()
    {
        CancellationTokenSource cut;
        lock (_gate)
            (cut, _cut) = (_cut, new CancellationTokenSource());
        cut.Cancel();
    }

    private async Task AcceptAsync()
    {
        var running = new List<Task>();
        try
        {
            while (true)
                running.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(running);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var near = client;
        using var far = new TcpClient { NoDelay = true };
        near.NoDelay = true;
        CancellationToken cut;
        lock (_gate)
            cut = _cut.Token;
        if (_refusing)
            return;
        try
        {
            await far.ConnectAsync(IPAddress.Loopback, _target, cut);
            var deaf = new TaskCompletionSource();
            await Task.WhenAny(PassAsync(near, far, deaf, questions: true, cut), PassAsync(far, near, deaf, questions: false, cut));
        }
        catch (Exception end) when (end is SocketException or OperationCanceledException)
        {
            // The server is down: the client's connection ends as well.
        }
    }

    private async Task PassAsync(TcpClient from, TcpClient to, TaskCompletionSource deaf, bool questions, CancellationToken cut)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.GetStream().ReadAsync(buffer, cut) is > 0 and var read)
            {
                await OpenAsync().WaitAsync(cut);
                // Before the question goes on: no answer to it may slip through. A question that comes in two pieces counts once.
                if (questions && read >= LeastAppend && !deaf.Task.IsCompleted && Interlocked.Decrement(ref _losses) >= 0)
                    deaf.TrySetResult();
                if (!questions && deaf.Task.IsCompleted)
                {
                    Interlocked.Increment(ref _lost);
                    if (!_silently)
                        return;
                    await Task.Delay(Timeout.Infinite, cut);
                }

                await to.GetStream().WriteAsync(buffer.AsMemory(0, read), cut);
            }
        }
        catch (Exception end) when (end is IOException or OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // Either side closed.
        }
    }

    private Task OpenAsync()
    {
        lock (_gate)
            return _open.Task;
    }
}
