using Issuer.Service.Store;

namespace Issuer.Service.Institutions.Commands;

/// <summary><c>log verify</c>, <c>db status</c>, <c>db migrate</c>, <c>db copy</c>: what an operator does with the store. None needs the keys directory.</summary>
internal static class StoreCommands
{
    public static Verb[] Verbs { get; } =
    [
        new(
            "log verify",
            "derives the log's chain of hashes again and names the first event that is not what was written",
            "  --since NUMBER:HASH  the head that an earlier run printed: it must still be in the chain",
            ["--since"],
            VerifyAsync),
        new("db status", "says where the store is, how long its log is, and which steps of its schema are due; changes nothing", "", [], StatusAsync),
        new("db migrate", "makes the store, or takes every step of its schema that is due; older programs may not be able to use it afterwards", "", [], MigrateAsync),
        new(
            "db copy",
            "copies the SQLite store in the data directory, whole, into the empty PostgreSQL schema that ConnectionStrings__Issuer names",
            "  --from sqlite --to postgres\n  Stop the service first. Every event keeps its id and position. The log of the copy is verified before the command ends.",
            ["--from", "--to"],
            CopyAsync),
    ];

    private static async Task VerifyAsync(Invocation invocation)
    {
        var earlier = Head(invocation.Arguments.Text("--since"));
        await UseAsync(invocation, async store =>
        {
            switch (await new LogVerifier(store).RunAsync(earlier, CancellationToken.None))
            {
                case LogReport.Whole whole:
                    await invocation.PrintAsync($"whole: {whole.Events} events, head {whole.Links}:{whole.Hash}");
                    break;
                case LogReport.Bad bad:
                    throw new RefusedException($"{bad.Code}: {bad.Sentence}");
            }
        });
    }

    private static async Task StatusAsync(Invocation invocation)
    {
        var where = StoreChoice.Describe(invocation.Settings);
        var status = StoreChoice.Status(invocation.Settings) ?? throw new RefusedException($"There is no store in {where}.");
        await invocation.PrintAsync($"{where}: {status.Head} is the position of the newest event");
        foreach (var step in status.Steps)
        {
            var state = step.Taken ? "taken" : step.Contracts ? "due: db migrate, when no older program runs any more" : "due: taken at the next start";
            await invocation.PrintAsync($"step {step.Number}\t{state}\t{step.What}");
        }
    }

    // Opening a store makes what is missing, and leaves to this what older programs still need.
    private static async Task MigrateAsync(Invocation invocation)
    {
        await DisposeAsync(invocation.Context.OpenStore(invocation.Settings));
        StoreChoice.Migrate(invocation.Settings, invocation.Context.Clock);
        await invocation.SayAsync($"{StoreChoice.Describe(invocation.Settings)} has the schema of this program.");
    }

    private static async Task CopyAsync(Invocation invocation)
    {
        if (invocation.Arguments.Required("--from") != "sqlite" || invocation.Arguments.Required("--to") != "postgres")
            throw new UsageException("The store is copied --from sqlite --to postgres.");
        var settings = invocation.Settings;
        if (settings.ConnectionString.Length == 0)
            throw new RefusedException("ConnectionStrings__Issuer is empty: set it to the PostgreSQL database that is to be filled.");
        if (!File.Exists(settings.DatabasePath))
            throw new RefusedException($"There is no SQLite store in {settings.DataDirectory}. Check Issuer__DataDirectory.");

        var source = (SqliteStore)invocation.Context.OpenStore(settings with { ConnectionString = "" });
        await using (source)
        {
            await using var target = (PostgresStore)invocation.Context.OpenStore(settings);
            var copied = await new StoreCopy(source, target).RunAsync(CancellationToken.None);
            if (await new LogVerifier(target).RunAsync((copied.Links, copied.Hash), CancellationToken.None) is LogReport.Bad bad)
                throw new RefusedException($"The copy is not whole, do not use it. {bad.Code}: {bad.Sentence}");
            await invocation.PrintAsync($"copied: {copied.Events} events, {copied.Rows} rows, head {copied.Links}:{copied.Hash}");
        }
    }

    internal static async Task UseAsync(Invocation invocation, Func<IEventStore, Task> use)
    {
        if (!StoreChoice.Exists(invocation.Settings))
            throw new RefusedException($"There is no store in {StoreChoice.Describe(invocation.Settings)}.");
        var store = invocation.Context.OpenStore(invocation.Settings);
        try
        {
            await use(store);
        }
        finally
        {
            await DisposeAsync(store);
        }
    }

    private static async Task DisposeAsync(IEventStore store)
    {
        if (store is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
    }

    private static (long Number, string Hash)? Head(string? text)
    {
        if (text is null)
            return null;
        return text.Split(':') is [var number, var hash] && long.TryParse(number, out var read) && read >= 0
            ? (read, hash)
            : throw new UsageException("--since is a head as log verify prints it, for example 12:9f86d0….");
    }
}
