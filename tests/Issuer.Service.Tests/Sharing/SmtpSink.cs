using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Issuer.Core.Tests;
using Xunit;

namespace Issuer.Service.Tests.Sharing;

/// <summary>A real mail server on loopback (npm's <c>smtp-server</c>), in a process of its own.</summary>
internal sealed class SmtpSink : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task _reading;
    private readonly TaskCompletionSource<int> _port = new();

    private SmtpSink(Process process)
    {
        _process = process;
        _reading = ReadAsync();
    }

    /// <summary>What happened, in order.</summary>
    public ConcurrentQueue<JsonNode> Events { get; } = new();

    public int Port { get; private set; }

    public static async Task<SmtpSink> StartAsync(params string[] arguments)
    {
        var folder = Path.Combine(TestData.Repository(), "tests", "interop");
        if (!Directory.Exists(Path.Combine(folder, "node_modules", "smtp-server")))
            Assert.Skip("npm's smtp-server is not installed (cd tests/interop && npm ci).");
        var process = Process.Start(new ProcessStartInfo("node", ["smtp-sink.mjs", .. arguments]) { WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false })!;
        var sink = new SmtpSink(process);
        sink.Port = await sink._port.Task;
        return sink;
    }

    /// <summary>The letters that were taken for an address.</summary>
    public List<JsonNode> LettersTo(string address) => [.. Events.Where(one => one["event"]!.ToString() == "letter" && one["address"]!.ToString() == address)];

    /// <summary>Waits until something has happened for an address.</summary>
    public async Task WaitForAsync(string happened, string address)
    {
        while (!Events.Any(one => one["event"]!.ToString() == happened && one["address"]?.ToString() == address))
            await Task.Delay(10, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        await _reading;
        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            var one = JsonNode.Parse(line)!;
            Events.Enqueue(one);
            if (one["event"]!.ToString() == "listening")
                _port.TrySetResult(one["port"]!.GetValue<int>());
        }

        _port.TrySetException(new InvalidOperationException("The mail server ended."));
    }
}
