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
public static class SignCommand
{
    /// <summary>Signed.</summary>
    public const int Signed = 0;

    /// <summary>The document cannot be signed in this way.</summary>
    public const int Refused = 1;

    /// <summary>Wrong arguments, or a file that is not what it should be.</summary>
    public const int Unreadable = 3;

    private const string Usage = """
        Usage: sign FILE --key F [--form vc|vc+jwt] [--cryptosuite S] [--verification-method URL] [--purpose P]
                    [--created T] [--expires T] [--domain D] [--challenge C] [--json]
        The key is a private JWK, or PKCS #8 in PEM; without --verification-method it signs as its own did:key.
        """;

    /// <summary>Runs it and gives the exit code.</summary>
    /// <param name="args">What follows the word <c>sign</c>.</param>
    /// <param name="out">The signed document or token; with <c>--json</c>, an object with it and the digest of what was signed.</param>
    /// <param name="err">Why there is none.</param>
    /// <param name="clock">Now, where no <c>--created</c> is given.</param>
    public static int Run(string[] args, TextWriter @out, TextWriter err, TimeProvider clock)
    {
        if (Request.Read(args, clock, out var fault) is not { } request)
            return Tell(Unreadable, fault!);
        if (!TryReadKey(request.KeyFile, out var key, out fault))
            return Tell(Unreadable, fault);
        using (key)
        {
            try
            {
                var (signed, digest) = Sign(request, key);
                @out.WriteLine(request.AsJson ? JsonSerializer.Serialize(new { form = request.Form, signed, digest = Base64UrlText.Encode(digest) }, CommandJson.Options) : signed);
                return Signed;
            }
            catch (ArgumentException refused)
            {
                return Tell(Refused, refused.Message);
            }
        }

        int Tell(int code, string message)
        {
            err.WriteLine(message);
            return code;
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

    private static bool TryReadKey(string file, [NotNullWhen(true)] out SigningKey? key, [NotNullWhen(false)] out string? fault)
    {
        key = null;
        fault = $"{file} cannot be read.";
        if (!CommandFile.TryRead(file, out var bytes))
            return false;
        try
        {
            string? code;
            if (StrictJson.Parse(bytes).Document is { } jwk)
                SigningKey.TryFromJwk(jwk.RootElement, out key, out code);
            else
                SigningKey.TryFromPem(Encoding.UTF8.GetString(bytes), out key, out code);
            fault = key is null ? $"{file} is no private key that signs here ({code})." : null;
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

        public static Request? Read(string[] args, TimeProvider clock, out string? fault)
        {
            var now = clock.GetUtcNow();
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

            fault = request._file is null || request.KeyFile.Length == 0 ? Usage : request.ReadDocument();
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

        private string? ReadDocument()
        {
            if (!CommandFile.TryRead(_file!, out var bytes))
                return $"{_file} cannot be read.";
            var parsed = StrictJson.Parse(bytes);
            if (parsed.Document is not { } document)
                return $"{_file}: {parsed.Fault!.Message}";
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                return $"{_file} is no JSON object.";
            _isPresentation = CredentialInput.Read(document.RootElement) is CredentialInput.Presentation;
            // Without white space around it, so that the proof goes before the last brace.
            Document = JsonMarshal.GetRawUtf8Value(document.RootElement).ToArray();
            return null;
        }
    }
}
