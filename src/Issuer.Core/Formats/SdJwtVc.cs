using System.Collections.Immutable;
using System.Text.Json;
using Issuer.Core.Keys;

namespace Issuer.Core.Formats;

/// <summary>Where the state of an SD-JWT VC is published: one entry of a Token Status List.</summary>
/// <param name="ListUrl">URL of the list, which is also its <c>sub</c>.</param>
/// <param name="Index">Position in the list, from 0.</param>
public sealed record TokenStatusEntry(string ListUrl, long Index);

/// <summary>What issuing adds to the claims of an SD-JWT VC.</summary>
/// <param name="Id">A random <c>urn:uuid</c> of this form alone: nothing links it to other forms of the same credential.</param>
/// <param name="Issuer">The institution's DID.</param>
/// <param name="IssuedAt">The instant of issuing, whole seconds.</param>
/// <param name="Expires">First instant at which it no longer holds, whole seconds; null for none.</param>
/// <param name="HolderKey">The key that the holder will show to hold; null for a credential that whoever has it can show.</param>
/// <param name="Status">Its place in a Token Status List, or null.</param>
public sealed record SdJwtVcFacts(
    string Id, string Issuer, DateTimeOffset IssuedAt, DateTimeOffset? Expires, PublicKey? HolderKey, TokenStatusEntry? Status);

/// <summary>SD-JWT Verifiable Credentials (draft-ietf-oauth-sd-jwt-vc).</summary>
public static class SdJwtVc
{
    /// <summary><c>typ</c> and media type without <c>application/</c>.</summary>
    public const string Typ = "dc+sd-jwt";

    /// <summary>What it was called up to November 2024; wallets still hold such. Now it is a VCDM 2.0 credential in an SD-JWT (VC-JOSE-COSE section 3.2).</summary>
    private const string FormerTyp = "vc+sd-jwt";

    // Section 3.2.2.2: what decides about the credential is not for the holder to leave out, nor to slip in.
    private static readonly string[] NeverDisclosed = ["iss", "nbf", "exp", "cnf", "vct", "vct#integrity", "status"];

    /// <summary>Whether a <c>typ</c> may stand over an SD-JWT VC, in any case, with or without <c>application/</c> (RFC 7515 section 4.1.9).</summary>
    public static bool TypIsCredential(string? typ) => typ is not null && (VcJwt.IsMediaType(typ, Typ) || VcJwt.IsMediaType(typ, FormerTyp));

    /// <summary>Whether a <c>typ</c> may stand over a VCDM 2.0 credential as well.</summary>
    public static bool TypMayBeDataModel(string? typ) => typ is not null && VcJwt.IsMediaType(typ, FormerTyp);

    /// <summary>The name of a claim that was disclosed, in whole or in part, and may not be; or null.</summary>
    /// <remarks>RFC 9901 section 9.7 says the same of every SD-JWT: an end that can be left out is none.</remarks>
    public static string? WronglyDisclosed(SdJwtContent content) =>
        content.Disclosed.Select(path => path.Claim).FirstOrDefault(claim => Array.IndexOf(NeverDisclosed, claim) >= 0);

    /// <summary>The claims of a credential: those of its issuing, then its own.</summary>
    /// <param name="vct">Its type.</param>
    /// <param name="facts">What issuing adds.</param>
    /// <param name="claims">Its own claims, with marks.</param>
    public static SdClaim.Object Claims(string vct, SdJwtVcFacts facts, IEnumerable<SdMember> claims)
    {
        var members = ImmutableArray.CreateBuilder<SdMember>();
        members.Add(new("vct", SdClaim.Of(vct)));
        members.Add(new("iss", SdClaim.Of(facts.Issuer)));
        members.Add(new("jti", SdClaim.Of(facts.Id)));
        members.Add(new("iat", Seconds(facts.IssuedAt)));
        members.Add(new("nbf", Seconds(facts.IssuedAt)));
        if (facts.Expires is { } expires)
            members.Add(new("exp", Seconds(expires)));
        if (facts.HolderKey is { } holder)
            members.Add(new("cnf", new SdClaim.Object([new("jwk", JwkOf(holder))])));
        if (facts.Status is { } status)
            members.Add(new("status", StatusOf(status)));
        members.AddRange(claims);
        return new(members.ToImmutable());
    }

    /// <summary>Signs a credential.</summary>
    /// <param name="claims">What <see cref="Claims"/> gives.</param>
    /// <param name="key">The issuer's key.</param>
    /// <param name="kid">Absolute DID URL of the verification method.</param>
    /// <param name="random">Salts and decoys.</param>
    public static IssuedSdJwt Sign(SdClaim.Object claims, SigningKey key, string kid, RandomSource random) =>
        SdJwtIssuing.Issue(claims, key, kid, Typ, random);

    private static SdClaim Seconds(DateTimeOffset instant)
    {
        if (instant.UtcTicks % TimeSpan.TicksPerSecond != 0)
            throw new ArgumentException("An instant in a credential has whole seconds.", nameof(instant));
        return SdClaim.Of(instant.ToUnixTimeSeconds());
    }

    private static SdClaim JwkOf(PublicKey key)
    {
        using var jwk = JsonDocument.Parse(key.ToJwk().ToJsonString());
        return SdClaim.Of(jwk.RootElement);
    }

    private static SdClaim.Object StatusOf(TokenStatusEntry entry) =>
        new([new("status_list", new SdClaim.Object([new("idx", SdClaim.Of(entry.Index)), new("uri", SdClaim.Of(entry.ListUrl))]))]);
}
