using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Issuer.Core.Formats;
using Issuer.Core.Model;
using Issuer.Core.Verification;
using Issuer.Service.Checking;
using Issuer.Service.Credentials;
using Issuer.Service.Institutions;
using Issuer.Service.Sharing;
using Issuer.Service.Store;

namespace Issuer.Service.Pages;

/// <summary>What the pages show, read from the log at this moment.</summary>
internal sealed class PageData(
    CredentialReader reader, Achievements achievements, InstitutionDirectory institutions, CredentialVerifier verifier, LinkViews views, RecipientChecks recipients,
    Receipts receipts, IssuerSettings settings, TimeProvider clock) : IPageData
{
    public string PublicUrl => settings.PublicUrl;

    public async Task<ShareLookup> FindShareAsync(string token, CancellationToken ct)
    {
        if (await reader.FindSharedAsync(token, ct) is not var (credential, link))
            return new ShareLookup.Unknown();
        if (!link.IsOpen(clock.GetUtcNow()))
            return new ShareLookup.Gone(link.RevokedAt is null ? GoneBecause.LinkExpired : GoneBecause.LinkRevoked);
        var opened = await reader.OpenAsync(credential, ct);
        if (opened.Document is not { } document)
            return new ShareLookup.Gone(GoneBecause.Erased);
        var forms = FormsOf(opened);
        return new ShareLookup.Found(new SharedCredential(
            credential.Facts.Id, JsonElement.Parse(document), link.Shows == LinkView.Full ? forms : [], StandingOf(credential, learnerErased: false),
            IssuerOf(credential.Facts.InstitutionId))
        {
            Key = KeyOf(credential.Facts),
            LinkId = link.Facts.LinkId,
            Shows = link.Shows,
            Whole = forms[0].Bytes,
            AchievementId = credential.Facts.AchievementId,
            NameInPreview = link.Facts.NameInPreview == true,
            Recipient = await recipients.OfferAsync(opened, link, ct),
        });
    }

    public async Task<(string MediaType, byte[] Bytes)?> LogoAsync(string did, CancellationToken ct) =>
        institutions.ByDid(did)?.Profile.Logo is { } logo && await institutions.LogoAsync(logo, ct) is { } bytes ? (logo.MediaType, bytes) : null;

    public void CountView(SharedCredential credential) => views.Count(credential.Id, credential.LinkId);

    public async Task<RecipientAnswer> CompareEmailAsync(string token, string email, CancellationToken ct) =>
        await reader.FindSharedAsync(token, ct) is var (credential, link) && link.IsOpen(clock.GetUtcNow())
            ? await recipients.EmailAsync(credential, email, ct)
            : RecipientAnswer.NotOffered;

    public async Task<RecipientAnswer> CompareBirthDateAsync(string token, DateOnly born, CancellationToken ct) =>
        await reader.FindSharedAsync(token, ct) is var (credential, link) && link.IsOpen(clock.GetUtcNow())
            ? await recipients.BirthDateAsync(credential, link, born, ct)
            : RecipientAnswer.NotOffered;

    public async Task<string?> ReceiptAsync(string credentialId, ReadOnlyMemory<byte> bytes, string shows, VerificationReport report, CancellationToken ct)
    {
        var prefix = $"{settings.PublicUrl}/credentials/";
        if (!credentialId.StartsWith(prefix, StringComparison.Ordinal) || await reader.FindAsync(credentialId[prefix.Length..], ct) is not { } credential)
            return null;
        var state = credential.StatusAt(clock.GetUtcNow(), await reader.IsErasedAsync(credential, ct));
        return await receipts.MakeAsync(
            new ReceiptWish(
                credential, bytes, shows, state, VerificationAnswer.Spell(report.Verdict),
                [.. report.Checks.Select(check => new ReceiptCheck(check.Name, VerificationAnswer.Spell(check.Outcome), check.Code))]),
            ct);
    }

    private static ImmutableArray<SharedForm> FormsOf(OpenedCredential opened)
    {
        var forms = ImmutableArray.CreateBuilder<SharedForm>();
        foreach (var (format, mediaType) in ((string, string)[])[(SignedForms.Embedded, SharedForm.Embedded), (SignedForms.Jwt, SharedForm.Jwt)])
        {
            if (opened.Form(format) is { } bytes)
                forms.Add(new(mediaType, bytes));
        }

        return forms.ToImmutable();
    }

    public async Task<PublicCredential?> FindPublicAsync(string id, CancellationToken ct)
    {
        if (await reader.FindAsync(id, ct) is not { } credential)
            return null;
        var facts = credential.Facts;
        var erased = await reader.IsErasedAsync(credential, ct);
        return new PublicCredential(
            facts.Id,
            facts.Title,
            [.. facts.AwardingBodies],
            DateOnly.ParseExact(facts.AwardedDate, "yyyy-MM-dd", CultureInfo.InvariantCulture),
            StandingOf(credential, erased),
            IssuerOf(facts.InstitutionId),
            facts.AchievementId);
    }

    public async Task<PublishedAchievement?> FindAchievementAsync(string id, CancellationToken ct) =>
        await achievements.FindAsync(id, ct) is { } found
            ? new PublishedAchievement(id, found.Content, IssuerOf(found.Institution))
            : null;

    public async Task<VerificationReport> VerifyAsync(ReadOnlyMemory<byte> credential, CancellationToken ct) =>
        await verifier.VerifyAsync(CredentialInput.Read(credential), new VerifyOptions(), clock.GetUtcNow(), ct);

    private Standing StandingOf(Credential credential, bool learnerErased)
    {
        var state = Standing.Parse(credential.StatusAt(clock.GetUtcNow(), learnerErased));
        return state == CredentialState.Expired
            ? new Standing(state, credential.Facts.ValidUntil)
            : new Standing(state, credential.Since, credential.Reason);
    }

    private IssuingInstitution IssuerOf(Guid id)
    {
        var institution = institutions.ById(id) ?? throw new InvalidOperationException("A credential names an institution that is not registered.");
        return new IssuingInstitution(institution.Profile.LegalName, institution.Did, institution.Development)
        {
            RegisteredAt = institution.RegisteredAt,
            LogoPath = institution.Profile.Logo is null ? null : $"/institutions/{institution.Slug}/logo",
            LinkedInOrganisation = institution.Profile.LinkedInOrganisation,
            KeysPath = $"/institutions/{institution.Slug}/keys.json",
            Accreditation = [.. institution.Profile.Accreditation.Select(a => new ContentNote(a.Agent?.LegalName ?? a.Type.Label, a.Decision ?? a.Deqar))],
        };
    }

    /// <summary>The key of the form that the page checks: the first that it hands out.</summary>
    private SigningKeyFacts? KeyOf(CredentialIssued facts) =>
        (facts.Forms.FirstOrDefault(form => form.Format == SignedForms.Embedded) ?? facts.Forms.FirstOrDefault(form => form.Format == SignedForms.Jwt)) is { } form
        && institutions.ById(facts.InstitutionId)?.Key(form.KeyId) is { } key
            ? new SigningKeyFacts(key.KeyId, key.AddedAt, key.RetiredAt)
            : null;
}
