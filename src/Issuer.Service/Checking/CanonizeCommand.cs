using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Issuer.Core.Encoding;
using Issuer.Core.JsonLd;

namespace Issuer.Service.Checking;

/// <summary><c>canonize FILE [--jcs] [--hash H] [--json]</c>: the canonical form of a JSON document, of which signatures are made.</summary>
internal static class CanonizeCommand
{
    internal const string Usage = """
        Usage: canonize FILE [--jcs] [--hash sha256|sha384] [--json]
          Writes the canonical form of a JSON-LD document: N-Quads by RDFC-1.0, without a network, over the contexts this program knows. Safe mode is the
          only mode: what JSON-LD would drop or leave relative (a term that no context defines, …) is refused, and the reason names the place.
          FILE may be -, standard input.
          --jcs     canonical JSON (RFC 8785) of any JSON
          --hash H  the hash function inside RDFC-1.0, and of the digest that --json gives; sha256 where it is not named
          --json    an object with the canonical form and its digest; where it is refused, with the fault
          Exit codes: 0 written; 1 refused; 3 wrong arguments, or no JSON.
        """;

    /// <summary>The document has no canonical form.</summary>
    private const int Refused = 1;

    /// <summary>Runs it and gives the exit code.</summary>
    /// <param name="args">What follows the word <c>canonize</c>.</param>
    /// <param name="terminal">The canonical form, byte for byte without anything behind it; or why there is none.</param>
    internal static int Run(string[] args, Terminal terminal)
    {
        var isJcs = false;
        var asJson = false;
        string? hash = null;
        string? file = null;
        for (var i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--jcs":
                    isJcs = true;
                    break;
                case "--json":
                    asJson = true;
                    break;
                case "--hash" when hash is null && i + 1 < args.Length && args[i + 1] is "sha256" or "sha384":
                    hash = args[++i];
                    break;
                case { } name when file is null && !name.StartsWith("--", StringComparison.Ordinal):
                    file = name;
                    break;
                default:
                    return terminal.Refuse(FileCommands.Unreadable, Usage);
            }
        }

        if (file is null)
            return terminal.Refuse(FileCommands.Unreadable, Usage);
        if (terminal.Read(file, out var bytes) is { } unread)
            return terminal.Refuse(FileCommands.Unreadable, unread);
        var parsed = StrictJson.Parse(bytes);
        if (parsed.Document is not { } document)
            return terminal.Refuse(FileCommands.Unreadable, $"{Terminal.Name(file)}: {parsed.Fault!.Message}");

        hash ??= "sha256";
        var (canonical, fault) = isJcs ? (CanonicalJson.Canonicalize(document.RootElement), null) : Statements(document.RootElement, hash);
        if (fault is not null && asJson)
            terminal.WriteLine(JsonSerializer.Serialize(new { fault = new { fault.Code, fault.Message, fault.Pointer } }, CommandJson.Options));
        if (fault is not null)
            return terminal.Refuse(Refused, $"{Terminal.Name(file)} has no canonical form: {fault.Code} at {Place(fault.Pointer)}. {TerminalText.Of(fault.Message)}");

        if (asJson)
            terminal.WriteLine(JsonSerializer.Serialize(Answer(isJcs, hash, canonical!), CommandJson.Options));
        else
            terminal.Write(canonical);
        return 0;
    }

    private static (byte[]? Canonical, JsonLdFault? Fault) Statements(JsonElement document, string hash)
    {
        var result = Canonicalization.Canonize(document, hash == "sha384" ? RdfHash.Sha384 : RdfHash.Sha256);
        return (result.NQuads, result.Fault);
    }

    private static object Answer(bool isJcs, string hash, byte[] canonical) => new
    {
        Algorithm = isJcs ? "JCS" : "RDFC-1.0",
        Canonical = Encoding.UTF8.GetString(canonical),
        Hash = hash,
        Digest = Convert.ToHexStringLower(hash == "sha384" ? SHA384.HashData(canonical) : SHA256.HashData(canonical)),
    };

    private static string Place(string pointer) => pointer.Length == 0 ? "the top" : TerminalText.Of(pointer);
}
