using Npgsql;

namespace Issuer.Service.Store;

/// <summary>Turns PostgreSQL's and the driver's failures into the store's three kinds. Classes of SQLSTATE: PostgreSQL's appendix A.</summary>
internal static class PostgresFault
{
    /// <summary>The server cannot answer now, or nobody knows what became of the statement.</summary>
    public static bool IsOutage(Exception fault) => fault switch
    {
        PostgresException postgres => IsOutage(postgres.SqlState),
        // The driver says that a connection is disposed when it broke between two statements.
        NpgsqlException or IOException or TimeoutException or System.Net.Sockets.SocketException or ObjectDisposedException => true,
        _ => false,
    };

    /// <summary>
    /// Another writer was in the way: the whole transaction is undone, and doing it again on what is there now may succeed. 23505 and 23503
    /// are here because our own appends check before they write: only a program that does not take our lock (Marten) can cause them.
    /// </summary>
    public static bool IsRace(Exception fault) => fault is PostgresException { SqlState: "23505" or "23503" or "40001" or "40P01" };

    public static Exception From(Exception fault) => fault switch
    {
        PostgresException { SqlState: "XX001" or "XX002" } => new StoreDamagedException("PostgreSQL found a damaged page.", fault),
        _ when IsOutage(fault) => new StoreUnavailableException("PostgreSQL does not answer.", fault),
        PostgresException postgres => new InvalidOperationException($"PostgreSQL answered {postgres.SqlState}: {postgres.MessageText}", fault),
        _ => fault,
    };

    /// <summary>The same while the store is opened, when a wrong setting is likelier than an outage.</summary>
    public static Exception AtOpening(Exception fault) => fault switch
    {
        PostgresException { SqlState: ['2', '8', ..] or ['3', 'D', ..] or "42501" } postgres =>
            new StoreRefusedException($"PostgreSQL refuses ConnectionStrings__Issuer: {postgres.MessageText}.", fault),
        NpgsqlException and not PostgresException => new StoreUnavailableException($"PostgreSQL cannot be reached: {fault.Message}", fault),
        _ => From(fault),
    };

    // 08 connection, 25006 read-only (a standby), 53 resources (disk full among them), 55P03 lock timeout, 57 intervention, 58 system error.
    private static bool IsOutage(string state) => state is ['0', '8', ..] or ['5', '3', ..] or ['5', '7', ..] or ['5', '8', ..] or "25006" or "55P03";
}
