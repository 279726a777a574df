using System.Text.Json;
using Issuer.Core.Verification;

namespace Issuer.Service.Checking;

/// <summary><c>verify FILE …</c>: checks a credential with files alone, without any network.</summary>
internal static class VerifyCommand
{
    /// <summary>The credential is valid.</summary>
    public const int Valid = 0;

    /// <summary>It is invalid.</summary>
    public const int Invalid = 1;

    /// <summary>The files do not suffice to tell.</summary>
    public const int Indeterminate = 2;

    internal const string Usage = $"""
        Usage: verify FILE [options]
          Checks a credential or presentation (JSON, token, badge picture) with files alone, without a network.
        {OfflineCheck.Options}
          Exit codes: 0 valid; 1 invalid; 2 the files do not suffice to tell; 3 wrong arguments, or nothing that can be checked.
        """;

    /// <summary>Runs it and gives the exit code.</summary>
    /// <param name="args">What follows the word <c>verify</c>.</param>
    /// <param name="terminal">The report, or why there is none.</param>
    internal static int Run(string[] args, Terminal terminal)
    {
        if (OfflineCheck.Read(args, terminal, Usage, out var fault) is not { } check)
            return terminal.Refuse(FileCommands.Unreadable, fault!);
        var input = CredentialInput.Read(check.Bytes);
        if (input is CredentialInput.Unreadable { Message: var unreadable })
            return terminal.Refuse(FileCommands.Unreadable, $"{Terminal.Name(check.File)}: {unreadable}");
        if (input is CredentialInput.NotACredential { Message: var other })
            return terminal.Refuse(FileCommands.Unreadable, $"{Terminal.Name(check.File)}: {other}");

        var report = check.Verify(input, terminal.Clock.GetUtcNow());
        if (check.AsJson)
            terminal.WriteLine(JsonSerializer.Serialize(VerificationAnswer.Of(report), CommandJson.Options));
        else
            Print(report, terminal);
        return report.Verdict switch
        {
            Verdict.Valid => Valid,
            Verdict.Invalid => Invalid,
            _ => Indeterminate,
        };
    }

    // What a credential says is not printed: a terminal obeys control characters. --json escapes them.
    private static void Print(VerificationReport report, Terminal terminal)
    {
        terminal.WriteLine(VerificationAnswer.Spell(report.Verdict));
        PrintChecks(report, terminal);
        foreach (var related in report.Related)
        {
            terminal.WriteLine($"{related.Kind} at {TerminalText.Of(related.Pointer)}: {VerificationAnswer.Spell(related.Report.Verdict)}");
            PrintChecks(related.Report, terminal);
        }
    }

    /// <summary>One line for each check.</summary>
    internal static void PrintChecks(VerificationReport report, Terminal terminal)
    {
        foreach (var check in report.Checks)
            terminal.WriteLine($"  {check.Name,-9}  {VerificationAnswer.Spell(check.Outcome),-14}  {check.Code,-24}  {check.Detail}");
    }
}
