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

            await RunOneAsync(bench, fault, cluster, rows);
        }

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

    private static async Task RunOneAsync(FaultBench bench, Fault fault, PrivateCluster? cluster, List<FaultRow> rows)
    {
        var clock = Stopwatch.StartNew();
        Console.WriteLine($"-- {fault.Name}, {fault.Kind}");
        try
        {
            await using var scene = fault.Kind == Kind.Sqlite ? Scene.OnSqlite(bench, fault.Name) : Scene.OnPostgres(bench, fault.Name, cluster!);
            var over = await fault.RunAsync(scene);
            rows.Add(await scene.EndAsync(over));
        }
        catch (Exception broken)
        {
            // The next fault has a stage of its own.
            bench.Checks.That($"{fault.Name}, {fault.Kind}: runs to its end", [broken.ToString()]);
        }

        Console.WriteLine($"   {clock.Elapsed.TotalSeconds:F1} s");
    }

    private sealed record Fault(string Name, Kind Kind, bool InShort, Func<Scene, Task<long>> RunAsync)
    {
        public Func<string?>? Lacks { get; init; }

        public bool Is(string part) => $"{Name}, {Kind}".Contains(part, StringComparison.OrdinalIgnoreCase);

        /// <summary>What this machine lacks for it; null: nothing.</summary>
        public string? Needs() => Kind == Kind.Postgres && PrivateCluster.Programs is null ? "PostgreSQL is not installed (apt-get install postgresql)" : Lacks?.Invoke();
    }
}
