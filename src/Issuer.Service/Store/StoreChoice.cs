using Microsoft.Extensions.Logging.Abstractions;

namespace Issuer.Service.Store;

/// <summary>The store that the settings choose: PostgreSQL where there is a connection string, otherwise SQLite in the data directory.</summary>
public static class StoreChoice
{
    /// <summary>Opens it, creating what is missing; the caller disposes it.</summary>
    /// <exception cref="StoreRefusedException">The database is not one this program may open.</exception>
    /// <exception cref="StoreUnavailableException">It cannot be reached now.</exception>
    public static IEventStore Open(IssuerSettings settings, IReadOnlyList<TableDefinition> tables, TimeProvider clock, ILogger? log = null) => UsesPostgres(settings)
        ? PostgresStore.Open(settings.ConnectionString, tables, clock, new PostgresStoreOptions { Log = log ?? NullLogger.Instance })
        : SqliteStore.Open(settings.DatabasePath, tables, clock);

    /// <summary>Whether there is a store already, so that a mistyped setting does not begin an empty one.</summary>
    /// <exception cref="StoreUnavailableException">The server cannot be reached now.</exception>
    public static bool Exists(IssuerSettings settings) => UsesPostgres(settings) ? PostgresStore.Exists(settings.ConnectionString) : File.Exists(settings.DatabasePath);

    /// <summary>How long its log is and which steps of its schema are due, without changing anything; null where there is no store.</summary>
    public static StoreStatus? Status(IssuerSettings settings) => UsesPostgres(settings) ? PostgresStore.Status(settings.ConnectionString)
        : File.Exists(settings.DatabasePath) ? SqliteStore.Status(settings.DatabasePath) : null;

    /// <summary>Takes the steps that end older programs.</summary>
    public static void Migrate(IssuerSettings settings, TimeProvider clock)
    {
        if (UsesPostgres(settings))
            PostgresStore.Migrate(settings.ConnectionString, clock);
        else
            SqliteStore.Migrate(settings.DatabasePath, clock);
    }

    /// <summary>Where it is, for people; without a password.</summary>
    public static string Describe(IssuerSettings settings) => UsesPostgres(settings) ? PostgresStore.Describe(settings.ConnectionString) : settings.DatabasePath;

    private static bool UsesPostgres(IssuerSettings settings) => settings.ConnectionString.Length > 0;
}

/// <summary>A store as it is found.</summary>
/// <param name="Head">Position of the newest event; 0 in an empty log.</param>
/// <param name="Steps">Every step that this program knows.</param>
public sealed record StoreStatus(long Head, IReadOnlyList<SchemaStepState> Steps);
