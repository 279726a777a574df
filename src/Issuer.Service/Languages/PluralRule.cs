namespace Issuer.Service.Languages;

/// <summary>Plural categories of the Unicode CLDR, as a language's file names them in lower case.</summary>
public enum PluralCategory
{
    /// <summary>Welsh and others: none.</summary>
    Zero,

    /// <summary>Singular.</summary>
    One,

    /// <summary>Dual.</summary>
    Two,

    /// <summary>A few.</summary>
    Few,

    /// <summary>Many.</summary>
    Many,

    /// <summary>The rest, which every language has.</summary>
    Other,
}

/// <summary>
/// Which form of a text a number takes, language by language (CLDR 46, plural rules for cardinals). Numbers are written without trailing zeros here, so
/// CLDR's operands come down to the value itself. The categories that CLDR has for compact forms alone ("1 million de") are left out: no page uses such forms.
/// </summary>
public static class PluralRule
{
    /// <summary>One for 1: English, German, Dutch, Italian, Spanish, Greek, Turkish, Uzbek.</summary>
    public static PluralCategory One(decimal number) => number == 1 ? PluralCategory.One : PluralCategory.Other;

    /// <summary>One from 0 to below 2: French, Portuguese.</summary>
    public static PluralCategory BelowTwo(decimal number) => number is >= 0 and < 2 ? PluralCategory.One : PluralCategory.Other;

    /// <summary>Welsh.</summary>
    public static PluralCategory Welsh(decimal number) => number switch
    {
        0 => PluralCategory.Zero,
        1 => PluralCategory.One,
        2 => PluralCategory.Two,
        3 => PluralCategory.Few,
        6 => PluralCategory.Many,
        _ => PluralCategory.Other,
    };

    /// <summary>Irish.</summary>
    public static PluralCategory Irish(decimal number) => number switch
    {
        _ when !decimal.IsInteger(number) => PluralCategory.Other,
        1 => PluralCategory.One,
        2 => PluralCategory.Two,
        >= 3 and <= 6 => PluralCategory.Few,
        >= 7 and <= 10 => PluralCategory.Many,
        _ => PluralCategory.Other,
    };

    /// <summary>Polish: many for 21 and for what ends in 11.</summary>
    public static PluralCategory Polish(decimal number) => number == 1 ? PluralCategory.One
        : !decimal.IsInteger(number) ? PluralCategory.Other
        : EndsInFew(number) ? PluralCategory.Few
        : PluralCategory.Many;

    /// <summary>Ukrainian: one for 1, 21, 31, not for 11.</summary>
    public static PluralCategory Ukrainian(decimal number) => !decimal.IsInteger(number) ? PluralCategory.Other
        : number % 10 == 1 && number % 100 != 11 ? PluralCategory.One
        : EndsInFew(number) ? PluralCategory.Few
        : PluralCategory.Many;

    private static bool EndsInFew(decimal number) => number % 10 is 2 or 3 or 4 && number % 100 is not (12 or 13 or 14);
}
