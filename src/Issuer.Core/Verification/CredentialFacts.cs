using System.Collections.Immutable;
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

    /// <summary>What it was signed for: one for a token, one for each embedded proof.</summary>
    public ImmutableArray<Binding> Bindings { get; init; } = [];

    /// <summary>The claim <c>status</c> of an SD-JWT VC; its state is looked up by it, not by <c>credentialStatus</c>.</summary>
    public JsonElement? StatusClaim { get; init; }

    /// <summary>A BitstringStatusListCredential.</summary>
    public bool IsStatusList { get; init; }
}

/// <summary>Whom and when a signature was made for.</summary>
/// <param name="Audience">JWT claim <c>aud</c>, or a proof's <c>domain</c>: text or an array of texts.</param>
/// <param name="Nonce">JWT claim <c>nonce</c>, or a proof's <c>challenge</c>.</param>
/// <param name="Created">A proof's <c>created</c>.</param>
/// <param name="Expires">A proof's <c>expires</c>.</param>
internal sealed record Binding(JsonElement? Audience, string? Nonce, DateTimeOffset? Created = null, DateTimeOffset? Expires = null)
{
    /// <summary>
    /// A key-binding JWT: who presents the credential, not what it says. Whoever asks for no audience does not ask that; and it could be left out, so to refuse
    /// it for its audience would protect nobody.
    /// </summary>
    public bool IsOfHolder { get; init; }
}
