using System.Text.Json;
using Issuer.Core.Verification;

namespace Issuer.Service.Checking;

/// <summary><c>inspect FILE …</c>: what is in a file, which checks apply and what they find, and which of the EU's elements are there.</summary>
internal static class InspectCommand
{
    internal const string Usage = $"""
        Usage: inspect FILE [options]
          Says what is in a file (JSON, token, badge picture): kind, issuer, subjects, proofs, disclosures, contents of a presentation; which checks apply and
          what they find with the files given; and each of the EU's elements, found, missing or wrong, with its place.
        {OfflineCheck.Options}
          Exit codes: 0 told, whatever the checks found (verify judges); 3 wrong arguments, or nothing that can be looked into.
        """;

    /// <summary>Runs it and gives the exit code.</summary>
    /// <param name="args">What follows the word <c>inspect</c>.</param>
    /// <param name="terminal">What is in the file, or why that cannot be told.</param>
    internal static int Run(string[] args, Terminal terminal)
    {
        if (OfflineCheck.Read(args, terminal, Usage, out var fault) is not { } check)
            return terminal.Refuse(FileCommands.Unreadable, fault!);
        var input = CredentialInput.Read(check.Bytes);
        if (Inspection.Of(check.Bytes) is not { } found)
            return terminal.Refuse(FileCommands.Unreadable, $"{Terminal.Name(check.File)}: {Why(input)}");

        var report = input is CredentialInput.NotACredential ? null : check.Verify(input, terminal.Clock.GetUtcNow());
        if (check.AsJson)
        {
            var answer = new InspectionAnswer(check.Bytes.Length, found, report is null ? null : VerificationAnswer.Of(report));
            terminal.WriteLine(JsonSerializer.Serialize(answer, CommandJson.Options));
            return 0;
        }

        Print(found, "", terminal);
        if (report is null)
            terminal.WriteLine($"not checked: {Why(input)}");
        else
            PrintReport(report, terminal);
        return 0;
    }

    private static string Why(CredentialInput input) => input switch
    {
        CredentialInput.Unreadable { Message: var message } => message,
        CredentialInput.NotACredential { Message: var message } => message,
        _ => "There is nothing to look into.",
    };

    private static void Print(Inspection found, string indent, Terminal terminal)
    {
        terminal.WriteLine($"{indent}{found.Kind} in {string.Join(", ", found.Layers)}");
        Line("context", found.Contexts);
        Line("type", found.Types);
        Line("id", found.Id);
        Line(found.Kind == "presentation" ? "holder" : "issuer", found.Issuer);
        foreach (var subject in found.Subjects)
            Line("subject", subject);
        Line("valid", Period(found));
        foreach (var proof in found.Proofs)
            Line("proof", Told(proof));
        foreach (var disclosure in found.Disclosures)
            Line("disclosed", disclosure.Pointer ?? disclosure.Name ?? "an element of an array");
        foreach (var part in found.Parts)
        {
            Line("holds", part.Pointer);
            Print(part.Content, indent + "    ", terminal);
        }

        void Line(string name, object? value)
        {
            var text = value as string ?? (value is IEnumerable<string> several ? string.Join(", ", several) : "");
            if (text.Length > 0)
                terminal.WriteLine($"{indent}  {name,-9}  {TerminalText.Of(text)}");
        }
    }

    private static string Period(Inspection found) => (found.ValidFrom, found.ValidUntil) switch
    {
        (null, null) => "",
        ({ } from, null) => $"from {from}",
        (null, { } until) => $"until {until}",
        var (from, until) => $"from {from} until {until}",
    };

    private static string Told(InspectedProof proof)
    {
        var told = new List<string> { proof.Kind, proof.Suite ?? "of no named suite" };
        Add("key", proof.Key);
        Add("made", proof.Created);
        Add("ends", proof.Expires);
        Add("for", proof.Purpose);
        Add("to", proof.Audience.IsEmpty ? null : string.Join(" and ", proof.Audience));
        Add("nonce", proof.Nonce);
        return string.Join(", ", told);

        void Add(string name, string? value)
        {
            if (value is not null)
                told.Add($"{name} {value}");
        }
    }

    private static void PrintReport(VerificationReport report, Terminal terminal)
    {
        terminal.WriteLine($"checks: {VerificationAnswer.Spell(report.Verdict)}");
        VerifyCommand.PrintChecks(report, terminal);
        PrintElements(report, terminal);
        foreach (var related in report.Related)
        {
            terminal.WriteLine($"checks of the {related.Kind} at {TerminalText.Of(related.Pointer)}: {VerificationAnswer.Spell(related.Report.Verdict)}");
            VerifyCommand.PrintChecks(related.Report, terminal);
            PrintElements(related.Report, terminal);
        }
    }

    private static void PrintElements(VerificationReport report, Terminal terminal)
    {
        if (report.Elements.IsEmpty)
            return;
        terminal.WriteLine("EU elements (* mandatory)");
        foreach (var element in report.Elements)
        {
            var place = element.Path is { } path ? $"  {TerminalText.Of(path)}" : "";
            var detail = element.Detail is { } remark ? $"  {TerminalText.Of(remark)}" : "";
            terminal.WriteLine($"  {(element.Mandatory ? '*' : ' ')} {element.Element,-20}  {element.Found,-7}{place}{detail}");
        }
    }

    /// <summary>The answer of <c>inspect --json</c>.</summary>
    private sealed record InspectionAnswer(int Bytes, Inspection Content, VerificationAnswer? Report);
}
