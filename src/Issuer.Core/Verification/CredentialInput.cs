using System.Text.Json;
using Issuer.Core.Encoding;
using Issuer.Core.Formats;
using Issuer.Core.Status;

namespace Issuer.Core.Verification;

/// <summary>What somebody handed in to have it checked.</summary>
public abstract record CredentialInput
{
    /// <summary>Longest text that is looked at, in bytes.</summary>
    public const int MaximumBytes = 1024 * 1024;

    private const string EnvelopeType = "EnvelopedVerifiableCredential";
    private const string PresentationEnvelopeType = "EnvelopedVerifiablePresentation";
    private const string JwtEnvelope = "data:application/vc+jwt,";
    private const string PresentationEnvelope = "data:application/vp+jwt,";
    private static readonly string[] SdJwtEnvelopes = ["data:application/dc+sd-jwt,", "data:application/vc+sd-jwt,"];

    private CredentialInput()
    {
    }

    /// <summary>A compact JWS, or what looks like one: three parts between two dots.</summary>
    public sealed record Token(string Compact) : CredentialInput
    {
        /// <summary>What an envelope said that it holds: a presentation, or a credential. Null where the token speaks for itself.</summary>
        public bool? IsPresentation { get; init; }
    }

    /// <summary>An SD-JWT, or what looks like one: three parts between two dots, then a tilde.</summary>
    public sealed record SdJwt(string Compact) : CredentialInput;

    /// <summary>A JSON object that says it is a credential.</summary>
    public sealed record Document(JsonElement Json) : CredentialInput;

    /// <summary>A JSON object that says it is a presentation: credentials, shown by their holder.</summary>
    public sealed record Presentation(JsonElement Json) : CredentialInput;

    /// <summary>A badge of Open Badges 1 or 2, which is recognised and not checked.</summary>
    /// <param name="Assertion">What it says, or null where the file gives its address alone.</param>
    public sealed record OpenBadges2(JsonElement? Assertion) : CredentialInput;

    /// <summary>Neither JSON nor a token, or a picture that cannot be read.</summary>
    /// <param name="Code">A code of <see cref="JsonFault"/> or of <see cref="BakedImage"/>, or <c>empty</c> or <c>too-large</c>.</param>
    /// <param name="Message">One sentence.</param>
    /// <param name="Pointer">JSON Pointer to the fault, where there is one.</param>
    public sealed record Unreadable(string Code, string Message, string Pointer = "") : CredentialInput;

    /// <summary>Readable, but nothing that this version checks.</summary>
    /// <param name="Code"><c>not-a-credential</c>, <c>encrypted</c>, <c>envelope-not-supported</c>, or a code of <see cref="BakedImage"/>.</param>
    /// <param name="Message">One sentence.</param>
    /// <param name="Pointer">JSON Pointer to the fault, where there is one.</param>
    public sealed record NotACredential(string Code, string Message, string Pointer = "") : CredentialInput;

    /// <summary>Reads a file, a body or pasted text, or the credential in a baked picture; white space around it is dropped, none inside. No input makes it throw.</summary>
    public static CredentialInput Read(ReadOnlyMemory<byte> file) =>
        file.Length > MaximumBytes ? new Unreadable("too-large", "The credential is longer than 1 MiB.") : BakedInput.Read(file) ?? ReadText(file);

    /// <summary>The same of what is no picture.</summary>
    internal static CredentialInput ReadText(ReadOnlyMemory<byte> utf8)
    {
        utf8 = Trim(utf8);
        if (utf8.IsEmpty)
            return new Unreadable("empty", "There is nothing to check.");
        // A token never starts with a brace, a bracket or a quote, and JSON that starts otherwise is no credential.
        if (utf8.Span[0] is not ((byte)'{' or (byte)'[' or (byte)'"') && LooksLikeToken(utf8.Span))
            return ReadText(System.Text.Encoding.UTF8.GetString(utf8.Span));

        var parsed = StrictJson.Parse(utf8);
        return parsed switch
        {
            { Document: { } document } => Read(document.RootElement),
            { Fault: { } fault } => new Unreadable(fault.Code, fault.Message, fault.Pointer),
            _ => throw new InvalidOperationException("The JSON reader gave neither a document nor a fault."),
        };
    }

