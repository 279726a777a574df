using Issuer.Service.Store;

namespace Issuer.Service.Institutions.Commands;

/// <summary><c>views rebuild</c>: derives from the log again what follows from it.</summary>
internal static class ViewCommands
{
    public static Verb[] Verbs { get; } =
    [
        new(
            "views rebuild",
            "derives the views from the log again, beside a running service, and puts them in the place of those in use",
            """
              --view NAME          that one alone; may be given several times. Default: all
              --check              compares only; exit code 1 where a row differs
            """,
            ["--view", "--check?"],
            RebuildAsync),
    ];

    private static async Task RebuildAsync(Invocation invocation)
    {
        var all = invocation.Context.Views;
        var wanted = invocation.Arguments.All("--view");
        if (wanted.FirstOrDefault(name => all.All(view => view.Name != name)) is { } unknown)
            throw new UsageException($"There is no view {unknown}: {string.Join(", ", all.Select(view => view.Name))}.");
        var check = invocation.Arguments.Has("--check");
        await StoreCommands.UseAsync(invocation, async store =>
        {
            var views = all.Where(view => wanted.Length == 0 || wanted.Contains(view.Name)).ToList();
            var rebuilt = await new ViewRebuild(store, views, invocation.Context.Clock).RunAsync(check, CancellationToken.None);
            foreach (var table in rebuilt)
                await invocation.PrintAsync($"{table.Table}\t{table.Rows} rows{(table.Different is { } different ? $"\t{different} differ" : "")}");
            if (rebuilt.Any(table => table.Different > 0))
                throw new RefusedException("A view is not what the log says. Put it right with: views rebuild");
        });
    }
}
