using System.Collections.Immutable;
using System.Text.Json;

namespace Issuer.Core.Formats;

/// <summary>An SD-JWT, taken apart and not yet verified.</summary>
/// <param name="Jwt">The issuer-signed JWT.</param>
/// <param name="Hash">The hash of its digests.</param>
/// <param name="Disclosures">The disclosures that came with it, in their order.</param>
/// <param name="KeyBinding">The key-binding JWT, or null.</param>
/// <param name="Presented">The JWT and the disclosures, up to and with the last tilde: what a key-binding JWT's <c>sd_hash</c> is over.</param>
public sealed record ParsedSdJwt(ParsedJwt Jwt, SdJwtHash Hash, ImmutableArray<SdJwtDisclosure> Disclosures, ParsedJwt? KeyBinding, string Presented);

/// <summary>Exactly one of the two is there.</summary>
public sealed record SdJwtParse(ParsedSdJwt? Token, JwtFault? Fault);

/// <summary>
/// SD-JWT in the compact form (RFC 9901 section 4): an issuer-signed JWT, a tilde, disclosures each with a tilde behind it, and perhaps a key-binding JWT.
/// </summary>
public static class SdJwt
{
    /// <summary>Longest SD-JWT that is looked at, in characters.</summary>
    public const int MaximumLength = VcJwt.MaximumLength;

    /// <summary>Most disclosures that one may have; each is hashed and parsed.</summary>
    public const int MaximumDisclosures = 1000;

    /// <summary>
    /// Takes one apart. No input makes it throw; work is in proportion to the length, which is capped. Nothing is verified: the signature is for the caller,
    /// the digests for <see cref="SdJwtProcessing.Process"/>, the key binding for <see cref="SdJwtKeyBinding.Verify"/>.
    /// </summary>
    /// <remarks>
    /// Codes: <c>too-large</c>, <c>not-sd-jwt</c> (no tilde), <c>too-many-disclosures</c>, <c>disclosure-repeated</c>, <c>sd-alg-unknown</c>,
    /// <c>key-binding-malformed</c> (what stands after the last tilde is no JWT), those of <see cref="VcJwt.Parse"/> for the issuer-signed JWT and those of
    /// <see cref="SdJwtDisclosure.TryRead"/>.
    /// </remarks>
    public static SdJwtParse Parse(string compact)
    {
        if (compact.Length > MaximumLength)
            return Fault("too-large", "The SD-JWT is longer than 1 MiB.");
        var last = compact.LastIndexOf('~');
        if (last < 0)
            return Fault("not-sd-jwt", "An SD-JWT has a tilde after its JWT and after each disclosure.");
        // Counted before anything is allocated for them.
        if (compact.AsSpan().Count('~') > MaximumDisclosures + 1)
            return Fault("too-many-disclosures", $"The SD-JWT has more than {MaximumDisclosures} disclosures.");

        var parts = compact[..last].Split('~');
        var jwt = VcJwt.Parse(parts[0]);
        if (jwt.Fault is { } fault)
            return new(null, fault);
        if (!TryReadHash(jwt.Token!.Payload, out var hash))
            return Fault("sd-alg-unknown", "The SD-JWT's digests are of a hash that is not accepted (sha-256, sha-384, sha-512).");
        if (ReadDisclosures(parts.AsSpan(1), out var disclosures) is { } unusable)
            return new(null, unusable);

        ParsedJwt? keyBinding = null;
        if (last < compact.Length - 1)
        {
            keyBinding = VcJwt.Parse(compact[(last + 1)..]).Token;
            if (keyBinding is null)
                return Fault("key-binding-malformed", "What stands after the SD-JWT's last tilde is no key-binding JWT; a disclosure has a tilde behind it.");
        }

        return new(new(jwt.Token, hash!, disclosures, keyBinding, compact[..(last + 1)]), null);
    }

    private static JwtFault? ReadDisclosures(ReadOnlySpan<string> encoded, out ImmutableArray<SdJwtDisclosure> disclosures)
    {
        disclosures = [];
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var read = ImmutableArray.CreateBuilder<SdJwtDisclosure>(encoded.Length);
        foreach (var text in encoded)
        {
            if (!SdJwtDisclosure.TryRead(text, out var disclosure, out var fault))
                return fault;
            if (!seen.Add(text))
                return new("disclosure-repeated", "The SD-JWT has a disclosure twice.");
            read.Add(disclosure);
        }

        disclosures = read.MoveToImmutable();
        return null;
    }

    private static bool TryReadHash(JsonElement payload, out SdJwtHash? hash)
    {
        hash = SdJwtHash.Sha256;
        if (!payload.TryGetProperty("_sd_alg", out var name))
            return true;
        return SdJwtHash.TryFromName(name.ValueKind == JsonValueKind.String ? name.GetString() : null, out hash);
    }

    private static SdJwtParse Fault(string code, string message) => new(null, new(code, message));
}
