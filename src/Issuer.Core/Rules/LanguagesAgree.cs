using Issuer.Core.Model;

namespace Issuer.Core.Rules;

/// <summary>
/// Open Badges has one language per string, so the title must be there in the primary language; and a reader of any language that the title is in expects
/// the rest in it too.
/// </summary>
sealed class LanguagesAgree : IRule
{
    public IReadOnlyList<string> Reads =>
        ["/options/language", "/title", "/description", "/learningOutcomes", "/prerequisites", "/accessRequirements", "/furtherInformation", "/assessment/description"];

    public IEnumerable<Finding> Check(MicroCredential credential, IssuingDefaults defaults)
    {
        var primary = credential.Options.Language;
        if (!Has(credential.Title, primary))
        {
            yield return Finding.Error(
                "/title", RuleCodes.PrimaryLanguageMissing,
                $"The primary language is “{primary}” (options.language), but the title is not in it: add it, or set options.language to “{credential.Title.Entries[0].Language}”.");
        }

        foreach (var (pointer, text) in Texts(credential))
        {
            foreach (var (language, _) in credential.Title.Entries)
            {
                if (text is not null && !Has(text, language))
                    yield return Finding.Warning(pointer, RuleCodes.LanguageMissing, $"The title is also in “{language}”, this text is not.");
            }
        }
    }

    static IEnumerable<(string Pointer, LocalizedText? Text)> Texts(MicroCredential credential)
    {
        yield return ("/description", credential.Description);
        foreach (var (index, outcome) in credential.LearningOutcomes.Index())
            yield return ($"/learningOutcomes/{index}/title", outcome.Title);
        yield return ("/prerequisites", credential.Prerequisites);
        yield return ("/accessRequirements", credential.AccessRequirements);
        yield return ("/assessment/description", credential.Assessment.Description);
        yield return ("/furtherInformation", credential.FurtherInformation);
    }

    // en-GB serves a reader of en, and the other way round.
    static bool Has(LocalizedText text, string language) => text.Entries.Any(entry => Primary(entry.Language) == Primary(language));

    static string Primary(string language) => language.Split('-')[0];
}
