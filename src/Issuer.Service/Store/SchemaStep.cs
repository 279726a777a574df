namespace Issuer.Service.Store;

/// <summary>
/// A numbered step from one schema to the next. Steps that expand leave older programs undisturbed and are taken whenever a store is opened; steps that
/// contract take away what only older programs use, and are taken by <c>db migrate</c> alone, when no older program runs any more.
/// </summary>
/// <typeparam name="T">What it is applied to.</typeparam>
/// <param name="Number">1, 2, 3, …; never used twice.</param>
/// <param name="What">For people, after "step 2: ".</param>
/// <param name="Contracts">Whether programs that do not know the step can no longer use the database.</param>
/// <param name="Apply">In the transaction that also records it.</param>
internal sealed record SchemaStep<T>(int Number, string What, bool Contracts, Action<T> Apply);

/// <summary>A step that was taken, as the database remembers it.</summary>
internal sealed record TakenStep(int Number, bool Contracts);

/// <summary>A step as <c>db status</c> shows it.</summary>
/// <param name="Number">Its number.</param>
/// <param name="What">One line.</param>
/// <param name="Contracts">Whether only <c>db migrate</c> takes it.</param>
/// <param name="Taken">Whether it was taken.</param>
public sealed record SchemaStepState(int Number, string What, bool Contracts, bool Taken);

/// <summary>Which steps are due, and whether this program may open the database at all.</summary>
internal static class SchemaSteps
{
    /// <summary>Takes what is due.</summary>
    /// <param name="all">The steps that this program knows, in order.</param>
    /// <param name="taken">What the database remembers.</param>
    /// <param name="contract">Whether contracting steps are taken as well.</param>
    /// <param name="take">Applies one and records it.</param>
    /// <exception cref="StoreRefusedException">The database is out of this program's range.</exception>
    public static void Run<T>(IReadOnlyList<SchemaStep<T>> all, IReadOnlyCollection<TakenStep> taken, bool contract, Action<SchemaStep<T>> take)
    {
        Check(all, taken);
        foreach (var step in all)
        {
            if (taken.All(one => one.Number != step.Number) && (contract || !step.Contracts))
                take(step);
        }
    }

    public static IReadOnlyList<SchemaStepState> States<T>(IReadOnlyList<SchemaStep<T>> all, IReadOnlyCollection<TakenStep> taken) =>
        [.. all.Select(step => new SchemaStepState(step.Number, step.What, step.Contracts, taken.Any(one => one.Number == step.Number)))];

    // Newer steps that only expand are no reason to refuse: during a rolling update both programs serve.
    private static void Check<T>(IReadOnlyList<SchemaStep<T>> all, IReadOnlyCollection<TakenStep> taken)
    {
        var newest = all[^1].Number;
        if (taken.Where(one => one.Contracts && one.Number > newest).Select(one => one.Number).Order().FirstOrDefault() is > 0 and var beyond)
            throw new StoreRefusedException($"The database has schema {beyond}; this program knows schemas up to {newest}. Start the newer program again.");
    }
}
