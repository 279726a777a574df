using System.Text.Json;

namespace Issuer.Core.Verification;

/// <summary>What the checks after <c>format</c> need of a credential whose form is understood.</summary>
internal sealed record CredentialFacts
{
    /// <summary>The credential, registered JWT claims removed.</summary>
    public required JsonElement Credential { get; init; }

    /// <summary>Every context is known, so that <c>issuer</c>, <c>validUntil</c> and <c>credentialStatus</c> mean what the standard says.</summary>
    public required bool ContextsKnown { get; init; }

    /// <summary>The issuer's identifier.</summary>
    public required string Issuer { get; init; }

    /// <summary>The credential's identifier.</summary>
    public string? Id { get; init; }

    /// <summary>Start of validity as the credential says (<c>issuanceDate</c> in VCDM 1.1).</summary>
    public DateTimeOffset? ValidFrom { get; init; }

    /// <summary>End of validity as the credential says (<c>expirationDate</c> in VCDM 1.1).</summary>
    public DateTimeOffset? ValidUntil { get; init; }

    /// <summary>JWT claim <c>nbf</c>, seconds since 1970.</summary>
    public double? NotBefore { get; init; }

    /// <summary>JWT claim <c>exp</c>, seconds since 1970.</summary>
    public double? Expires { get; init; }

    /// <summary>JWT claim <c>aud</c>.</summary>
    public JsonElement? Audience { get; init; }

    /// <summary>JWT claim <c>nonce</c>.</summary>
    public string? Nonce { get; init; }

    /// <summary>A BitstringStatusListCredential.</summary>
    public bool IsStatusList { get; init; }
}
