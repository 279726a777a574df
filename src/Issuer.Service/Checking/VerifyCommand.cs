using System.Text;
using System.Text.Json;
using Issuer.Core.Verification;

namespace Issuer.Service.Checking;

/// <summary>
/// <c>verify FILE [--did-document F]... [--status-list F]... [--trusted-root F]... [--registry F]... [--at T] [--challenge C] [--domain D]
/// [--json]</c>: checks a credential with files alone, without any network.
/// </summary>
public static class VerifyCommand
{
    /// <summary>The credential is valid.</summary>
    public const int Valid = 0;

    /// <summary>It is invalid.</summary>
    public const int Invalid = 1;

    /// <summary>The files do not suffice to tell.</summary>
    public const int Indeterminate = 2;

    /// <summary>There is nothing to check: wrong arguments, no such file, no credential.</summary>
    public const int Unreadable = 3;

    private const string Usage = """
        Usage: verify FILE [--did-document F]... [--status-list F]... [--trusted-root F]... [--registry F]... [--at T] [--challenge C] [--domain D] [--json]
        """;

    /// <summary>Runs it and gives the exit code.</summary>
    /// <param name="args">What follows the word <c>verify</c>.</param>
    /// <param name="out">The report.</param>
    /// <param name="err">Why there is none.</param>
    /// <param name="clock">Now, where no <c>--at</c> is given.</param>
    public static int Run(string[] args, TextWriter @out, TextWriter err, TimeProvider clock)
    {
        var sources = new OfflineVerificationSources();
        var options = VerifyOptions.None;
        var asJson = false;
        string? file = null;
        var roots = new List<string>();
        for (var i = 0; i < args.Length; i++)
        {
            string? fault = null;
            switch (args[i])
            {
                case "--json":
                    asJson = true;
                    continue;
                case "--did-document" when i + 1 < args.Length:
                    fault = Add(args[++i], sources.TryAddDidDocument, "no DID document");
                    break;
                case "--status-list" when i + 1 < args.Length:
                    fault = Add(args[++i], sources.TryAddStatusList, "no status list credential with an id");
                    break;
                case "--trusted-root" when i + 1 < args.Length:
                    fault = AddRoots(args[++i], roots, sources);
                    break;
                case "--registry" when i + 1 < args.Length:
                    fault = Add(args[++i], bytes => AddRegistry(Path.GetFileName(args[i]), bytes, sources), "no registry of issuers");
                    break;
                case "--at" when i + 1 < args.Length:
                    fault = XsdDateTime.TryParse(args[++i], out var at) ? null : "--at takes a date and time with a zone, such as 2026-11-21T09:00:00Z.";
                    options = options with { At = at };
                    break;
                case "--challenge" when i + 1 < args.Length:
                    options = options with { Nonce = args[++i] };
                    break;
                case "--domain" when i + 1 < args.Length:
                    options = options with { Audience = args[++i] };
                    break;
                case { } name when name.StartsWith("--", StringComparison.Ordinal) || file is not null:
                    fault = Usage;
                    break;
                case { } name:
                    file = name;
                    break;
            }

            if (fault is not null)
                return Refuse(fault);
        }

        if (file is null)
            return Refuse(Usage);
        if (!CommandFile.TryRead(file, out var bytes))
            return Refuse($"{file} cannot be read.");
        var input = CredentialInput.Read(bytes);
        if (input is CredentialInput.Unreadable { Message: var unreadable })
            return Refuse($"{file}: {unreadable}");
        if (input is CredentialInput.NotACredential { Message: var other })
            return Refuse($"{file}: {other}");

        // Files do not wait, so the task is complete when it comes back.
        var report = new CredentialVerifier(sources).VerifyAsync(input, options, clock.GetUtcNow()).AsTask().GetAwaiter().GetResult();
        if (asJson)
            @out.WriteLine(JsonSerializer.Serialize(VerificationAnswer.Of(report), CommandJson.Options));
        else
            Print(report, @out);
        return report.Verdict switch
        {
            Verdict.Valid => Valid,
            Verdict.Invalid => Invalid,
            _ => Indeterminate,
        };

        int Refuse(string message)
        {
            err.WriteLine(message);
            return Unreadable;
        }
    }

    private static string? Add(string file, Func<ReadOnlyMemory<byte>, bool> add, string otherwise) =>
        !CommandFile.TryRead(file, out var bytes) ? $"{file} cannot be read."
        : add(bytes) ? null
        : $"{file} is {otherwise}.";

    // All files so far are read anew: they are few, and together they make one set.
    private static string? AddRoots(string file, List<string> texts, OfflineVerificationSources sources)
    {
        if (!CommandFile.TryRead(file, out var bytes))
            return $"{file} cannot be read.";
        texts.Add(Encoding.UTF8.GetString(bytes));
        if (!TrustedRoots.TryRead(texts, out var roots, out var fault))
            return $"{file} {fault.Value.Reason}.";
        sources.TrustedRoots = roots;
        return null;
    }

    private static bool AddRegistry(string name, ReadOnlyMemory<byte> bytes, OfflineVerificationSources sources)
    {
        if (IssuerRegistry.ReadUnsigned(bytes, out _) is not { } registry)
            return false;
        sources.AddRegistry(name, registry);
        return true;
    }

    // What a credential says is not printed: a terminal obeys control characters. --json escapes them.
    private static void Print(VerificationReport report, TextWriter @out)
    {
        @out.WriteLine(VerificationAnswer.Spell(report.Verdict));
        PrintChecks(report, @out);
        foreach (var related in report.Related)
        {
            @out.WriteLine($"{related.Kind} at {related.Pointer}: {VerificationAnswer.Spell(related.Report.Verdict)}");
            PrintChecks(related.Report, @out);
        }
    }

    private static void PrintChecks(VerificationReport report, TextWriter @out)
    {
        foreach (var check in report.Checks)
            @out.WriteLine($"  {check.Name,-9}  {VerificationAnswer.Spell(check.Outcome),-14}  {check.Code,-24}  {check.Detail}");
    }
}
