using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Npgsql;
using Commands = Issuer.Service.Institutions.Commands;

namespace Issuer.Benchmarks.Faults;

/// <summary>Looks at the store beside the service: its own commands, and the tables by plain SQL.</summary>
internal sealed class StoreAudit(ServiceSetup setup, Checks checks)
{
    public async Task AllAsync(string when, int credentials)
    {
        var log = await CommandAsync("log", "verify");
        checks.That($"{when}: log verify finds the log whole", log.Code == 0 && log.Output.Contains("whole:", StringComparison.Ordinal) ? [] : [log.Output]);
        var views = await CommandAsync("views", "rebuild", "--check");
        checks.That($"{when}: views derived again are those in use", views.Code == 0 ? [] : [views.Output]);
        checks.That($"{when}: each stream has the versions 1 to n, and as many as it says", await TextsAsync("""
            SELECT CAST(s.id AS text) FROM mt_streams s LEFT JOIN (SELECT stream_id, count(*) AS n, min(version) AS first, max(version) AS last FROM mt_events GROUP BY stream_id) e ON e.stream_id = s.id
            WHERE e.n IS NULL OR e.first <> 1 OR e.last <> e.n OR s.version <> e.n
            """));
        var issued = (await TextsAsync("SELECT CAST(count(*) AS text) FROM mt_events WHERE type = 'credential_issued'"))[0];
        checks.That($"{when}: the log has issued what the ledger holds, and no more ({credentials})", issued == $"{credentials}" ? [] : [$"{issued} in the log"]);
    }

    /// <summary>A command of the program, with the service's settings, beside it; in this process, which spares a start.</summary>
    public async Task<Said> CommandAsync(params string[] arguments)
    {
        var settings = setup.Environment().Select(one => KeyValuePair.Create(one.Key.Replace("__", ":", StringComparison.Ordinal), (string?)one.Value));
        await using var output = new StringWriter();
        var context = Composition.Context(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), setup.Environment()["ASPNETCORE_ENVIRONMENT"], setup.Folder, output, output);
        return new Said(await Commands.CommandLine.RunAsync(arguments, context), output.ToString());
    }

    /// <summary>The first column of every row.</summary>
    public async Task<List<string>> TextsAsync(string sql)
    {
        await using System.Data.Common.DbConnection connection = setup.ConnectionString.Length > 0
            ? new NpgsqlConnection(setup.ConnectionString + ";Pooling=false")
            : new SqliteConnection($"Data Source={Path.Combine(setup.DataDirectory, "issuer.db")};Pooling=false");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync();
        var texts = new List<string>();
        while (await reader.ReadAsync())
            texts.Add(Convert.ToString(reader.GetValue(0), System.Globalization.CultureInfo.InvariantCulture)!);
        return texts;
    }
}
