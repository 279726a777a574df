using System.Text.Json;
using Issuer.Core.Formats;

namespace Issuer.Core.Verification;

/// <summary>The check <c>format</c> of a presentation (VCDM 2.0, 4.13; VCDM 1.1, 4.10), and the credentials in it.</summary>
internal static class PresentationFormat
{
    /// <summary>Most credentials that are looked at.</summary>
    public const int MaximumCredentials = 16;

    private const string Name = "format";

    /// <summary>The check, and what the later checks need. The holder stands where a credential's issuer does.</summary>
    /// <param name="presentation">The presentation.</param>
    /// <param name="signer">
    /// Name of the key that signed. Where the presentation names no holder, whoever signed presents, and the key only has to be that party's for
    /// authentication; null where nobody signed either.
    /// </param>
    public static (Check Check, CredentialFacts? Facts) Of(JsonElement presentation, string? signer) =>
        Of(presentation, signer, isV1: LegacyCredential.Is(presentation));

    /// <summary>The same of one data model alone.</summary>
    public static (Check Check, CredentialFacts? Facts) Of(JsonElement presentation, string? signer, bool isV1)
    {
        if (ContextCheck.Fault(presentation, isV1 ? LegacyCredential.CredentialsV1 : EuContext.CredentialsV2) is { } wrongContext)
            return (wrongContext, null);
        var context = presentation.GetProperty("@context");
        var known = isV1 ? LegacyCredential.AreContextsKnown(context) : EuContext.AreKnown(context);
        if (presentation.Values("type").Any(type => type.AsText() is null) || !presentation.HasType("VerifiablePresentation"))
            return (Failed("type-missing", "The type does not say VerifiablePresentation."), null);
        if (presentation.Member("id") is { } id && (id.AsText() is not { } text || !JsonReading.IsAbsoluteIri(text)))
            return (Failed("id-malformed", "The member id is no URL."), null);
        if (HolderOf(presentation, signer) is not { } holder)
            return (Failed("holder-malformed", "The holder is neither a URL nor an object whose id is one."), null);
        if (presentation.Values("verifiableCredential").Take(MaximumCredentials + 1).Count() > MaximumCredentials)
            return (Failed("too-many-credentials", $"The presentation holds more than {MaximumCredentials} credentials."), null);

        var facts = new CredentialFacts { Credential = presentation, ContextsKnown = known, Issuer = holder, Id = presentation.Text("id") };
        return (
            ContextCheck.Unknown(presentation, known)
            ?? new(Name, Outcome.Passed, "presentation", "The presentation is well formed (Verifiable Credentials Data Model)."), facts);
    }

    /// <summary>The check <c>status</c> of a presentation: what its credentials were found to be.</summary>
    public static Check Status(IReadOnlyCollection<RelatedReport> credentials)
    {
        if (credentials.FirstOrDefault(credential => credential.Report.Verdict == Verdict.Invalid) is { } invalid)
            return new("status", Outcome.Failed, "credential-invalid", $"A credential in the presentation is invalid ({invalid.Pointer}).");
        if (credentials.FirstOrDefault(credential => credential.Report.Verdict == Verdict.Indeterminate) is { } indeterminate)
            return new("status", Outcome.CannotTell, "credential-indeterminate", $"Of a credential in the presentation nobody can tell ({indeterminate.Pointer}).");
        return credentials.Count == 0
            ? new("status", Outcome.NotApplicable, "no-credentials", "The presentation holds no credential.")
            : new("status", Outcome.Passed, "credentials-valid", "Every credential in the presentation is valid.");
    }

    // Null for what is no holder; empty where there is none.
    private static string? HolderOf(JsonElement presentation, string? signer)
    {
        if (presentation.Member("holder") is not { } holder)
            return signer?.Split('#')[0] ?? "";
        var id = holder.AsText() ?? holder.Text("id");
        return id is not null && JsonReading.IsAbsoluteIri(id) ? id : null;
    }

    private static Check Failed(string code, string detail) => new(Name, Outcome.Failed, code, detail);
}
