using System.Globalization;

namespace Issuer.Service.Languages;

/// <summary>Days and instants in words. Month names are texts like any other: what a page says must not depend on the languages that a machine's ICU data holds.</summary>
public static class Dates
{
    // As they stand in a date, in the genitive where the language has one.
    private static readonly Sentence MonthJanuary = new();
    private static readonly Sentence MonthFebruary = new();
    private static readonly Sentence MonthMarch = new();
    private static readonly Sentence MonthApril = new();
    private static readonly Sentence MonthMay = new();
    private static readonly Sentence MonthJune = new();
    private static readonly Sentence MonthJuly = new();
    private static readonly Sentence MonthAugust = new();
    private static readonly Sentence MonthSeptember = new();
    private static readonly Sentence MonthOctober = new();
    private static readonly Sentence MonthNovember = new();
    private static readonly Sentence MonthDecember = new();

    private static readonly Sentence[] Months =
    [
        MonthJanuary, MonthFebruary, MonthMarch, MonthApril, MonthMay, MonthJune, MonthJuly, MonthAugust, MonthSeptember, MonthOctober, MonthNovember, MonthDecember,
    ];

    private static readonly Template DayOfMonth = new(["day", "month", "year"]);
    private static readonly Template TimeOfDay = new(["date", "time"]);

    /// <summary>24 November 2026</summary>
    public static Phrase Of(DateOnly date) => DayOfMonth.With(Phrase.Number(date.Day), Months[date.Month - 1], Phrase.Number(date.Year));

    /// <summary>The day, in UTC.</summary>
    public static Phrase Of(DateTimeOffset instant) => Of(DateOnly.FromDateTime(instant.UtcDateTime));

    /// <summary>Day and time to the minute, in UTC.</summary>
    public static Phrase At(DateTimeOffset instant) => TimeOfDay.With(Of(instant), Phrase.Same(instant.UtcDateTime.ToString("HH:mm", CultureInfo.InvariantCulture)));
}
