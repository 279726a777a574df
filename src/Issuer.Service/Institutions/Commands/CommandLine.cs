using Issuer.Service.Store;

namespace Issuer.Service.Institutions.Commands;

/// <summary>What the command line needs from the program.</summary>
/// <param name="Configuration">The same configuration as the service's.</param>
/// <param name="EnvironmentName"><c>Development</c>, <c>Production</c>, …</param>
/// <param name="WorkingDirectory">What relative paths are relative to.</param>
/// <param name="OpenStore">Opens the service's store with all its tables; disposed after use where it can be.</param>
/// <param name="Output">Results, and nothing else, so that scripts can use them.</param>
/// <param name="Error">Everything for people.</param>
/// <param name="Clock">The time.</param>
public sealed record CommandContext(
    IConfiguration Configuration,
    string EnvironmentName,
    string WorkingDirectory,
    Func<IssuerSettings, IEventStore> OpenStore,
    TextWriter Output,
    TextWriter Error,
    TimeProvider Clock)
{
    /// <summary>What <c>views rebuild</c> can rebuild.</summary>
    public IReadOnlyList<ViewDefinition> Views { get; init; } = [];

    /// <summary>Erases again, in a restored store, whom the keys directory has erased; answers how many.</summary>
    public Func<IEventStore, KeysDirectory, Task<int>> ReplayErasures { get; init; } = static (_, _) => Task.FromResult(0);
}

/// <summary>
/// <c>institutions</c>, <c>apikeys</c>, <c>keys</c>, <c>log</c>, <c>db</c>, <c>views</c> and <c>vault</c>: each command opens the store (and the keys directory) as the service does, and may
/// run while it runs; the service sees the change within a second. Exit codes: 0 done, 1 refused or failed, 2 not understood.
/// </summary>
public static class CommandLine
{
    // Commands that other parts of the program carry out.
    private static readonly (string Name, string Summary)[] Others =
    [
        ("serve", "runs the service; what is run without a command"),
        ("verify", "checks a credential in a file, without a network"),
        ("inspect", "says what is in a file: credential, proofs, disclosures, EU elements"),
        ("canonize", "writes the canonical form of a JSON-LD or JSON document"),
        ("sign", "signs a credential in a file with a key file"),
        ("health", "asks a running service whether it is ready"),
    ];

    private static readonly Verb[] Verbs = [.. InstitutionCommands.Verbs, .. ApiKeyCommands.Verbs, .. KeyCommands.Verbs, .. StoreCommands.Verbs, .. BackupCommands.Verbs, .. ViewCommands.Verbs, .. VaultCommands.Verbs];

    /// <summary>Whether the arguments begin with a verb of this class.</summary>
    public static bool Knows(IReadOnlyList<string> args) => args.Count > 0 && Verbs.Any(verb => verb.Name.Split(' ')[0] == args[0]);

    /// <summary>One line for each command, for the program's own help.</summary>
    public static string Help { get; } = string.Join('\n', Others.Concat(Verbs.Select(verb => (verb.Name, verb.Summary))).Select(verb => $"  {verb.Name,-22}{verb.Summary}"));

    /// <summary>Names of a command's options; flags end in <c>?</c>.</summary>
    internal static IReadOnlyList<string> Options(string verb) => Verbs.Single(one => one.Name == verb).Options;

    /// <summary>Runs a command.</summary>
    /// <param name="args">Everything after the program's name.</param>
    /// <param name="context">The program.</param>
    public static async Task<int> RunAsync(string[] args, CommandContext context)
    {
        var wantsHelp = args.Length == 0 || args.Any(word => word is "--help" or "-h" or "help");
        var verb = args.Length >= 2 ? Verbs.FirstOrDefault(one => one.Name == $"{args[0]} {args[1]}") : null;
        if (wantsHelp)
        {
            await context.Output.WriteLineAsync(verb is null ? $"Commands (each with --help):\n{Help}" : verb.Text);
            return 0;
        }

        if (verb is null)
            return await FailAsync(context, 2, $"There is no command {string.Join(' ', args.Take(2))}.\nCommands (each with --help):\n{Help}");
        if (!Arguments.TryParse(args.AsSpan(2), verb.Options, out var arguments, out var misunderstood))
            return await FailAsync(context, 2, $"{misunderstood}\n{verb.Text}");
        if (!IssuerSettings.TryRead(context.Configuration, context.EnvironmentName, context.WorkingDirectory, out var settings, out var faults))
            return await FailAsync(context, 1, string.Join('\n', faults));

        try
        {
            await verb.Run(new Invocation(arguments, settings, context));
            return 0;
        }
        catch (UsageException usage)
        {
            return await FailAsync(context, 2, $"{usage.Message}\n{verb.Text}");
        }
        catch (Exception refused) when (refused is RefusedException or StoreRefusedException or StoreUnavailableException or StoreDamagedException or IOException or UnauthorizedAccessException)
        {
            return await FailAsync(context, 1, refused.Message);
        }
    }

    private static async Task<int> FailAsync(CommandContext context, int code, string message)
    {
        await context.Error.WriteLineAsync(message);
        return code;
    }
}

/// <summary>A command: <c>institutions add</c>.</summary>
/// <param name="Name">Two words.</param>
/// <param name="Summary">One line.</param>
/// <param name="Details">Options, a line each.</param>
/// <param name="Options">Names of the options; flags end in <c>?</c>.</param>
/// <param name="Run">Does it; prints results to the output.</param>
internal sealed record Verb(string Name, string Summary, string Details, string[] Options, Func<Invocation, Task> Run)
{
    public string Text => Details.Length == 0 ? $"{Name}: {Summary}" : $"{Name}: {Summary}\n{Details}";
}
