using Issuer.Core.Model;

namespace Issuer.Core.Rules;

/// <summary>Codes of the rules' findings. Programs may rely on them; the sentences beside them may change. Those of a request's shape: <see cref="FindingCodes"/>.</summary>
public static class RuleCodes
{
    /// <summary>Error: there are no ECTS credits, and no reason is given.</summary>
    public const string ReasonMissing = "reason-missing";

    /// <summary>Error: ECTS credits stand among the other credits.</summary>
    public const string EctsAmongOthers = "ects-among-others";

    /// <summary>Warning: hours and ECTS credits do not fit 25 to 30 hours a credit.</summary>
    public const string HoursPerEcts = "hours-per-ects";

    /// <summary>Warning: CATS credits do not fit the ECTS credits (2 to 1) or the hours (10 an hour).</summary>
    public const string CatsPerEcts = "cats-per-ects";

    /// <summary>Error: two levels cannot both be right.</summary>
    public const string LevelContradiction = "level-contradiction";

    /// <summary>Error: a whole framework is named where a level of it is meant.</summary>
    public const string NotALevel = "not-a-level";

    /// <summary>Warning: there is a level, but none of the EQF.</summary>
    public const string EqfAbsent = "eqf-absent";

    /// <summary>Warning: the ISCED level does not go with the EQF level.</summary>
    public const string IscedLevelUnlikely = "isced-level-unlikely";

    /// <summary>Error: a date of issuing that has not come yet.</summary>
    public const string DateInFuture = "date-in-future";

    /// <summary>Error: dates in an order that cannot be.</summary>
    public const string DateOrder = "date-order";

    /// <summary>Error: a date of another age, which a slip of the keyboard makes.</summary>
    public const string ImplausibleDate = "implausible-date";

    /// <summary>Error: validity ends before it begins.</summary>
    public const string AlreadyExpired = "already-expired";

    /// <summary>Error or warning: the learner would be older than anyone, or a child.</summary>
    public const string ImplausibleAge = "implausible-age";

    /// <summary>Error: a learning outcome that only repeats the title.</summary>
    public const string OutcomeRepeatsTitle = "outcome-repeats-title";

    /// <summary>Error: a learning outcome without words, or with a placeholder.</summary>
    public const string OutcomeSaysNothing = "outcome-says-nothing";

    /// <summary>Warning: a learning outcome that repeats another.</summary>
    public const string OutcomeRepeated = "outcome-repeated";

    /// <summary>Warning: an awarding body without its country.</summary>
    public const string CountryAbsent = "country-absent";

    /// <summary>Warning: the provider is an awarding body, and need not be named.</summary>
    public const string ProviderIsAwardingBody = "provider-is-awarding-body";

    /// <summary>Error: not an address of DEQAR.</summary>
    public const string BadDeqarReference = "bad-deqar-reference";

    /// <summary>Error: not the IRI of an ESCO skill.</summary>
    public const string BadEscoSkill = "bad-esco-skill";

    /// <summary>Error: the title is not in the primary language.</summary>
    public const string PrimaryLanguageMissing = "primary-language-missing";

    /// <summary>Warning: a text is not in all the languages of the title.</summary>
    public const string LanguageMissing = "language-missing";

    /// <summary>Error: the region lies in another country.</summary>
    public const string RegionOutsideCountry = "region-outside-country";
}
