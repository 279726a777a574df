using System.Text.Json;
using Issuer.Core.Formats;

namespace Issuer.Core.Verification;

/// <summary>A credential in an SD-JWT: an SD-JWT VC, or a VCDM 2.0 credential (VC-JOSE-COSE, 3.2). What its holder left out is not there for any check.</summary>
internal sealed class SecuredSdJwt : SecuredCredential
{
    private readonly ParsedSdJwt? _token;
    private readonly JsonElement _payload;

    private SecuredSdJwt(Check format, CredentialFacts? facts, ParsedSdJwt? token = null, JsonElement payload = default)
        : base(format, facts) => (_token, _payload) = (token, payload);

    public static SecuredSdJwt Open(string compact)
    {
        var parsed = SdJwt.Parse(compact);
        if (parsed.Token is not { } token)
            return Unread(parsed.Fault!);
        var (content, fault) = SdJwtProcessing.Process(token);
        if (content is null)
            return Unread(fault!);
        var (format, facts) = SdJwtFormat.Of(token, content);
        return new(format, facts is null ? null : facts with { Bindings = [.. BindingsOf(token, content.Payload)] }, token, content.Payload);
    }

    /// <inheritdoc/>
    public override async ValueTask<Authenticity> AuthenticateAsync(KeyFinder keys, VerifyOptions options, DateTimeOffset now, CancellationToken ct)
    {
        var jwt = _token!.Jwt;
        if (SecuredJwt.Refused(jwt) is { } refused)
            return refused;
        var found = SecuredJwt.Verify(jwt, await FindKeysAsync(jwt, Facts!.Issuer, Facts.ValidFrom, keys, now, ct));
        return found.Signature.Outcome == Outcome.Passed
            ? found with { Signature = WithHolder(found.Signature), Signatures = [.. found.Signatures.Select(good => good with { Created = SdJwtFormat.Instant(_payload, "iat") })] }
            : found;
    }

    /// <summary>Keys of an issuer that is a DID or a web address: those that it publishes, or else the one that a certificate in the header says is its own.</summary>
    internal static async ValueTask<KeyAnswer> FindKeysAsync(
        ParsedJwt jwt, string issuer, DateTimeOffset? validFrom, KeyFinder keys, DateTimeOffset now, CancellationToken ct)
    {
        // A certificate vouches for the identifier that the credential names; here there is none to vouch for.
        if (issuer.Length == 0)
            return KeyAnswer.CannotTell("issuer-by-certificate", "The credential names no issuer; who that is only a certificate in its header says, which is not enough here.");
        var answer = issuer.StartsWith("did:", StringComparison.Ordinal)
            ? await keys.FindAsync(jwt.Kid, jwt.Alg, issuer, now, ct)
            : await IssuerMetadata.FindAsync(keys.Sources, jwt.Kid, jwt.Alg, issuer, now, ct);
        return CertifiedKey.WhereNeeded(answer, jwt, issuer, validFrom, keys.Sources.TrustedRoots, now);
    }

    /// <summary>
    /// Key binding belongs to the check <c>signature</c>: a bad one means that something was added or taken away, or that a stranger presents. None at all leaves
    /// the credential as authentic as it is, and the sentence says that nobody has shown to hold its key.
    /// </summary>
    private Check WithHolder(Check good)
    {
        if (_token!.KeyBinding is null)
        {
            return _payload.Member("cnf") is null
                ? good
                : good with { Code = "holder-not-shown", Detail = good.Detail + " The credential is bound to a holder's key; whoever sent it has not shown to hold that key." };
        }

        if (SdJwtKeyBinding.Verify(_token, _payload, out var holder, out var fault))
            return good with { Code = "holder-shown", Detail = $"{good.Detail} It was presented by the holder of its key, for \"{JsonReading.Quoted(holder.Audience)}\"." };
        return fault.Code == "key-binding-key-not-supported"
            ? new(good.Name, Outcome.CannotTell, fault.Code, fault.Message)
            : new(good.Name, Outcome.Failed, fault.Code, fault.Message);
    }

    // Whom the presentation was made for, whether or not there is a key-binding JWT: who asks for one is not content with what the issuer signed. And whom the
    // issuer made the credential for, if it says so.
    private static IEnumerable<Binding> BindingsOf(ParsedSdJwt token, JsonElement payload)
    {
        var holder = token.KeyBinding?.Payload;
        var nonce = holder?.Text("nonce");
        yield return new(holder?.Member("aud"), nonce, holder is { } claims ? SdJwtFormat.Instant(claims, "iat") : null) { IsOfHolder = true };
        if (payload.Member("aud") is { } audience)
            yield return new(audience, nonce);
    }

    private static SecuredSdJwt Unread(JwtFault fault) => new(new("format", Outcome.Failed, fault.Code, fault.Message), null);
}
