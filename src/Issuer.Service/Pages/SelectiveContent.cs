using Issuer.Service.Credentials;

namespace Issuer.Service.Pages;

/// <summary>
/// What a share link shows of a credential. Each view names what it lets through, so that what a later version reads from credentials stays hidden until
/// somebody decides to show it.
/// </summary>
internal static class SelectiveContent
{
    private static readonly string[] ReducedOptional = ["prerequisites", "supervision", "stackability", "furtherInformation"];

    private static readonly string[] ReducedMore =
        ["description", "criteria", "provider", "dateOfAssessment", "subjectAreas", "accessRequirements", "recognitionOfPriorLearning", "validFrom", "validUntil", "id"];

    /// <summary>The content as a view shows it; one that this version does not know shows the least.</summary>
    public static CredentialContent Of(CredentialContent whole, string shows) => shows switch
    {
        LinkView.Full => whole,
        LinkView.Reduced => whole with
        {
            Facts = [.. whole.Facts.Where(fact => fact.Label != Words.Grade)],
            Mandatory = [.. whole.Mandatory.Select(element => element.Name == "learner" ? element with { Values = [.. element.Values.Where(v => v.Main is not null).Select(v => new ContentValue(v.Main))] } : element)],
            Optional = [.. whole.Optional.Where(element => ReducedOptional.Contains(element.Name))],
            More = [.. whole.More.Where(element => ReducedMore.Contains(element.Name))],
        },
        _ => new CredentialContent
        {
            Language = whole.Language,
            LearnerName = whole.LearnerName,
            Title = whole.Title,
            IssuerName = whole.IssuerName,
            IssuerId = whole.IssuerId,
            AwardingBodies = whole.AwardingBodies,
            IsMicroCredential = whole.IsMicroCredential,
            Facts = [.. whole.Facts.Where(fact => fact.Label == Words.Level)],
        },
    };
}