    /// <summary>Reads a credential that came as a JSON value: a string (a token) or an object.</summary>
    /// <param name="json">Of a document that <see cref="StrictJson"/> accepted and that outlives the check.</param>
    public static CredentialInput Read(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.String)
            return ReadText(json.GetString()!.Trim(' ', '\t', '\r', '\n'));
        if (json.ValueKind != JsonValueKind.Object)
            return new NotACredential("not-a-credential", "A credential is a JSON object or a compact token.");
        if (json.HasType(EnvelopeType))
            return ReadEnvelope(json);
        if (json.HasType(PresentationEnvelopeType))
            return ReadPresentationEnvelope(json);
        if (json.HasType("VerifiablePresentation"))
            return new Presentation(json);
        if (Verification.OpenBadges2.IsAssertion(json))
            return new OpenBadges2(json);
        return json.HasType("VerifiableCredential")
            ? new Document(json)
            : new NotACredential("not-a-credential", "The object is no Verifiable Credential: its type does not say so.", "/type");
    }

    /// <summary>
    /// The <c>id</c> that a credential or token gives itself (a Token Status List its <c>sub</c>), unverified, or null: to file status lists by their address.
    /// </summary>
    internal static string? IdOf(ReadOnlyMemory<byte> utf8) => Read(utf8) switch
    {
        Token { Compact: var compact } => VcJwt.Parse(compact).Token is { } token
            ? TokenStatusListToken.TryRead(token, out var list, out _) ? list.Subject : token.Payload.Text("id")
            : null,
        Document { Json: var json } => json.Text("id"),
        _ => null,
    };

    private static CredentialInput ReadText(string text)
    {
        var tilde = text.IndexOf('~', StringComparison.Ordinal);
        if (tilde >= 0)
        {
            return text.AsSpan(0, tilde).Count('.') == 2
                ? new SdJwt(text)
                : new NotACredential("not-a-credential", "The text is neither JSON nor a compact token of three parts.");
        }

        return text.AsSpan().Count('.') switch
        {
            2 => new Token(text),
            4 => new NotACredential("encrypted", "This is an encrypted token; only its recipient can open it."),
            _ => new NotACredential("not-a-credential", "The text is neither JSON nor a compact token of three parts."),
        };
    }

    // VCDM 2.0, 4.13: the credential is a data: URL. The media type is compared without regard to case (RFC 2045, 5.1).
    private static CredentialInput ReadEnvelope(JsonElement json)
    {
        var id = json.Text("id") ?? "";
        if (id.StartsWith(JwtEnvelope, StringComparison.OrdinalIgnoreCase))
            return new Token(id[JwtEnvelope.Length..]) { IsPresentation = false };
        return Array.Find(SdJwtEnvelopes, prefix => id.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) is { } sdJwt
            ? new SdJwt(id[sdJwt.Length..])
            : new NotACredential("envelope-not-supported", "Of enveloped credentials data:application/vc+jwt and data:application/dc+sd-jwt are checked.", "/id");
    }

    // VCDM 2.0, 4.13.2.
    private static CredentialInput ReadPresentationEnvelope(JsonElement json)
    {
        var id = json.Text("id") ?? "";
        return id.StartsWith(PresentationEnvelope, StringComparison.OrdinalIgnoreCase)
            ? new Token(id[PresentationEnvelope.Length..]) { IsPresentation = true }
            : new NotACredential("envelope-not-supported", "Of enveloped presentations data:application/vp+jwt is checked.", "/id");
    }

    private static bool LooksLikeToken(ReadOnlySpan<byte> text) =>
        text.Count((byte)'.') >= 2 || text.Contains((byte)'~');

    private static ReadOnlyMemory<byte> Trim(ReadOnlyMemory<byte> text)
    {
        var (start, end) = (0, text.Length);
        var span = text.Span;
        while (start < end && IsSpace(span[start]))
            start++;
        while (end > start && IsSpace(span[end - 1]))
            end--;
        return text[start..end];
    }

    private static bool IsSpace(byte b) => b is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';
}

/// <summary>What the asker demands beyond authenticity.</summary>
/// <param name="At">Instant at which the credential should have been valid; null for now. Status and keys are always as of now.</param>
/// <param name="Nonce">Value that the token's <c>nonce</c>, or each proof's <c>challenge</c>, must have.</param>
/// <param name="Audience">Value that the token's <c>aud</c>, or each proof's <c>domain</c>, must be or contain.</param>
/// <param name="IssuerControlsKey">
/// The key of an embedded proof must be the issuer's own. Switched off only where others' conformance data breaks the rule (the published vectors name an
/// issuer that has nothing to do with their keys): then the key must be authorised by its own controller, whoever that is.
/// </param>
public sealed record VerifyOptions(DateTimeOffset? At = null, string? Nonce = null, string? Audience = null, bool IssuerControlsKey = true)
{
    /// <summary>Nothing beyond authenticity, now.</summary>
    public static readonly VerifyOptions None = new();

    /// <summary>The same for a credential inside what was asked about: challenge and domain are the outer one's.</summary>
    internal VerifyOptions Within() => this with { Nonce = null, Audience = null };
}
