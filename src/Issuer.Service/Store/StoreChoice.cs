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

    /// <summary>Where it is, for people; without a password.</summary>
    public static string Describe(IssuerSettings settings) => UsesPostgres(settings) ? PostgresStore.Describe(settings.ConnectionString) : settings.DatabasePath;

    private static bool UsesPostgres(IssuerSettings settings) => settings.ConnectionString.Length > 0;
}
