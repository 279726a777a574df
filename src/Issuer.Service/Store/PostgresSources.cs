using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Issuer.Service.Store;

/// <summary>
/// Where the database is, read from <c>ConnectionStrings__Issuer</c>, and how it is connected to: one pool that writes, one that reads
/// with many queries in flight on few connections, and single connections for what lasts.
/// </summary>
internal sealed class PostgresSources : IAsyncDisposable
{
    // A request must not hang for 15 s, so an attempt to connect and a statement get less than half of that each.
    private const int ConnectSeconds = 4;
    private const int WriteSeconds = 5;
    private const int ReadSeconds = 8;

    // jit: compiling an append takes longer than running it a thousand times. Generic plans and no sequential scans: a plan made while a
    // table was empty must serve it when it has a million rows.
    private const string Common = "-c jit=off -c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c idle_in_transaction_session_timeout=10000";
    private const string Writing = $"{Common} -c enable_hashjoin=off -c enable_mergejoin=off -c statement_timeout=4500";
    private const string Reading = $"{Common} -c statement_timeout=8000 -c default_transaction_read_only=on";

    private readonly NpgsqlConnectionStringBuilder _setting;
    private NpgsqlDataSource _reader;

    public PostgresSources(string connectionString)
    {
        _setting = new NpgsqlConnectionStringBuilder(connectionString);
        Schema = SchemaOf(_setting);
        Writer = Build(Writing, settings =>
        {
            settings.CommandTimeout = WriteSeconds;
            settings.MaxPoolSize = 4;
        });
        _reader = BuildReader();
    }

    /// <summary>Schema of all tables: the first of <c>Search Path</c>, otherwise <c>public</c>, which is Marten's default.</summary>
    public string Schema { get; }

    /// <summary>Appends.</summary>
    public NpgsqlDataSource Writer { get; }

    /// <summary>Queries.</summary>
    public NpgsqlDataSource Reader => _reader;

    /// <summary>
    /// After this a query has no answer and will never have one. The driver ends one that takes too long before; but one that was given to a connection in the
    /// moment in which that broke is, with many queries in flight on it, forgotten, and so may be those that are given to it later.
    /// </summary>
    public static TimeSpan ReadPatience { get; } = TimeSpan.FromSeconds(ReadSeconds + 1);

    /// <summary>Every program that appends to this schema takes this lock first, so that the order of positions is the order of commits.</summary>
    public long AppendLock => LockOf("append");

    /// <summary>What appends to this schema are notified on.</summary>
    public string Channel => $"issuer_{AppendLock:x16}";

    /// <summary>Held while the schema is made or changed.</summary>
    public long SchemaLock => LockOf("schema");

    /// <summary>Held while views are rebuilt.</summary>
    public long ViewLock => LockOf("views");

    /// <summary>The quoted name of a table of ours.</summary>
    public string Name(string table) => $"\"{Schema}\".\"{table}\"";

    /// <summary>Whether the text can be a connection string of this store; otherwise a sentence that says what to set.</summary>
    public static bool TryCheck(string connectionString, [NotNullWhen(false)] out string? fault)
    {
        const string Setting = "ConnectionStrings__Issuer";
        fault = null;
        try
        {
            var parsed = new NpgsqlConnectionStringBuilder(connectionString);
            if (string.IsNullOrWhiteSpace(parsed.Host) || string.IsNullOrWhiteSpace(parsed.Database))
                fault = $"{Setting} must name a host and a database, for example Host=db.example.ac.uk;Database=issuer;Username=issuer;Passfile=/etc/issuer/pgpass (empty: SQLite).";
            else if (!IsName(SchemaOf(parsed)))
                fault = $"{Setting}: the schema in Search Path must be one lower-case name of letters, digits and underscores.";
        }
        catch (Exception unreadable) when (unreadable is ArgumentException or FormatException or KeyNotFoundException)
        {
            // Not the driver's message: it may quote a password.
            fault = $"{Setting} cannot be read; its form is Host=…;Database=…;Username=…;Passfile=… (empty: SQLite).";
        }

        return fault is null;
    }

    /// <summary>A connection of its own, outside the pools and without their time limits.</summary>
    public NpgsqlConnection Single() => new(Settings(Common, settings => settings.Pooling = false).ConnectionString);

    /// <summary>A connection that waits for notices, and notices itself within seconds that nobody is there any more.</summary>
    public NpgsqlConnection Listening() => new(Settings(Common, settings =>
    {
        settings.Pooling = false;
        settings.KeepAlive = ConnectSeconds;
        settings.CommandTimeout = ConnectSeconds;
    }).ConnectionString);

    /// <summary>Queries go over new connections from now on; whoever still reads from the old ones finishes.</summary>
    /// <param name="silent">The source that did not answer; where it was replaced already, nothing happens.</param>
    public void ReplaceReader(NpgsqlDataSource silent)
    {
        var fresh = BuildReader();
        (Interlocked.CompareExchange(ref _reader, fresh, silent) == silent ? silent : fresh).Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await Writer.DisposeAsync();
        await Reader.DisposeAsync();
    }

    private NpgsqlDataSource BuildReader() => Build(Reading, settings =>
    {
        settings.CommandTimeout = ReadSeconds;
        settings.Multiplexing = true;
        settings.MaxPoolSize = _setting.ContainsKey("Maximum Pool Size") ? _setting.MaxPoolSize : 16;
    });

    private NpgsqlDataSource Build(string options, Action<NpgsqlConnectionStringBuilder> change) => NpgsqlDataSource.Create(Settings(options, settings =>
    {
        // The driver prepares nothing by itself unless it is told to.
        settings.MaxAutoPrepare = 100;
        settings.AutoPrepareMinUsages = 2;
        settings.NoResetOnClose = true;
        change(settings);
    }));

    private NpgsqlConnectionStringBuilder Settings(string options, Action<NpgsqlConnectionStringBuilder> change)
    {
        var settings = new NpgsqlConnectionStringBuilder(_setting.ConnectionString)
        {
            Timeout = ConnectSeconds,
            // The server ends a statement by itself; asking it to over another connection can hang as the first one did.
            CancellationTimeout = -1,
            TcpKeepAlive = true,
            ApplicationName = _setting.ApplicationName ?? "issuer",
            IncludeErrorDetail = false,
        };
        settings.Options = $"{_setting.Options} {options}".Trim();
        change(settings);
        return settings;
    }

    private static string SchemaOf(NpgsqlConnectionStringBuilder settings) =>
        settings.SearchPath?.Split(',')[0].Trim(' ', '"') is { Length: > 0 } schema ? schema : "public";

    private static bool IsName(string name)
    {
        try
        {
            AppendCheck.Name(name);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private long LockOf(string purpose) => BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"issuer {purpose} {Schema}")));
}
