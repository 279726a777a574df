using System.Diagnostics;

namespace Issuer.Benchmarks.Faults;

/// <summary>Faults, one after the other, each on a fresh store under load, and after each an audit of everything that was acknowledged.</summary>
internal static class FaultProgram
{
    private static readonly Fault[] All =
    [
        new("kill -9 of the service", Kind.Sqlite, InShort: false, ProcessFaults.ServiceKilledAsync),
        new("kill -9 of the service", Kind.Postgres, InShort: true, ProcessFaults.ServiceKilledAsync),
        new("kill -9 of PostgreSQL", Kind.Postgres, InShort: true, ProcessFaults.DatabaseKilledAsync),
        new("PostgreSQL away for 20 s", Kind.Postgres, InShort: false, ProcessFaults.DatabaseDownAsync),
        new("kill -9 of one backend", Kind.Postgres, InShort: true, ProcessFaults.BackendKilledAsync),
        new("answers of commits lost, connection cut", Kind.Postgres, InShort: true, ProcessFaults.AnswersLostAsync),
        new("answers of commits lost, connection half-open", Kind.Postgres, InShort: false, ProcessFaults.HalfOpenAsync),
        new("connections stalled", Kind.Postgres, InShort: false, ProcessFaults.StalledAsync),
        new("connections cut and refused", Kind.Postgres, InShort: false, ProcessFaults.CutAsync),
        new("two services, one killed", Kind.Sqlite, InShort: true, ProcessFaults.TwoServicesAsync),
        new("two services, one killed", Kind.Postgres, InShort: false, ProcessFaults.TwoServicesAsync),
        new("keys rotated under load", Kind.Sqlite, InShort: true, ProcessFaults.KeysRotatedAsync),
        new("keys rotated under load", Kind.Postgres, InShort: false, ProcessFaults.KeysRotatedAsync),
        new("disk full", Kind.Sqlite, InShort: true, DiskFaults.SqliteFullAsync) { OwnStage = true, Lacks = DiskFaults.CannotMount },
        new("disk full", Kind.Postgres, InShort: false, DiskFaults.PostgresFullAsync) { OwnStage = true, Lacks = DiskFaults.CannotMount },
        new("read-only file system", Kind.Sqlite, InShort: false, DiskFaults.ReadOnlyAsync) { OwnStage = true, Lacks = () => DiskFaults.CannotMount() ?? Strace.Lacks() },
        new("fsync answers EIO", Kind.Sqlite, InShort: true, DiskFaults.SynchronisingFailsAsync) { Lacks = Strace.Lacks },
        new("kill at each system call of an append", Kind.Sqlite, InShort: false, DiskFaults.KilledAtEachCallAsync) { OwnStage = true, Lacks = Strace.Lacks },
        new("clock jumps forth and back", Kind.Sqlite, InShort: false, ClockFaults.JumpsAsync) { OwnStage = true, Lacks = ClockFaults.Lacks },
        new("clock jumps forth and back", Kind.Postgres, InShort: false, ClockFaults.JumpsAsync) { OwnStage = true, Lacks = ClockFaults.Lacks },
        new("a bit of a stored event flipped", Kind.Sqlite, InShort: true, DamageFaults.SqliteBitAsync),
        new("a bit of a stored event flipped", Kind.Postgres, InShort: false, DamageFaults.PostgresBitAsync),
    ];

    private enum Kind
    {
        Sqlite,
        Postgres,
    }

    /// <param name="assembly">The service.</param>
    /// <param name="everything">The long form.</param>
    /// <param name="only">Part of a fault's name; empty: all of the form.</param>
    public static async Task<int> RunAsync(string assembly, bool everything, string only)
    {
        var checks = new Checks("faults");
        using var leavings = new Leavings("faults");
        var bench = new FaultBench(assembly, leavings, checks, everything);
        var rows = new List<FaultRow>();
        var stages = new Dictionary<Kind, Scene>();
        PrivateCluster? cluster = null;
        foreach (var fault in All.Where(fault => only.Length > 0 ? fault.Is(only) : everything || fault.InShort))
        {
            if (fault.Needs() is { } missing)
            {
                checks.Skip($"{fault.Name}, {fault.Kind}", missing);
                continue;
            }

            if (fault.Kind == Kind.Postgres && cluster is null)
            {
                cluster = new PrivateCluster(leavings, Path.Combine(leavings.Folder, "cluster"));
                await cluster.MakeAsync();
            }

            var shared = stages.GetValueOrDefault(fault.Kind);
            var scene = shared is not null && !fault.OwnStage ? shared : fault.Kind == Kind.Sqlite ? Scene.OnSqlite(bench, fault.Name) : Scene.OnPostgres(bench, fault.Name, cluster!);
            scene.Next(fault.Name);
            if (!await RunOneAsync(bench, fault, scene, rows) || everything || fault.OwnStage)
                await scene.DisposeAsync();
            else
                stages[fault.Kind] = scene;
        }

        foreach (var scene in stages.Values)
            await scene.DisposeAsync();

        if (checks.Failed > 0)
            leavings.Keep();
        Console.WriteLine();
        Console.WriteLine(FaultRow.Head);
        foreach (var row in rows)
            Console.WriteLine(row);
        if (checks.Failed > 0)
            Console.WriteLine($"ledgers, logs and data are kept in {leavings.Folder}");
        return checks.Close();
    }

    // False: the stage cannot be used any more.
    private static async Task<bool> RunOneAsync(FaultBench bench, Fault fault, Scene scene, List<FaultRow> rows)
    {
        var clock = Stopwatch.StartNew();
        Console.WriteLine($"-- {fault.Name}, {fault.Kind}");
        try
        {
            var over = await fault.RunAsync(scene);
            rows.Add(await scene.EndAsync(over));
            Console.WriteLine(rows[^1]);
            return true;
        }
        catch (Exception broken)
        {
            // The next fault has a stage of its own.
            bench.Checks.That($"{fault.Name}, {fault.Kind}: runs to its end", [broken.ToString()]);
            return false;
        }
        finally
        {
            Console.WriteLine($"   {clock.Elapsed.TotalSeconds:F1} s");
        }
    }

    private sealed record Fault(string Name, Kind Kind, bool InShort, Func<Scene, Task<long>> RunAsync)
    {
        public Func<string?>? Lacks { get; init; }

        /// <summary>Needs a store, or a service, that no other fault has.</summary>
        public bool OwnStage { get; init; }

        public bool Is(string part) => $"{Name}, {Kind}".Contains(part, StringComparison.OrdinalIgnoreCase);

        /// <summary>What this machine lacks for it; null: nothing.</summary>
        public string? Needs() => Kind == Kind.Postgres && PrivateCluster.Programs is null ? "PostgreSQL is not installed (apt-get install postgresql)" : Lacks?.Invoke();
    }
}
