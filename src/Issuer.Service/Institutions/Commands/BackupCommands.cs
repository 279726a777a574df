using Issuer.Service.Store;

namespace Issuer.Service.Institutions.Commands;

/// <summary><c>db backup</c> and <c>db restore</c>: one file in one form, from either store and into either.</summary>
internal static class BackupCommands
{
    public static Verb[] Verbs { get; } =
    [
        new(
            "db backup",
            "writes the whole store, as of one moment, into one file, beside a running service",
            """
              FILE                 must not exist yet
              --to FILE            the same
              The file is a SQLite database, from PostgreSQL as well; it holds no keys. For a large PostgreSQL database use its own tools (pg_dump for a
              copy, pg_basebackup with archived WAL for a point in time).
            """,
            ["FILE", "--to"],
            BackupAsync),
        new(
            "db restore",
            "fills an empty store with a backup, and erases again whom the keys directory has erased since it was made",
            """
              FILE                 as db backup wrote it; it stays as it is
              Into PostgreSQL where ConnectionStrings__Issuer is set, otherwise into the data directory. Stop the service first. Use the newest keys
              directory there is: it is the ledger of erasures.
            """,
            ["FILE"],
            RestoreAsync),
    ];

    private static async Task BackupAsync(Invocation invocation)
    {
        var named = invocation.Arguments.Text("FILE") ?? invocation.Arguments.Text("--to") ?? throw new UsageException("FILE is missing.");
        var to = Path.GetFullPath(named, invocation.Context.WorkingDirectory);
        await StoreCommands.UseAsync(invocation, store => store switch
        {
            SqliteStore sqlite => sqlite.BackupAsync(to, CancellationToken.None),
            PostgresStore postgres => postgres.BackupAsync(to, invocation.Context.Clock, CancellationToken.None),
            _ => throw new RefusedException("This store has no backup of its own."),
        });
        await invocation.SayAsync($"Written to {to}. It holds no keys: back the keys directory up apart from it.");
    }

    private static async Task RestoreAsync(Invocation invocation)
    {
        var (settings, context) = (invocation.Settings, invocation.Context);
        var file = Path.GetFullPath(invocation.Arguments.Required("FILE"), context.WorkingDirectory);
        if (!File.Exists(file))
            throw new RefusedException($"There is no file {file}.");
        var intoSqlite = settings.ConnectionString.Length == 0;
        if (intoSqlite && File.Exists(settings.DatabasePath))
            throw new RefusedException($"There is a store in {settings.DataDirectory} already: move it away first. A restore never overwrites.");

        // All of it happens on a copy beside: the store appears under its name when everybody who must be erased is.
        using var keys = KeysDirectory.Open(settings.KeysDirectory, invocation.KeysOptions);
        var stage = settings with { ConnectionString = "", DataDirectory = Path.Combine(settings.DataDirectory, "restoring") };
        try
        {
            Stage(file, stage);
            long erased;
            var staged = (SqliteStore)context.OpenStore(stage);
            await using (staged)
            {
                await CheckAsync(invocation, staged, keys);
                erased = intoSqlite ? await context.ReplayErasures(staged, keys) : await IntoPostgresAsync(invocation, staged, keys);
            }

            if (intoSqlite)
                DurableFile.MoveIntoPlace(stage.DatabasePath, settings.DatabasePath);
            await invocation.PrintAsync($"restored: {erased} erased again");
            await invocation.SayAsync($"{StoreChoice.Describe(settings)} is as it was when the backup was made, without whom has been erased since.");
        }
        finally
        {
            Directory.Delete(stage.DataDirectory, recursive: true);
        }
    }

    private static void Stage(string file, IssuerSettings stage)
    {
        if (Directory.Exists(stage.DataDirectory))
            Directory.Delete(stage.DataDirectory, recursive: true);
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(stage.DataDirectory);
        else
            Directory.CreateDirectory(stage.DataDirectory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.Copy(file, stage.DatabasePath);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(stage.DatabasePath, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private static async Task CheckAsync(Invocation invocation, SqliteStore staged, KeysDirectory keys)
    {
        if (await new LogVerifier(staged).RunAsync(null, CancellationToken.None) is LogReport.Bad bad)
            throw new RefusedException($"The backup is not whole, nothing was restored. {bad.Code}: {bad.Sentence}");
        using var institutions = new InstitutionDirectory(staged);
        await institutions.RefreshAsync();
        if (StartFaults.Of(invocation.Settings, keys.Fingerprint, institutions.All).FirstOrDefault() is { } fault)
            throw new RefusedException(fault);
    }

    private static async Task<long> IntoPostgresAsync(Invocation invocation, SqliteStore staged, KeysDirectory keys)
    {
        await using var target = (PostgresStore)invocation.Context.OpenStore(invocation.Settings);
        var copied = await new StoreCopy(staged, target).RunAsync(CancellationToken.None);
        if (await new LogVerifier(target).RunAsync((copied.Links, copied.Hash), CancellationToken.None) is LogReport.Bad bad)
            throw new RefusedException($"The copy is not whole, do not use it. {bad.Code}: {bad.Sentence}");
        return await invocation.Context.ReplayErasures(target, keys);
    }
}
