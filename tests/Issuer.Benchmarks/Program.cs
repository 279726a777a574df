using Issuer.Benchmarks;
using Issuer.Benchmarks.Faults;
using Issuer.Benchmarks.Growth;
using Issuer.Benchmarks.HighAvailability;
using Issuer.Benchmarks.Http;
using Issuer.Benchmarks.Micro;

// dotnet run -c Release --project tests/Issuer.Benchmarks -- VERB [--service PATH/Issuer.Service.dll] [--rounds N] [--seconds N]
string Option(string name, string otherwise)
{
    var at = Array.IndexOf(args, name);
    return at >= 0 && at + 1 < args.Length ? args[at + 1] : otherwise;
}

string? Postgres() => Option("--postgres", "") is { Length: > 0 } given ? given : null;

string Service() => Option("--service", "") is { Length: > 0 } given ? given : ServiceProcess.DefaultAssembly();

int Number(string name, int otherwise) => int.Parse(Option(name, otherwise.ToString(System.Globalization.CultureInfo.InvariantCulture)), System.Globalization.CultureInfo.InvariantCulture);

switch (args.FirstOrDefault())
{
    case "http":
        return await HttpBenchmark.RunAsync(Service(), TimeSpan.FromSeconds(Number("--seconds", 10)),
            Option("--only", ""), Number("--connections", 0) is > 0 and var count ? [count] : HttpBenchmark.Usual, Postgres());
    case "hostile":
        return await HostileBenchmark.RunAsync(Service(), TimeSpan.FromSeconds(Number("--seconds", 5)));
    case "crash":
        return await CrashTest.RunAsync(Service(), Number("--rounds", 3), Number("--connections", 6));
    case "faults":
        return await FaultProgram.RunAsync(Service(), args.Contains("--long"), Option("--only", ""));
    case "ha":
        return await HighAvailabilityTest.RunAsync(Service());
    case "parallel":
        return await ParallelTest.RunAsync(Service());
    case "micro":
        return MicroBenchmarks.Run(args[1..]);
    case "append":
        return Postgres() is { } connectionString
            ? await StoreAppend.RunOnPostgresAsync(connectionString, TimeSpan.FromSeconds(Number("--seconds", 5)))
            : await StoreAppend.RunAsync(Option("--directory", "."), TimeSpan.FromSeconds(Number("--seconds", 5)));
    case "growth":
        return await GrowthTest.RunAsync(
            Service(),
            [.. Option("--sizes", "1000,100000").Split(',').Select(size => int.Parse(size, System.Globalization.CultureInfo.InvariantCulture))],
            Option("--directory", Path.GetTempPath()),
            Postgres(),
            args.Contains("--keep"));
    default:
        Console.Error.WriteLine("""
            verbs:
              http       credentials issued and verified, pages shown per second, with the server's CPU  [--seconds 10] [--only verify] [--connections 32] [--postgres "Host=…;Database=…"]
              hostile    documents made to be costly: how soon refused, and how verifying goes on beside them    [--seconds 5]
              micro      Core alone, under BenchmarkDotNet, whose arguments follow                       [--filter *Signature*] [--job short]
              crash      kill -9 under load, then audit what was acknowledged                            [--rounds 3] [--connections 6]
              faults     processes killed, disks full, links cut, clocks moved under load; audit after each  [--long] [--only "kill -9"]
              ha         three PostgreSQL nodes and two service nodes, killed and restarted under load: by tests/ha.sh
              append     appends to the store per second and CPU per append                             [--seconds 5] [--directory . | --postgres "Host=…;Database=…"]
              growth     the daily calls beside ever more credentials in the store    [--sizes 1000,100000] [--directory /tmp] [--keep] [--postgres "Host=…;Database=…"]
              parallel   50 parallel posts with one idempotency key make one credential
            all but micro and append take [--service PATH/Issuer.Service.dll]
            """);
        return 2;
}
