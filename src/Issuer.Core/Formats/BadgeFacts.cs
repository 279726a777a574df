using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Issuer.Core.Model;

namespace Issuer.Core.Formats;

/// <summary>The institution that signs, as its badges show it.</summary>
/// <param name="Did">The institution's DID, the credential's <c>issuer.id</c>.</param>
/// <param name="LegalName">Legal name.</param>
/// <param name="Url">Home page, or null.</param>
/// <param name="ImageUrl">URL of the logo, or null.</param>
/// <param name="Email">Address for questions about its credentials, or null.</param>
/// <param name="Country">Its country; for an awarding body that is the issuer itself and names none.</param>
/// <param name="Region">Its region, or null.</param>
/// <param name="Identifiers">Registration numbers.</param>
public sealed record BadgeIssuer(
    string Did,
    LocalizedText LegalName,
    Uri? Url,
    string? ImageUrl,
    string? Email,
    Concept Country,
    Concept? Region,
    ImmutableArray<Identifier> Identifiers);

/// <summary>Where the state of a credential is published: one entry of a Bitstring Status List.</summary>
/// <param name="Purpose"><c>revocation</c> or <c>suspension</c>.</param>
/// <param name="ListUrl">URL of the list credential, which is also its id.</param>
/// <param name="Index">Position in the list, from 0.</param>
public sealed record StatusEntry(string Purpose, string ListUrl, long Index)
{
    /// <summary>Writes the member <c>credentialStatus</c>.</summary>
    internal void WriteTo(Utf8JsonWriter json)
    {
        var index = Index.ToString(CultureInfo.InvariantCulture);
        // One object, never a list (1EdTech/openbadges-specification#623).
        json.WriteStartObject("credentialStatus"u8);
        json.WriteString("id"u8, $"{ListUrl}#{index}");
        json.WriteString("type"u8, "BitstringStatusListEntry"u8);
        json.WriteString("statusPurpose"u8, Purpose);
        json.WriteString("statusListIndex"u8, index);
        json.WriteString("statusListCredential"u8, ListUrl);
        json.WriteEndObject();
    }
}

/// <summary>What issuing adds to a micro-credential: identifiers, instant, signer, place of the status. All of it is frozen with the event.</summary>
/// <param name="CredentialId">The credential's URL.</param>
/// <param name="AchievementId">The achievement's URL, shared by all holders of a course run.</param>
/// <param name="SubjectId">The learner's DID, or a random <c>urn:uuid</c>.</param>
/// <param name="ValidFrom">The instant of issuing: UTC, whole seconds (a JWT's <c>nbf</c> must equal it).</param>
/// <param name="Issuer">Who signs.</param>
/// <param name="Status">The one status entry that an Open Badge has.</param>
public sealed record BadgeFacts(
    string CredentialId,
    string AchievementId,
    string SubjectId,
    DateTimeOffset ValidFrom,
    BadgeIssuer Issuer,
    StatusEntry Status)
{
    /// <summary>URL of the achievement's picture, which holds nothing of the learner; null where none is served.</summary>
    public string? AchievementImageUrl { get; init; }
}
