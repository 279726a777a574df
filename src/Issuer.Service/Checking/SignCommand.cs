using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Issuer.Core.Encoding;
using Issuer.Core.Formats;
using Issuer.Core.Keys;
using Issuer.Core.Verification;
using Issuer.Service.Access;

namespace Issuer.Service.Checking;

/// <summary>
/// <c>sign FILE --key F …</c>: signs a credential or presentation with a key file, without any network, store or institution. For trying out and for
/// other programs' tests: what it signs is in no log, so this service does not take it for an institution's own.
/// </summary>
internal static class SignCommand
{
    /// <summary>Signed.</summary>
    public const int Signed = 0;

    /// <summary>The document cannot be signed in this way.</summary>
    public const int Refused = 1;

    internal const string Usage = """
        Usage: sign FILE --key F [options]
          Signs a credential or presentation, without a network or an institution; the signed document or token goes to standard output.
          FILE, or the key, may be -, standard input.
          --key F                    private JWK, or PKCS #8 in PEM
          --form vc|vc+jwt           with an embedded proof (without this option), or as a VC-JWT
          --cryptosuite S            the proof's, such as eddsa-rdfc-2022; without it the first that takes the key
          --verification-method URL  the key's name; without it the key signs as its own did:key
          --purpose P                assertionMethod, or authentication (presentations, without this option)
          --created T, --expires T   the proof's times, such as 2026-11-21T09:00:00Z
          --domain D, --challenge C  whom and what the proof is made for
          --json                     an object with what was signed and its digest
          Exit codes: 0 signed; 1 cannot be signed in this way; 3 wrong arguments, or a file that is not what it should be.
        """;

    /// <summary>Runs it and gives the exit code.</summary>
    /// <param name="args">What follows the word <c>sign</c>.</param>
    /// <param name="terminal">The signed document or token; with <c>--json</c>, an object with it and the digest of what was signed. Or why there is none.</param>
    internal static int Run(string[] args, Terminal terminal)
    {
        if (Request.Read(args, terminal, out var fault) is not { } request)
            return terminal.Refuse(FileCommands.Unreadable, fault!);
        if (!TryReadKey(request.KeyFile, terminal, out var key, out fault))
            return terminal.Refuse(FileCommands.Unreadable, fault);
        using (key)
        {
            try
            {
                var (signed, digest) = Sign(request, key);
                terminal.WriteLine(request.AsJson ? JsonSerializer.Serialize(new { form = request.Form, signed, digest = Base64UrlText.Encode(digest) }, CommandJson.Options) : signed);
                return Signed;
            }
            catch (ArgumentException refused)
            {
                return terminal.Refuse(Refused, refused.Message);
            }
        }
    }

    private static (string Signed, byte[] Digest) Sign(Request request, SigningKey key)
    {
        var method = request.VerificationMethod ?? DidKey.MethodOf(key.PublicKey);
        if (request.Form == "vc+jwt")
        {
            var token = VcJwt.Sign(request.Document, key, method);
            return (token.Compact, token.Digest);
        }

        var suite = request.Suite ?? Cryptosuite.Issued.First(suite => suite.Takes(key.Algorithm));
        using var unsigned = new UnsignedDocument(request.Document);
        var proof = unsigned.Sign(key, request.Options(suite, method));
        return (Encoding.UTF8.GetString(DataIntegrity.Restore(request.Document, [proof.Json])), proof.Digest);
    }

