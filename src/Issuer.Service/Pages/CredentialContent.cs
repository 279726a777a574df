using System.Collections.Immutable;
using System.Text.Json;
using Issuer.Core.Model;
using Issuer.Service.Languages;

namespace Issuer.Service.Pages;

/// <summary>A text on a page: either ours, which has every language of the pages, or the credential's, in whatever languages it has.</summary>
public sealed record Said
{
    private Said(Phrase? ours, LocalizedText? theirs) => (Ours, Theirs) = (ours, theirs);

    /// <summary>Ours, or null.</summary>
    public Phrase? Ours { get; }

    /// <summary>The credential's, or null.</summary>
    public LocalizedText? Theirs { get; }

    public static implicit operator Said(Phrase ours) => new(ours, null);

    public static implicit operator Said(LocalizedText theirs) => new(null, theirs);

    /// <summary>Text of the credential in no language that it names.</summary>
    public static Said Untagged(string text) => LocalizedText.Of(JsonReading.UnknownLanguage, text);

    /// <summary>The text alone, for places that know no markup.</summary>
    public string Plain(UiLanguage language) => Ours?.In(language) ?? Theirs!.In(language.Tag).Text;
}

/// <summary>Something below a value: an explanation, an agency, a link.</summary>
/// <param name="Text">The text.</param>
/// <param name="Link">An https address that the credential gives, or null.</param>
public sealed record ContentNote(Said Text, Uri? Link = null);

/// <summary>One value of an element.</summary>
/// <param name="Main">What it says; null where that is an identifier alone.</param>
public sealed record ContentValue(Said? Main)
{
    /// <summary>Below it.</summary>
    public ImmutableArray<ContentNote> Notes { get; init; } = [];

    /// <summary>Identifiers, shown character for character.</summary>
    public ImmutableArray<string> Codes { get; init; } = [];
}

/// <summary>An element of the credential.</summary>
/// <param name="Name">As the element report names it (<c>learner</c>, <c>title</c>, …), or a name of our own beyond the sixteen.</param>
/// <param name="Label">In the EU's words.</param>
/// <param name="Values">Empty where the credential does not state it.</param>
public sealed record ContentElement(string Name, Phrase Label, ImmutableArray<ContentValue> Values);

/// <summary>A short fact for the certificate itself.</summary>
public sealed record ContentFact(Phrase Label, Said Value, Said? Note = null);

/// <summary>
/// What a credential says, ready to be shown: our own documents, other issuers' Open Badges (2 models, and the assertions of Open Badges 2.0), ELM and EUDI learning credentials. The document may be hostile:
/// nothing in it is trusted to be there, to be of its type, or to be true.
/// </summary>
public sealed record CredentialContent
{
    /// <summary>The learner's name, or null.</summary>
    public string? LearnerName { get; init; }

    /// <summary>Language of the strings that name none, as the achievement states it; <c>und</c> where it does not.</summary>
    public string Language { get; init; } = JsonReading.UnknownLanguage;

    /// <summary>Title, or null.</summary>
    public LocalizedText? Title { get; init; }

    /// <summary>What the issuer calls itself in the credential, or null. Never shown without <see cref="IssuerId"/>.</summary>
    public LocalizedText? IssuerName { get; init; }

    /// <summary>The issuer's identifier, or null.</summary>
    public string? IssuerId { get; init; }

    /// <summary>Names of the awarding bodies; the issuer's where there are none.</summary>
    public ImmutableArray<LocalizedText> AwardingBodies { get; init; } = [];

    /// <summary>Date of issuing, or null.</summary>
    public DateOnly? DateOfIssuing { get; init; }

    /// <summary>Last instant of validity, or null.</summary>
    public DateTimeOffset? ValidUntil { get; init; }

    /// <summary>It calls itself a micro-credential.</summary>
    public bool IsMicroCredential { get; init; }

    /// <summary>What the learner can do: the learning outcomes, the first <see cref="OutcomesShown"/> of them.</summary>
    public ImmutableArray<Said> Outcomes { get; init; } = [];

    /// <summary>As many outcomes as a certificate of one sheet has room for; the full list stands among the elements.</summary>
    public const int OutcomesShown = 6;

    /// <summary>For the certificate, as far as stated: level, workload, grade, assessment, participation, quality assurance, what it counts towards.</summary>
    public ImmutableArray<ContentFact> Facts { get; init; } = [];

    /// <summary>The eleven mandatory elements in the order of Annex I.</summary>
    public ImmutableArray<ContentElement> Mandatory { get; init; } = [];

    /// <summary>The five optional elements.</summary>
    public ImmutableArray<ContentElement> Optional { get; init; } = [];

    /// <summary>What else it states; only what is there.</summary>
    public ImmutableArray<ContentElement> More { get; init; } = [];

    /// <summary>Reads a credential, or the <c>vc</c> of a token of the older data model. Never throws on any JSON.</summary>
    public static CredentialContent Of(JsonElement credential) =>
        LearningContent.Is(credential) ? LearningContent.Read(credential) : new ContentReader(OldBadge.AsCredential(credential) ?? credential.Member("vc") ?? credential).Read();

    /// <summary>Reads the learner-free achievement alone, as <c>/achievements/{id}</c> publishes it.</summary>
    public static CredentialContent OfAchievement(JsonElement achievement) => ContentReader.OfAchievement(achievement).Read();
}
