using System.Security.Cryptography;
using Issuer.Core.Formats;
using Issuer.Core.Keys;

namespace Issuer.Core.Verification;

/// <summary>A credential in a compact JWS (VC-JOSE-COSE; VCDM 1.1, 6.3.1).</summary>
internal sealed class SecuredJwt : SecuredCredential
{
    private readonly ParsedJwt? _token;

    private SecuredJwt(Check format, CredentialFacts? facts, ParsedJwt? token)
        : base(format, facts) => _token = token;

    /// <summary>A credential, or the presentation that a token says it is.</summary>
    public static SecuredCredential Open(CredentialInput.Token input)
    {
        var parsed = VcJwt.Parse(input.Compact);
        if (parsed.Token is not { } token)
            return new SecuredJwt(new("format", Outcome.Failed, parsed.Fault!.Code, parsed.Fault.Message), null, null);
        return input.IsPresentation ?? SecuredJwtPresentation.IsPresentationToken(token) ? SecuredJwtPresentation.Open(token) : Open(token);
    }

    private static SecuredJwt Open(ParsedJwt token)
    {
        var (format, facts) = FormatCheck.OfToken(token);
        if (format.Outcome == Outcome.Passed && facts is not null)
            format = ContextCheck.Undefined(ProofHashing.StatementsFault(facts.Credential)) ?? format;
        return new(format, format.Outcome == Outcome.Failed ? null : facts, token);
    }

    /// <inheritdoc/>
    public override async ValueTask<Authenticity> AuthenticateAsync(KeyFinder keys, VerifyOptions options, DateTimeOffset now, CancellationToken ct)
    {
        var (token, facts) = (_token!, Facts!);
        if (Refused(token) is { } refused)
            return refused;
        var answer = await keys.FindAsync(token.Kid, token.Alg, facts.Issuer, now, ct);
        return Verify(token, CertifiedKey.WhereNeeded(answer, token, facts.Issuer, facts.ValidFrom, keys.Sources.TrustedRoots, now));
    }

    /// <inheritdoc/>
    public override VerificationReport? Recognised => Facts is null && _token is not null ? OpenBadges2.OfToken(_token) : null;

    /// <summary>Why a token is not looked at any further: nobody is asked for a key of an algorithm that is not accepted.</summary>
    internal static Authenticity? Refused(ParsedJwt token) => SignatureAlgorithm.FromJwsName(token.Alg) is not null
        ? null
        : new(
            new("signature", Outcome.Failed, "algorithm-not-accepted", "The token's algorithm is none that this verifier accepts (EdDSA, ES256, ES384, RS256, PS256)."),
            new("issuer", Outcome.CannotTell, "key-unknown", "Without the key nobody can tell whose it is."));

    /// <summary>Tries the keys that were found.</summary>
    internal static Authenticity Verify(ParsedJwt token, KeyAnswer answer)
    {
        if (answer.Signature is { } none)
            return new(none, answer.Issuer);
        foreach (var candidate in answer.Keys)
        {
            if (candidate.Key.Verify(token.SigningInput, token.Signature))
            {
                return new(
                    new("signature", Outcome.Passed, "signature-good", $"The signature is good ({candidate.Key.Algorithm.JwsName})."),
                    answer.Issuer,
                    [new(candidate, SHA256.HashData(token.SigningInput))]);
            }
        }

        return new(
            new("signature", Outcome.Failed, "signature-mismatch", "The signature is not of this content: it was changed, or signed with another key."),
            answer.Issuer.Outcome == Outcome.Passed
                ? new("issuer", Outcome.CannotTell, "signature-not-good", "Without a good signature nobody can tell who issued it.")
                : answer.Issuer);
    }
}
