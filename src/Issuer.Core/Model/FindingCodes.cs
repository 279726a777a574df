namespace Issuer.Core.Model;

/// <summary>
/// Codes of the findings about a request's shape. Programs may rely on them; the sentences beside them may change.
/// The rules' own codes stand in each rule under <c>Rules/</c>.
/// </summary>
public static class FindingCodes
{
    /// <summary>A mandatory member is absent (or null), and there is no default for it.</summary>
    public const string Missing = "missing";

    /// <summary>A member has the wrong JSON type: text for a number, one value where a list is expected, …</summary>
    public const string WrongType = "wrong-type";

    /// <summary>A member that the request does not know; the message may name the one that was meant.</summary>
    public const string UnknownMember = "unknown-member";

    /// <summary>A member that occurs twice in one object.</summary>
    public const string DuplicateMember = "json-duplicate-member";

    /// <summary>Text without a visible character, or an empty list or object where something is needed.</summary>
    public const string Empty = "empty";

    /// <summary>Text longer than allowed.</summary>
    public const string TooLong = "too-long";

    /// <summary>More entries than allowed.</summary>
    public const string TooMany = "too-many";

    /// <summary>A control character; line breaks and tabs are allowed in long text only.</summary>
    public const string ControlCharacter = "control-character";

    /// <summary>U+0000.</summary>
    public const string NullCharacter = "json-null-character";

    /// <summary>A character that reorders the text around it: U+202A to U+202E, U+2066 to U+2069.</summary>
    public const string BidiControl = "bidi-control";

    /// <summary>A code point that Unicode never assigns: U+FDD0 to U+FDEF, and the last two of each plane.</summary>
    public const string Noncharacter = "noncharacter";

    /// <summary>Half of a surrogate pair, or bytes that are not UTF-8.</summary>
    public const string LoneSurrogate = "json-lone-surrogate";

    /// <summary>A language tag that BCP 47 does not allow, or that has a shorter form.</summary>
    public const string BadLanguageTag = "bad-language-tag";

    /// <summary>Two entries for the same language.</summary>
    public const string RepeatedLanguage = "repeated-language";

    /// <summary>Not a date of the calendar as YYYY-MM-DD.</summary>
    public const string BadDate = "bad-date";

    /// <summary>A date with a time of day, where only a date is meant.</summary>
    public const string DateWithTime = "date-with-time";

    /// <summary>Not an absolute http or https address without user name and password.</summary>
    public const string BadUrl = "bad-url";

    /// <summary>Not an e-mail address.</summary>
    public const string BadEmail = "bad-email";

    /// <summary>Not a decentralised identifier (W3C DID Core, 3.1).</summary>
    public const string BadDid = "bad-did";

    /// <summary>A number outside the range that makes sense.</summary>
    public const string NumberRange = "number-range";

    /// <summary>More than two decimal places.</summary>
    public const string NumberPrecision = "number-precision";

    /// <summary>Not a concept of the code list.</summary>
    public const string UnknownConcept = "unknown-concept";

    /// <summary>Not one of the values that the member may take.</summary>
    public const string UnknownValue = "unknown-value";

    /// <summary>A form, or a cryptosuite of one, that this service does not sign.</summary>
    public const string FormNotSupported = "form-not-supported";

    /// <summary>An entry that repeats an earlier one of the same list (a warning).</summary>
    public const string Repeated = "repeated";

    /// <summary>There are more faults than are listed.</summary>
    public const string TooManyFaults = "too-many-faults";
}
