namespace Issuer.Service.Checking;

/// <summary>
/// <c>sign</c>, <c>verify</c>, <c>inspect</c> and <c>canonize</c>: commands over files alone, without network, store or institution. Each says 3 for wrong
/// arguments and files that are not what they should be; what else the exit code tells stands in its usage.
/// </summary>
public static class FileCommands
{
    /// <summary>Wrong arguments, or a file that is not what it should be.</summary>
    public const int Unreadable = 3;

    private static readonly FileCommand[] All =
    [
        new("sign", SignCommand.Usage, SignCommand.Run),
        new("verify", VerifyCommand.Usage, VerifyCommand.Run),
        new("inspect", InspectCommand.Usage, InspectCommand.Run),
        new("canonize", CanonizeCommand.Usage, CanonizeCommand.Run),
    ];

    /// <summary>Whether the arguments begin with such a command.</summary>
    public static bool Knows(IReadOnlyList<string> args) => args.Count > 0 && Array.Exists(All, command => command.Name == args[0]);

    /// <summary>Runs a command and gives its exit code.</summary>
    /// <param name="args">The command's name, then its arguments.</param>
    /// <param name="terminal">Where it reads and writes.</param>
    public static int Run(string[] args, Terminal terminal)
    {
        var command = All.Single(command => command.Name == args[0]);
        if (!args.Any(word => word is "--help" or "-h"))
            return command.Run(args[1..], terminal);
        terminal.WriteLine(command.Usage);
        return 0;
    }

    private sealed record FileCommand(string Name, string Usage, Func<string[], Terminal, int> Run);
}
