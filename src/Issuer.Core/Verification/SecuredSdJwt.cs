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
        return new(format, facts is null ? null : facts with { Bindings = [BindingOf(token, content.Payload)] }, token, content.Payload);
    }

    /// <inheritdoc/>
    public override async ValueTask<Authenticity> AuthenticateAsync(KeyFinder keys, VerifyOptions options, DateTimeOffset now, CancellationToken ct)
    {
        var jwt = _token!.Jwt;
        if (SecuredJwt.Refused(jwt) is { } refused)
            return refused;
        var found = SecuredJwt.Verify(jwt, await FindKeysAsync(jwt, Facts!.Issuer, keys, now, ct));
        return found.Signature.Outcome == Outcome.Passed
            ? found with { Signature = WithHolder(found.Signature), Signatures = [.. found.Signatures.Select(good => good with { Created = SdJwtFormat.Instant(_payload, "iat") })] }
            : found;
    }

    /// <summary>Keys of an issuer that is a DID, a web address, or named by a certificate alone.</summary>
    internal static ValueTask<KeyAnswer> FindKeysAsync(ParsedJwt jwt, string issuer, KeyFinder keys, DateTimeOffset now, CancellationToken ct)
    {
        if (issuer.Length == 0)
            return new(KeyAnswer.CannotTell("issuer-by-certificate", "The issuer is named by a certificate in the header alone, and no authority that is trusted here vouches for it."));
        return issuer.StartsWith("did:", StringComparison.Ordinal)
            ? keys.FindAsync(jwt.Kid, jwt.Alg, issuer, now, ct)
            : IssuerMetadata.FindAsync(keys.Sources, jwt.Kid, jwt.Alg, issuer, ct);
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
                : good with { Detail = good.Detail + " The credential is bound to a holder's key; whoever sent it has not shown to hold that key." };
        }

        if (SdJwtKeyBinding.Verify(_token, _payload, out var holder, out var fault))
            return good with { Detail = $"{good.Detail} It was presented by the holder of its key, for \"{JsonReading.Quoted(holder.Audience)}\"." };
        return fault.Code == "key-binding-key-not-supported"
            ? new(good.Name, Outcome.CannotTell, fault.Code, fault.Message)
            : new(good.Name, Outcome.Failed, fault.Code, fault.Message);
    }

    // Whom the presentation was made for; an SD-JWT without key binding for whom its issuer made it. Signed or not shows in another check.
    private static Binding BindingOf(ParsedSdJwt token, JsonElement payload) => token.KeyBinding is { } binding
        ? new(binding.Payload.Member("aud"), binding.Payload.Text("nonce"), SdJwtFormat.Instant(binding.Payload, "iat")) { IsOfHolder = true }
        : new(payload.Member("aud"), null);

    private static SecuredSdJwt Unread(JwtFault fault) => new(new("format", Outcome.Failed, fault.Code, fault.Message), null);
}
