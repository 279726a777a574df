using System.Runtime.Versioning;
using System.Text;
using FluentAssertions;
using Issuer.Service.Store;
using Xunit;

namespace Issuer.Service.Tests.Store;

/// <summary>Personal data can be read by nobody without the keys, and by nobody at all after the erasure.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class LearnerVaultTests
{
    private static readonly byte[] Document = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("""{"name":"Nia Rees","born":"1996-04-19"}""", 100)));

    [Fact]
    public async Task What_was_sealed_opens_byte_for_byte_with_the_key_found_again()
    {
        await using var world = new World();
        var learner = await world.RegisterAsync();
        using var key = await world.KeyAsync(learner);

        var plain = world.Vault.Seal(key, "Nia"u8, "learner/name");
        var document = world.Vault.SealDocument(key, Document, "credential/1");
        var empty = world.Vault.SealDocument(key, [], "credential/2");

        using var again = await world.KeyAsync(learner);
        world.Vault.Open(again, plain, "learner/name").Should().Equal("Nia"u8.ToArray());
        world.Vault.Open(again, document, "credential/1").Should().Equal(Document);
        world.Vault.Open(again, empty, "credential/2").Should().BeEmpty();
        document.Length.Should().BeLessThan(Document.Length / 4);
        world.Vault.Seal(key, "Nia"u8, "learner/name").Should().NotEqual(plain, "every nonce is new");
    }

    [Fact]
    public async Task A_changed_bit_another_place_or_another_learner_is_null_and_never_an_exception()
    {
        await using var world = new World();
        using var key = await world.KeyAsync(await world.RegisterAsync());
        using var other = await world.KeyAsync(await world.RegisterAsync());
        var value = world.Vault.SealDocument(key, Document, "credential/1");

        world.Vault.Open(key, value, "credential/2").Should().BeNull();
        world.Vault.Open(other, value, "credential/1").Should().BeNull();
        world.Vault.Open(key, value.AsSpan(0, 10), "credential/1").Should().BeNull();
        world.Vault.Open(key, [], "credential/1").Should().BeNull();
        for (var bit = 0; bit < value.Length * 8; bit++)
        {
            var changed = value.ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            world.Vault.Open(key, changed, "credential/1").Should().BeNull($"bit {bit} was changed");
        }
    }

    [Fact]
    public async Task A_wrapped_key_that_was_moved_to_another_learner_is_damaged()
    {
        await using var world = new World();
        var (a, b) = (await world.RegisterAsync(), await world.RegisterAsync());
        var row = (await world.Store.QueryAsync(new TableQuery(LearnerVault.LearnerKeys, [Filter.Is("learner_id", LearnerVault.Text(a))]), default)).Single();
        await world.Store.AppendAsync(TemporaryStore.Rows(
            new RowWrite.Delete(LearnerVault.LearnerKeys, "learner_id", LearnerVault.Text(a)),
            new RowWrite.Upsert(LearnerVault.LearnerKeys, [LearnerVault.Text(b), row.Integer("leaf"), row.Blob("wrapped_key")])));

        (await world.Vault.FindAsync(world.Store, b, default)).Should().BeOfType<VaultLookup.Damaged>();
        (await world.Vault.FindAsync(world.Store, a, default)).Should().BeOfType<VaultLookup.Gone>();
    }

    [Fact]
    public async Task After_an_erasure_a_backup_made_before_gives_nothing_of_this_learner_and_all_of_the_others()
    {
        await using var world = new World();
        var (erased, kept) = (await world.RegisterAsync(), await world.RegisterAsync());
        byte[] secret;
        using (var key = await world.KeyAsync(erased))
            secret = world.Vault.SealDocument(key, Document, "credential/1");
        using var keptKey = await world.KeyAsync(kept);
        var keptSecret = world.Vault.Seal(keptKey, "Rhys"u8, "x");
        var backup = Path.Combine(world.Directory, "before.db");
        await world.Store.BackupAsync(backup, default);

        await world.EraseAsync(erased);

        (await world.Vault.FindAsync(world.Store, erased, default)).Should().BeOfType<VaultLookup.Gone>();
        (await world.Vault.PrepareErasureAsync(world.Store, erased, TemporaryStore.Noon, default))!.Recorded.Should().BeTrue();
        await using var restored = SqliteStore.Open(backup, LearnerVault.Tables, TimeProvider.System);
        using var keys = KeysDirectory.Open(world.Keys.Path, new KeysDirectoryOptions());
        var vault = new LearnerVault(keys);
        (await restored.QueryAsync(new TableQuery(LearnerVault.LearnerKeys, []), default)).Should().HaveCount(2, "the backup still holds both wrapped keys");
        (await vault.FindAsync(restored, erased, default)).Should().BeOfType<VaultLookup.Gone>();
        using var found = (await vault.FindAsync(restored, kept, default)).Should().BeOfType<VaultLookup.Found>().Subject.Key;
        vault.Open(found, keptSecret, "x").Should().Equal("Rhys"u8.ToArray());
        vault.Open(found, secret, "credential/1").Should().BeNull();
        (await vault.ReconcileAsync(restored, default)).Should().Equal(erased);
        (await world.Vault.ReconcileAsync(world.Store, default)).Should().BeEmpty();
    }

    [Fact]
    public async Task The_test_above_can_fail_a_copy_of_the_keys_made_before_still_opens_the_backup()
    {
        await using var world = new World();
        var erased = await world.RegisterAsync();
        var backup = Path.Combine(world.Directory, "before.db");
        await world.Store.BackupAsync(backup, default);
        var oldKeys = world.Keys.Copy("before");
        await world.EraseAsync(erased);

        await using var restored = SqliteStore.Open(backup, LearnerVault.Tables, TimeProvider.System);
        using var keys = KeysDirectory.Open(oldKeys, new KeysDirectoryOptions());
        (await new LearnerVault(keys).FindAsync(restored, erased, default)).Should().BeOfType<VaultLookup.Found>("this is what the retention of key backups is about");

        // The ledger of the living database takes the leaf out of a restored keys directory.
        var vault = new LearnerVault(keys);
        (await vault.ReconcileAsync(world.Store, default)).Should().BeEmpty();
        (await vault.FindAsync(restored, erased, default)).Should().BeOfType<VaultLookup.Gone>();
    }

    [Fact]
    public async Task An_erasure_that_was_recorded_but_not_completed_is_completed_at_the_next_start()
    {
        await using var world = new World();
        var erased = await world.RegisterAsync();
        var row = (await world.Store.QueryAsync(new TableQuery(LearnerVault.LearnerKeys, []), default)).Single();
        var erasure = await world.Vault.PrepareErasureAsync(world.Store, erased, TemporaryStore.Noon, default);
        await world.Store.AppendAsync(TemporaryStore.Rows([.. erasure!.Rows]));
        world.Vault.Unwrap(row).Should().BeOfType<VaultLookup.Found>("the process died before the keys directory was changed");

        var restarted = new LearnerVault(world.Keys.Keys);
        await restarted.ReconcileAsync(world.Store, default);

        restarted.Unwrap(row).Should().BeOfType<VaultLookup.Gone>();
        world.Vault.Unwrap(row).Should().BeOfType<VaultLookup.Gone>("a program that runs beside notices");
    }

    [Theory]
    [InlineData("new", false)]
    [InlineData("new", true)]
    [InlineData("old", true)]
    public async Task A_crash_between_any_two_steps_of_the_change_leaves_a_whole_tree(string left, bool renamed)
    {
        await using var world = new World();
        var (erased, kept) = (await world.RegisterAsync(), await world.RegisterAsync());
        var tree = world.Keys.File("learner-keys.tree");
        var before = File.ReadAllBytes(tree);
        var rows = await world.Store.QueryAsync(new TableQuery(LearnerVault.LearnerKeys, [], "learner_id"), default);
        await world.EraseAsync(erased);
        var after = File.ReadAllBytes(tree);

        // Rebuild the directory as the crash would have left it.
        if (!renamed)
        {
            File.WriteAllBytes(tree, before);
            File.WriteAllBytes(tree + ".new", after);
        }
        else
        {
            File.WriteAllBytes(tree + ".old", before);
            if (left == "new")
                File.Move(tree, tree + ".new");
        }

        using var keys = KeysDirectory.Open(world.Keys.Path, new KeysDirectoryOptions());
        var vault = new LearnerVault(keys);
        File.Exists(tree + ".old").Should().BeFalse();
        File.Exists(tree + ".new").Should().BeFalse();
        vault.Unwrap(rows.Single(r => r.Text("learner_id") == LearnerVault.Text(kept))).Should().BeOfType<VaultLookup.Found>();
        await vault.ReconcileAsync(world.Store, default);
        vault.Unwrap(rows.Single(r => r.Text("learner_id") == LearnerVault.Text(erased))).Should().BeOfType<VaultLookup.Gone>();
    }

    [Fact]
    public async Task Erasures_at_once_by_two_programs_all_take_effect()
    {
        await using var world = new World();
        using var keys = KeysDirectory.Open(world.Keys.Path, new KeysDirectoryOptions());
        LearnerVault[] vaults = [world.Vault, new LearnerVault(keys)];
        var learners = new List<Guid>();
        for (var i = 0; i < 12; i++)
            learners.Add(await world.RegisterAsync());
        var rows = await world.Store.QueryAsync(new TableQuery(LearnerVault.LearnerKeys, []), default);

        await Task.WhenAll(learners.Take(8).Select((learner, i) => Task.Run(() => World.EraseAsync(vaults[i % 2], world.Store, learner))));

        var gone = learners.Take(8).Select(LearnerVault.Text).ToHashSet();
        foreach (var row in rows)
        {
            foreach (var vault in vaults)
                vault.Unwrap(row).Should().BeOfType(gone.Contains(row.Text("learner_id")) ? typeof(VaultLookup.Gone) : typeof(VaultLookup.Found));
        }
    }

    [Fact]
    public async Task Nothing_is_issued_to_a_learner_who_was_erased_meanwhile()
    {
        await using var world = new World();
        var learner = await world.RegisterAsync();
        var append = TemporaryStore.Events(TemporaryStore.NewId(), 0, "{}") with { Rows = [LearnerVault.StillThere(learner)] };
        await world.EraseAsync(learner);

        (await world.Store.AppendAsync(append)).Should().Be(new AppendResult.Conflict(null, "learner_keys"));
        (await world.Store.HeadAsync(default)).Should().Be(0);
    }

    [Fact]
    public async Task A_learner_is_found_by_a_token_that_differs_by_institution_kind_and_value()
    {
        await using var world = new World();
        var learner = await world.RegisterAsync();
        var token = world.Vault.Token("uni", "email", " Nia@Example.org ");
        await world.Store.AppendAsync(TemporaryStore.Rows(LearnerVault.TokenRow(token, "uni", learner)));

        (await LearnerVault.FindByTokenAsync(world.Store, world.Vault.Token("uni", "email", "nia@example.ORG"), default)).Should().Be(learner);
        byte[][] others =
        [
            world.Vault.Token("other", "email", "nia@example.org"),
            world.Vault.Token("uni", "student-number", "nia@example.org"),
            world.Vault.Token("uni", "email", "nia@example.com"),
            world.Vault.Token("un", "iemail", "nia@example.org"),
            world.Vault.Token("uni", "student-number", "A1"),
            world.Vault.Token("uni", "student-number", "a1"),
        ];
        others.Append(token).Select(Convert.ToHexString).Should().OnlyHaveUniqueItems();
        foreach (var other in others)
            (await LearnerVault.FindByTokenAsync(world.Store, other, default)).Should().BeNull();

        await world.EraseAsync(learner);
        (await LearnerVault.FindByTokenAsync(world.Store, token, default)).Should().BeNull();
    }

    [Fact]
    public async Task A_database_refuses_a_keys_directory_that_is_not_its_own()
    {
        await using var world = new World();
        await world.Vault.BindAsync(world.Store, TemporaryStore.Noon, default);
        await world.Vault.BindAsync(world.Store, TemporaryStore.Noon, default);

        using var stranger = new TemporaryKeys();
        var bind = () => new LearnerVault(stranger.Keys).BindAsync(world.Store, TemporaryStore.Noon, default);
        await bind.Should().ThrowAsync<StoreRefusedException>();
    }

    private sealed class World : IAsyncDisposable
    {
        public World()
        {
            Vault = new LearnerVault(Keys.Keys);
            Store = SqliteStore.Open(Path.Combine(Directory, "issuer.db"), LearnerVault.Tables, TimeProvider.System);
        }

        public TemporaryKeys Keys { get; } = new();

        public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("issuer-vault-").FullName;

        public LearnerVault Vault { get; }

        public SqliteStore Store { get; }

        public async Task<Guid> RegisterAsync()
        {
            var learner = TemporaryStore.NewId();
            await Vault.ReconcileAsync(Store, default);
            var (key, rows) = Vault.Create(learner);
            key.Dispose();
            (await Store.AppendAsync(TemporaryStore.Rows([.. rows]))).Should().BeOfType<AppendResult.Done>();
            return learner;
        }

        public async Task<VaultKey> KeyAsync(Guid learner) => ((VaultLookup.Found)await Vault.FindAsync(Store, learner, default)).Key;

        public Task EraseAsync(Guid learner) => EraseAsync(Vault, Store, learner);

        public static async Task EraseAsync(LearnerVault vault, SqliteStore store, Guid learner)
        {
            var erasure = await vault.PrepareErasureAsync(store, learner, TemporaryStore.Noon, default);
            (await store.AppendAsync(TemporaryStore.Rows([.. erasure!.Rows]))).Should().BeOfType<AppendResult.Done>();
            await vault.CompleteErasureAsync(store, erasure);
        }

        public async ValueTask DisposeAsync()
        {
            await Store.DisposeAsync();
            Keys.Dispose();
            System.IO.Directory.Delete(Directory, recursive: true);
        }
    }
}
