using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Issuer.Service.Tests.Checking;

/// <summary>An HTTP host on a free loopback port that answers every request with what <paramref name="answer"/> writes, and counts connections.</summary>
internal sealed class LoopbackHost : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Func<string, Stream, CancellationToken, Task> _answer;
    private readonly Task _loop;
    private int _connections;

    public LoopbackHost(Func<string, Stream, CancellationToken, Task> answer)
    {
        _answer = answer;
        _listener.Start();
        _loop = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public int Connections => Volatile.Read(ref _connections);

    public string Origin => $"http://localhost:{Port}";

    public static LoopbackHost Answering(byte[] body, string headers = "Content-Type: application/json\r\n") =>
        new((_, stream, ct) => WriteAsync(stream, body, headers, ct));

    public static LoopbackHost Answering(string body) => Answering(Encoding.UTF8.GetBytes(body));

    public static async Task WriteAsync(Stream stream, byte[] body, string headers, CancellationToken ct)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\nConnection: close\r\n{headers}\r\n"), ct);
        await stream.WriteAsync(body, ct);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        // Not before the loop has ended: it could be about to accept, which a stopped listener refuses.
        await _loop;
        _listener.Stop();
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_end.Token);
                Interlocked.Increment(ref _connections);
                serving.Add(ServeAsync(client));
            }
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                var request = new StringBuilder();
                var buffer = new byte[4096];
                while (!request.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
                {
                    var count = await stream.ReadAsync(buffer, _end.Token);
                    if (count == 0)
                        return;
                    request.Append(Encoding.ASCII.GetString(buffer, 0, count));
                }

                await _answer(request.ToString(), stream, _end.Token);
            }
            catch (Exception gone) when (gone is IOException or OperationCanceledException)
            {
                // The client left, or the test ended.
            }
        }
    }
}
