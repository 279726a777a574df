using System.Runtime.Versioning;
using System.Text;
using FluentAssertions;
using Issuer.Service.Store;
using Xunit;
using static Issuer.Service.Tests.Store.StoreUnderTest;

namespace Issuer.Service.Tests.Store;

/// <summary>What goes wrong around the store stays outside of it.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class SqliteStoreFaultTests
{
    [Fact]
    public async Task A_full_disk_fails_the_append_keeps_what_was_acknowledged_and_ends_when_there_is_room()
    {
        await using var temporary = new TemporaryStore(new SqliteStoreOptions { MaximumPages = 60 });
        var store = temporary.Store;
        await store.AppendAsync(Rows(new RowWrite.Insert(Cards, ["ballast", "x", null, new byte[100_000]])));
        var acknowledged = new List<Guid>();
        var fill = async () =>
        {
            while (true)
            {
                // Several at once, so that batches are hit in their middle.
                var streams = Enumerable.Range(0, 5).Select(_ => NewId()).ToList();
                var results = streams.Select(stream => store.AppendAsync(Events(stream, 0, $$"""{"text":"{{new string('x', 9_000)}}"}"""))).ToList();
                for (var i = 0; i < streams.Count; i++)
                {
                    (await results[i]).Should().BeOfType<AppendResult.Done>();
                    acknowledged.Add(streams[i]);
                }
            }
        };
        await fill.Should().ThrowAsync<StoreUnavailableException>();
        await fill.Should().ThrowAsync<StoreUnavailableException>("the disk is still full");

        acknowledged.Should().NotBeEmpty();
        foreach (var stream in acknowledged)
            (await store.ReadStreamAsync(stream, default)).Should().ContainSingle();
        await store.AppendAsync(Rows(new RowWrite.Delete(Cards, "id", "ballast")));
        (await store.AppendAsync(Events(NewId(), 0, """{"after":true}"""))).Should().BeOfType<AppendResult.Done>();
        var all = await store.ReadAllAsync(0, int.MaxValue, default);
        all.Select(e => e.Sequence).Should().Equal(Enumerable.Range(1, all.Count).Select(i => (long)i));
        using var other = new RawDatabase(temporary.Database);
        other.Scalar("PRAGMA integrity_check").Should().Be("ok");
    }

    [Fact]
    public async Task A_lock_that_another_program_keeps_is_an_outage_that_ends_with_the_lock()
    {
        await using var temporary = new TemporaryStore(new SqliteStoreOptions { BusyTimeout = TimeSpan.FromMilliseconds(300) });
        using var other = new RawDatabase(temporary.Database);
        other.Execute("BEGIN IMMEDIATE");
        var blocked = () => temporary.Store.AppendAsync(Card(1, "nia"));
        await blocked.Should().ThrowAsync<StoreUnavailableException>();
        (await temporary.Store.HeadAsync(default)).Should().Be(0, "reads go on");
        other.Execute("ROLLBACK");

        (await temporary.Store.AppendAsync(Card(1, "nia"))).Should().Be(new AppendResult.Done(1));
    }

    [Fact]
    public async Task Deleted_rows_leave_every_file_of_the_store()
    {
        await using var temporary = new TemporaryStore();
        // Long enough for several levels of pages, so that deleting rearranges them.
        var canaries = Enumerable.Range(0, 1_000).Select(i => Encoding.ASCII.GetBytes($"CANARY-{i:D4}-" + new string((char)('a' + (i % 26)), 80))).ToList();
        await temporary.Store.AppendAsync(Rows([.. canaries.Select((canary, i) => new RowWrite.Insert(Cards, [$"card-{i:D4}", $"owner-{i % 7}", (long)i, canary]))]));
        Found(temporary.Directory, "CANARY-0500-").Should().BeTrue("the search must be able to find it");

        var gone = new HashSet<int>();
        foreach (var i in new[] { 500, 3, 998, 501, 502, 40 })
        {
            await temporary.Store.AppendAsync(Rows(new RowWrite.Delete(Cards, "id", $"card-{i:D4}")));
            gone.Add(i);
        }

        await temporary.Store.AppendAsync(Rows(new RowWrite.Delete(Cards, "owner", "owner-5")));
        gone.UnionWith(Enumerable.Range(0, 1_000).Where(i => i % 7 == 5));
        await temporary.Store.ScrubAsync();

        var bytes = AllBytes(temporary.Directory);
        Enumerable.Range(0, 1_000).Where(i => Contains(bytes, $"CANARY-{i:D4}-") == gone.Contains(i)).Should().BeEmpty();
    }

    [Fact]
    public async Task The_log_is_truncated_by_itself_after_a_delete_as_soon_as_a_long_read_ends()
    {
        await using var temporary = new TemporaryStore();
        await temporary.Store.AppendAsync(Rows(new RowWrite.Insert(Cards, ["a", "CANARY", null, null])));
        using (var reader = new RawDatabase(temporary.Database))
        {
            reader.Execute("BEGIN");
            reader.Scalar("SELECT count(*) FROM cards");
            await temporary.Store.AppendAsync(Rows(new RowWrite.Delete(Cards, "id", "a")));
            var scrub = () => temporary.Store.ScrubAsync();
            await scrub.Should().ThrowAsync<StoreUnavailableException>();
            (await temporary.Store.AppendAsync(Events(NewId(), 0, "{}"))).Should().BeOfType<AppendResult.Done>("appends do not wait for it");
            Found(temporary.Directory, "CANARY").Should().BeTrue();
        }

        await temporary.Store.ScrubAsync();
        Found(temporary.Directory, "CANARY").Should().BeFalse();
    }

    [Fact]
    public async Task A_backup_made_under_load_is_whole_private_and_opens()
    {
        await using var temporary = new TemporaryStore();
        using var stop = new CancellationTokenSource();
        var load = Task.Run(async () =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
                await temporary.Store.AppendAsync(Events(NewId(), 0, "{}") with { Rows = [new RowWrite.Insert(Cards, [$"{i}", "nia", (long)i, null])] });
        });
        while (await temporary.Store.HeadAsync(default) < 50 && !load.IsCompleted)
            await Task.Yield();
        var before = await temporary.Store.HeadAsync(default);
        var path = Path.Combine(temporary.Directory, "backup.db");
        await temporary.Store.BackupAsync(path, default);
        await stop.CancelAsync();
        await load;

        File.GetUnixFileMode(path).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await using var restored = SqliteStore.Open(path, [Cards], TimeProvider.System, new SqliteStoreOptions { MustExist = true });
        var events = await restored.ReadAllAsync(0, int.MaxValue, default);
        events.Count.Should().BeGreaterThanOrEqualTo((int)before);
        (await restored.QueryAsync(new TableQuery(Cards, [], Limit: int.MaxValue), default)).Should().HaveCount(events.Count, "an append is whole or absent");
        var again = () => temporary.Store.BackupAsync(path, default);
        await again.Should().ThrowAsync<IOException>();
    }

    [Fact]
    public async Task A_damaged_event_is_named_and_the_others_are_served()
    {
        await using var temporary = new TemporaryStore();
        var (whole, damaged) = (NewId(), NewId());
        await temporary.Store.AppendAsync(Events(whole, 0, """{"a":1}"""));
        await temporary.Store.AppendAsync(Events(damaged, 0, """{"a":2}"""));
        using (var other = new RawDatabase(temporary.Database))
            other.Execute("""UPDATE mt_events SET data = '{"a":2' WHERE seq_id = 2""");

        var read = () => temporary.Store.ReadStreamAsync(damaged, default);
        (await read.Should().ThrowAsync<StoreDamagedException>()).WithMessage("*Event 2*");
        (await temporary.Store.ReadStreamAsync(whole, default)).Should().ContainSingle();
        (await temporary.Store.AppendAsync(Events(whole, 1, "{}"))).Should().BeOfType<AppendResult.Done>();
    }

    [Fact]
    public async Task Databases_that_this_program_does_not_understand_are_refused()
    {
        await using var temporary = new TemporaryStore();
        await temporary.Store.DisposeAsync();
        Opening([Cards with { Columns = [.. Cards.Columns, new Column("more", ColumnType.Text)] }]).Should().Throw<StoreRefusedException>().WithMessage("*cards*");
        using (var other = new RawDatabase(temporary.Database))
            other.Execute("PRAGMA user_version = 99");
        Opening([Cards]).Should().Throw<StoreRefusedException>().WithMessage("*schema 99*");
        using (var other = new RawDatabase(temporary.Database))
            other.Execute("PRAGMA application_id = 7");
        Opening([Cards]).Should().Throw<StoreRefusedException>().WithMessage("*another program*");
        await File.WriteAllBytesAsync(temporary.Database, new byte[5_000]);
        File.Delete(temporary.Database + "-wal");
        Opening([Cards]).Should().Throw<StoreRefusedException>();
        File.Delete(temporary.Database);
        var missing = () => SqliteStore.Open(temporary.Database, [Cards], TimeProvider.System, new SqliteStoreOptions { MustExist = true });
        missing.Should().Throw<StoreRefusedException>().WithMessage("*no database*");
        File.Exists(temporary.Database).Should().BeFalse();

        Func<SqliteStore> Opening(TableDefinition[] tables) => () => SqliteStore.Open(temporary.Database, tables, TimeProvider.System);
    }

    [Fact]
    public async Task The_files_are_private_and_the_log_is_synchronised_in_full()
    {
        await using var temporary = new TemporaryStore();
        await temporary.Store.AppendAsync(Events(NewId(), 0, "{}"));
        foreach (var file in Directory.EnumerateFiles(temporary.Directory))
            File.GetUnixFileMode(file).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite, file);
        using var other = new RawDatabase(temporary.Database);
        other.Scalar("PRAGMA journal_mode").Should().Be("wal");
        other.Scalar("PRAGMA page_size").Should().Be(8192L);
    }

    private static bool Found(string directory, string text) => Contains(AllBytes(directory), text);

    private static bool Contains(byte[] bytes, string text) => bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(text)) >= 0;

    private static byte[] AllBytes(string directory) => [.. Directory.EnumerateFiles(directory).SelectMany(File.ReadAllBytes)];
}
