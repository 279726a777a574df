using System.Diagnostics;
using FluentAssertions;
using Issuer.Service.Store;
using Xunit;
using static Issuer.Service.Tests.Store.StoreUnderTest;

namespace Issuer.Service.Tests.Store;

/// <summary>A process killed in the middle of appends loses nothing that it acknowledged.</summary>
public sealed class SqliteStoreCrashTests
{
    private const string DirectoryVariable = "ISSUER_STORE_CRASH_DIRECTORY";
    private const int Rounds = 10;

    [Fact]
    public async Task After_kill_9_every_acknowledged_append_is_there_whole_and_once()
    {
        var directory = Directory.CreateTempSubdirectory("issuer-crash-").FullName;
        try
        {
            var acknowledged = new HashSet<string>(StringComparer.Ordinal);
            for (var round = 0; round < Rounds; round++)
            {
                var ledger = Path.Combine(directory, $"acknowledged-{round}");
                await File.WriteAllTextAsync(ledger, "");
                await KillInTheMiddleAsync(directory, ledger, atLeast: 200 + (round * 37));
                // The last line may have been cut by the kill.
                var text = await File.ReadAllTextAsync(ledger);
                acknowledged.UnionWith(text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries));

                await using var store = SqliteStore.Open(Path.Combine(directory, "issuer.db"), [Cards], TimeProvider.System);
                var events = await store.ReadAllAsync(0, int.MaxValue, default);
                var rows = await store.QueryAsync(new TableQuery(Cards, [], Limit: int.MaxValue), default);
                events.Select(e => e.Sequence).Should().Equal(Enumerable.Range(1, events.Count).Select(i => (long)i));
                events.GroupBy(e => e.StreamId).Should().OnlyContain(stream => stream.Select(e => e.Version).SequenceEqual(new long[] { 1, 2 }), "an append of two events is whole");
                rows.Select(row => row.Text("id")).Should().BeEquivalentTo(events.Select(e => e.StreamId.ToString()).Distinct(), "rows and events are one");
                acknowledged.Except(rows.Select(row => row.Text("id"))).Should().BeEmpty("round {0} lost none of {1}", round, acknowledged.Count);
            }

            using var database = new RawDatabase(Path.Combine(directory, "issuer.db"));
            database.Scalar("PRAGMA integrity_check").Should().Be("ok");
            acknowledged.Count.Should().BeGreaterThan(Rounds * 200);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    /// <summary>The other process of the test above: this test assembly, started with this one test, appending until it is killed.</summary>
    [Fact(Explicit = true)]
    public async Task Append_until_killed()
    {
        var directory = Environment.GetEnvironmentVariable(DirectoryVariable) ?? throw new InvalidOperationException("Started by the test above only.");
        var ledger = new StreamWriter(Directory.EnumerateFiles(directory, "acknowledged-*").OrderBy(File.GetLastWriteTimeUtc).Last()) { AutoFlush = true };
        await using var store = SqliteStore.Open(Path.Combine(directory, "issuer.db"), [Cards], TimeProvider.System);
        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(async () =>
        {
            while (true)
            {
                var stream = NewId();
                var append = Events(stream, 0, "{}", $$"""{"text":"{{new string('x', 1_500)}}"}""") with { Rows = [new RowWrite.Insert(Cards, [stream.ToString(), "nia", null, null])] };
                if (await store.AppendAsync(append) is not AppendResult.Done)
                    return;
                lock (ledger)
                    ledger.WriteLine(stream);
            }
        })));
    }

    private static async Task KillInTheMiddleAsync(string directory, string ledger, int atLeast)
    {
        var start = new ProcessStartInfo(Path.ChangeExtension(typeof(SqliteStoreCrashTests).Assembly.Location, null)!)
        {
            ArgumentList = { "--explicit", "only", "--filter-method", $"{typeof(SqliteStoreCrashTests).FullName}.{nameof(Append_until_killed)}" },
            Environment = { [DirectoryVariable] = directory },
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        // A line is a UUID and a line end.
        while (new FileInfo(ledger).Length < atLeast * 37 && !process.HasExited)
            await Task.Delay(5);
        process.HasExited.Should().BeFalse("it appends until it is killed");
        process.Kill();
        await process.WaitForExitAsync();
        await Task.WhenAll(output, errors);
    }
}
