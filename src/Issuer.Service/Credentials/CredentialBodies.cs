using System.Globalization;
using System.Text;
using System.Text.Json;
using Issuer.Core.Model;
using Issuer.Service.Store;

namespace Issuer.Service.Credentials;

/// <summary>A credential as the API answers it.</summary>
/// <param name="Id">Public id.</param>
/// <param name="Status"><c>active suspended revoked superseded expired erased</c>.</param>
/// <param name="StatusSince">When it came into that state.</param>
/// <param name="Reason">Public reason code of the state, if it has one.</param>
/// <param name="LearnerId">The learner at this institution; random, without personal data.</param>
/// <param name="Title">Language to title.</param>
/// <param name="AwardedDate">Date of issuing.</param>
/// <param name="IssuedAt">When the service signed it.</param>
/// <param name="ValidUntil">End of validity, if there is one.</param>
/// <param name="Supersedes">Id of the credential that this one corrects.</param>
/// <param name="SupersededBy">Id of the corrected one.</param>
/// <param name="Links">Where to go from here.</param>
/// <param name="Formats">Each signed form by its name: <c>vc</c> (an object), <c>vc+jwt</c> (a string); empty after erasure.</param>
/// <param name="Warnings">What the rules remarked, without blocking.</param>
public sealed record CredentialBody(
    string Id,
    string Status,
    DateTimeOffset StatusSince,
    string? Reason,
    Guid LearnerId,
    Dictionary<string, string> Title,
    string AwardedDate,
    DateTimeOffset IssuedAt,
    DateTimeOffset? ValidUntil,
    string? Supersedes,
    string? SupersededBy,
    CredentialLinks Links,
    Dictionary<string, JsonElement> Formats,
    IReadOnlyList<FindingBody>? Warnings);

/// <summary>Addresses of a credential.</summary>
/// <param name="Page">The learner's page, by its share link: whoever holds it sees the credential. Null after erasure.</param>
/// <param name="Qr">The page's QR code. Null after erasure.</param>
/// <param name="Self">This resource.</param>
/// <param name="Status">The status list that holds its entry.</param>
/// <param name="Public">The public page: title, awarding body, date and state, no learner.</param>
public sealed record CredentialLinks(string? Page, string? Qr, string Self, string Status, string Public);

/// <summary>A fault or warning.</summary>
/// <param name="Pointer">JSON Pointer into the request.</param>
/// <param name="Code">Stable code.</param>
/// <param name="Severity"><c>error</c> or <c>warning</c>.</param>
/// <param name="Message">One sentence.</param>
public sealed record FindingBody(string Pointer, string Code, string Severity, string Message)
{
    internal static FindingBody Of(Finding finding) =>
        new(finding.Pointer, finding.Code, finding.Severity == Core.Model.Severity.Error ? "error" : "warning", finding.Message);
}

/// <summary>Result of a dry run.</summary>
/// <param name="Ok">Whether it could be issued as it is.</param>
/// <param name="Findings">All faults and warnings.</param>
public sealed record CheckBody(bool Ok, IReadOnlyList<FindingBody> Findings);

/// <summary>Why a state changes.</summary>
/// <param name="Reason">A code of <c>/v1/vocabularies/reason</c>; other text is kept as a private note under the code <c>other</c>.</param>
/// <param name="Note">Private note of the institution; never shown to others.</param>
public sealed record ChangeBody(string? Reason, string? Note);

/// <summary>Builds the API's view of a credential.</summary>
public sealed class CredentialBodies(StatusLists statusLists, IssuerSettings settings, TimeProvider clock)
{
    /// <summary>The body for a credential that was just issued or read.</summary>
    public CredentialBody Of(OpenedCredential opened, IReadOnlyList<Finding>? warnings = null)
    {
        var (credential, facts) = (opened.Credential, opened.Credential.Facts);
        var page = opened.ShareToken is { } token ? PageUrl(token) : null;
        return new CredentialBody(
            facts.Id,
            credential.StatusAt(clock.GetUtcNow(), opened.LearnerErased),
            credential.Since,
            credential.Reason,
            facts.LearnerId,
            facts.Title.ToDictionary(),
            facts.AwardedDate,
            credential.IssuedAt,
            facts.ValidUntil,
            facts.Supersedes,
            credential.Replacement?.SupersededBy,
            new CredentialLinks(
                page,
                page is null ? null : $"{page}/qr.svg",
                $"{settings.PublicUrl}/v1/credentials/{facts.Id}",
                statusLists.Url(facts.Status),
                facts.CredentialId),
            FormatsOf(opened),
            warnings is { Count: > 0 } ? [.. warnings.Select(FindingBody.Of)] : null);
    }

    private static Dictionary<string, JsonElement> FormatsOf(OpenedCredential opened)
    {
        var formats = new Dictionary<string, JsonElement>();
        foreach (var format in SignedForms.Supported)
        {
            if (opened.Form(format) is { } signed)
                formats[format] = format == SignedForms.Embedded ? JsonElement.Parse(signed) : JsonSerializer.SerializeToElement(Encoding.ASCII.GetString(signed));
        }

        return formats;
    }

    /// <summary>Address of the learner's page.</summary>
    public string PageUrl(string token) => $"{settings.PublicUrl}/s/{token}";

    /// <summary>Entity tag: the version, and the state, which also follows from the clock and from erasure.</summary>
    public static string Tag(Credential credential, string status) => string.Create(CultureInfo.InvariantCulture, $"\"{credential.Version}-{status}\"");

    /// <summary>The version inside an entity tag of ours, or null.</summary>
    public static long? VersionOf(string tag) =>
        tag.Trim('"').Split('-') is [var version, _] && long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
}
