using Issuer.Service.Store;

namespace Issuer.Service.Institutions.Commands;

/// <summary><c>vault status</c>, <c>vault rotate</c>, <c>vault retire</c>: the keys under which learners' keys are wrapped. No event is touched.</summary>
internal static class VaultCommands
{
    public static Verb[] Verbs { get; } =
    [
        new("vault status", "says which generations of wrapping keys there are and how many learners each wraps", "", [], StatusAsync),
        new(
            "vault rotate",
            "wraps every learner's key under a new wrapping key, beside running services; run again, it goes on where it was interrupted",
            "  The older wrapping keys stay in the keys directory, because backups of the database need them: see vault retire.",
            [],
            RotateAsync),
        new(
            "vault retire",
            "destroys the wrapping keys from before the last rotation",
            "  --backups-are-gone   says that you know: nobody's data can be read from a backup of the database made before the last rotation",
            ["--backups-are-gone?"],
            RetireAsync),
    ];

    private static Task StatusAsync(Invocation invocation) => UseAsync(invocation, async (store, vault) =>
    {
        var status = await vault.StatusAsync(store, CancellationToken.None);
        foreach (var generation in status.Kept.Union(status.Learners.Keys).Order())
        {
            var state = generation == status.Generation ? "wraps" : status.Kept.Contains(generation) ? "opens" : "missing";
            await invocation.PrintAsync($"{generation}\t{state}\t{status.Learners.GetValueOrDefault(generation)} learners");
        }
    });

    private static Task RotateAsync(Invocation invocation) => UseAsync(invocation, async (store, vault) =>
    {
        var (generation, wrapped) = await vault.RotateAsync(store, invocation.Context.Clock.GetUtcNow(), CancellationToken.None);
        await invocation.PrintAsync($"rotated: generation {generation}, {wrapped} learners' keys wrapped anew");
        await invocation.SayAsync("Back the keys directory up now. The older wrapping keys are kept for backups of the database: vault retire destroys them.");
    });

    private static Task RetireAsync(Invocation invocation)
    {
        if (!invocation.Arguments.Has("--backups-are-gone"))
            throw new UsageException("--backups-are-gone is missing: from then on older backups of the database give nothing of any learner.");
        return UseAsync(invocation, async (store, vault) =>
        {
            await vault.RetireAsync(store, invocation.Context.Clock.GetUtcNow(), CancellationToken.None);
            var status = await vault.StatusAsync(store, CancellationToken.None);
            await invocation.PrintAsync($"retired: generation {status.Generation} is the only one");
        });
    }

    private static async Task UseAsync(Invocation invocation, Func<IEventStore, LearnerVault, Task> use)
    {
        using var keys = KeysDirectory.Open(invocation.Settings.KeysDirectory, invocation.KeysOptions);
        await StoreCommands.UseAsync(invocation, async store =>
        {
            using var institutions = new InstitutionDirectory(store);
            await institutions.RefreshAsync();
            if (StartFaults.Of(invocation.Settings, keys.Fingerprint, institutions.All).FirstOrDefault() is { } fault)
                throw new RefusedException(fault);
            await use(store, new LearnerVault(keys));
        });
    }
}