    private static bool TryReadKey(string file, Terminal terminal, [NotNullWhen(true)] out SigningKey? key, [NotNullWhen(false)] out string? fault)
    {
        key = null;
        fault = terminal.Read(file, out var bytes) ?? "";
        if (fault.Length > 0)
            return false;
        try
        {
            string? code;
            if (StrictJson.Parse(bytes).Document is { } jwk)
                SigningKey.TryFromJwk(jwk.RootElement, out key, out code);
            else
                SigningKey.TryFromPem(Encoding.UTF8.GetString(bytes), out key, out code);
            fault = key is null ? $"{Terminal.Name(file)} is no private key that signs here ({code})." : null;
            return key is not null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>What is asked for.</summary>
    private sealed class Request
    {
        private string? _file;
        private bool _isPresentation;
        private string? _purpose;
        private string? _domain;
        private string? _challenge;
        private DateTimeOffset _created;
        private DateTimeOffset? _expires;

        public byte[] Document { get; private set; } = [];

        public string KeyFile { get; private set; } = "";

        public string Form { get; private set; } = "vc";

        public Cryptosuite? Suite { get; private set; }

        public string? VerificationMethod { get; private set; }

        public bool AsJson { get; private set; }

        public static Request? Read(string[] args, Terminal terminal, out string? fault)
        {
            var now = terminal.Clock.GetUtcNow();
            var request = new Request { _created = Instant.WholeSecond(now) };
            for (var i = 0; i < args.Length; i++)
            {
                if (args[i] == "--json")
                    fault = request.SetJson();
                else if (!args[i].StartsWith("--", StringComparison.Ordinal))
                    fault = request.SetFile(args[i]);
                else
                    fault = ++i < args.Length ? request.Set(args[i - 1], args[i]) : Usage;
                if (fault is not null)
                    return null;
            }

            fault = request._file is null || request.KeyFile.Length == 0 ? Usage : request.ReadDocument(terminal);
            return fault is null ? request : null;
        }

        public ProofOptions Options(Cryptosuite suite, string method) => new()
        {
            Suite = suite,
            VerificationMethod = method,
            Created = _created,
            Expires = _expires,
            Domain = _domain,
            Challenge = _challenge,
            Purpose = _purpose ?? (_isPresentation ? ProofOptions.Authentication : ProofOptions.Assertion),
        };

        private string? SetJson()
        {
            AsJson = true;
            return null;
        }

        private string? SetFile(string file)
        {
            if (_file is not null)
                return Usage;
            _file = file;
            return null;
        }

        private string? Set(string name, string value)
        {
            switch (name)
            {
                case "--key":
                    KeyFile = value;
                    return null;
                case "--form" when value is "vc" or "vc+jwt":
                    Form = value;
                    return null;
                case "--cryptosuite":
                    Suite = Cryptosuite.FromName(value);
                    return Suite is null ? $"--cryptosuite takes one of {string.Join(", ", Cryptosuite.Issued)}." : null;
                case "--verification-method":
                    VerificationMethod = value;
                    return null;
                case "--purpose" when value is ProofOptions.Assertion or ProofOptions.Authentication:
                    _purpose = value;
                    return null;
                case "--domain":
                    _domain = value;
                    return null;
                case "--challenge":
                    _challenge = value;
                    return null;
                case "--created":
                    return XsdDateTime.TryParse(value, out _created) ? null : "--created takes a date and time with a zone, such as 2026-11-21T09:00:00Z.";
                case "--expires":
                    _expires = XsdDateTime.TryParse(value, out var expires) ? expires : null;
                    return _expires is null ? "--expires takes a date and time with a zone, such as 2026-11-21T09:00:00Z." : null;
                default:
                    return Usage;
            }
        }

        private string? ReadDocument(Terminal terminal)
        {
            if (terminal.Read(_file!, out var bytes) is { } unread)
                return unread;
            var parsed = StrictJson.Parse(bytes);
            if (parsed.Document is not { } document)
                return $"{Terminal.Name(_file!)}: {parsed.Fault!.Message}";
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                return $"{Terminal.Name(_file!)} is no JSON object.";
            _isPresentation = CredentialInput.Read(document.RootElement) is CredentialInput.Presentation;
            // Without white space around it, so that the proof goes before the last brace.
            Document = JsonMarshal.GetRawUtf8Value(document.RootElement).ToArray();
            return null;
        }
    }
}
