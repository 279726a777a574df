using System.Text;
using Issuer.Core.Verification;

namespace Issuer.Service.Checking;

/// <summary>What <c>verify</c> and <c>inspect</c> are asked for: a file, what is known beside it, and what is demanded of it.</summary>
internal sealed class OfflineCheck
{
    /// <summary>The options, for usage texts.</summary>
    public const string Options = """
          FILE may be -, standard input.
          --did-document F   the issuer's DID document, as its host serves it; may be repeated, as the next three
          --status-list F    a status list
          --trusted-root F   certificates (PEM) of authorities that may say whose a key is
          --registry F       a registry of issuers (JSON of the Digital Credentials Consortium)
          --at T             should have been valid then, such as 2026-11-21T09:00:00Z
          --challenge C      the nonce or challenge that it must have been made for
          --domain D         the audience or domain that it must have been made for
          --json             the answer as JSON
        """;

    private readonly List<string> _roots = [];

    public OfflineVerificationSources Sources { get; } = new();

    public VerifyOptions Demands { get; private set; } = VerifyOptions.None;

    public bool AsJson { get; private set; }

    /// <summary>The file's name.</summary>
    public string File { get; private set; } = "";

    /// <summary>The file.</summary>
    public byte[] Bytes { get; private set; } = [];

    /// <summary>Reads arguments and files; null, with a sentence, for what cannot be understood or read.</summary>
    public static OfflineCheck? Read(string[] args, Terminal terminal, string usage, out string? fault)
    {
        var check = new OfflineCheck();
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] == "--json")
                (check.AsJson, fault) = (true, null);
            else if (!args[i].StartsWith("--", StringComparison.Ordinal))
                fault = check.SetFile(args[i], usage);
            else
                fault = ++i < args.Length ? check.Set(args[i - 1], args[i], terminal, usage) : usage;
            if (fault is not null)
                return null;
        }

        fault = check.File.Length == 0 ? usage : terminal.Read(check.File, out var bytes) is { } unread ? unread : check.SetBytes(bytes);
        return fault is null ? check : null;
    }

    /// <summary>The report on what was read.</summary>
    public VerificationReport Verify(CredentialInput input, DateTimeOffset now) =>
        // Files do not wait, so the task is complete when it comes back.
        new CredentialVerifier(Sources).VerifyAsync(input, Demands, now).AsTask().GetAwaiter().GetResult();

    private string? SetBytes(byte[] bytes)
    {
        Bytes = bytes;
        return null;
    }

    private string? SetFile(string file, string usage)
    {
        if (File.Length > 0)
            return usage;
        File = file;
        return null;
    }

    private string? Set(string name, string value, Terminal terminal, string usage)
    {
        switch (name)
        {
            case "--did-document":
                return Add(value, terminal, Sources.TryAddDidDocument, "no DID document");
            case "--status-list":
                return Add(value, terminal, Sources.TryAddStatusList, "no status list credential with an id");
            case "--trusted-root":
                return AddRoots(value, terminal);
            case "--registry":
                return Add(value, terminal, bytes => AddRegistry(Path.GetFileName(value), bytes), "no registry of issuers");
            case "--at":
                var isTime = XsdDateTime.TryParse(value, out var at);
                Demands = Demands with { At = at };
                return isTime ? null : "--at takes a date and time with a zone, such as 2026-11-21T09:00:00Z.";
            case "--challenge":
                Demands = Demands with { Nonce = value };
                return null;
            case "--domain":
                Demands = Demands with { Audience = value };
                return null;
            default:
                return usage;
        }
    }

    private static string? Add(string file, Terminal terminal, Func<ReadOnlyMemory<byte>, bool> add, string otherwise) =>
        terminal.Read(file, out var bytes) is { } unread ? unread
        : add(bytes) ? null
        : $"{Terminal.Name(file)} is {otherwise}.";

    // All files so far are read anew: they are few, and together they make one set.
    private string? AddRoots(string file, Terminal terminal)
    {
        if (terminal.Read(file, out var bytes) is { } unread)
            return unread;
        _roots.Add(Encoding.UTF8.GetString(bytes));
        if (!TrustedRoots.TryRead(_roots, out var roots, out var fault))
            return $"{Terminal.Name(file)} {fault.Value.Reason}.";
        Sources.TrustedRoots = roots;
        return null;
    }

    private bool AddRegistry(string name, ReadOnlyMemory<byte> bytes)
    {
        if (IssuerRegistry.ReadUnsigned(bytes, out _) is not { } registry)
            return false;
        Sources.AddRegistry(name, registry);
        return true;
    }
}
