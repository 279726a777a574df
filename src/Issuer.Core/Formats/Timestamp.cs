using System.Globalization;

namespace Issuer.Core.Formats;

/// <summary>Instants and dates as credentials carry them: xsd:dateTimeStamp in UTC, whole seconds, <c>Z</c>.</summary>
static class Timestamp
{
    public static string Of(DateTimeOffset instant)
    {
        if (instant.UtcTicks % TimeSpan.TicksPerSecond != 0)
            throw new ArgumentException("An instant in a credential has whole seconds, so that a JWT's claims can equal it.", nameof(instant));
        return instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
    }

    /// <summary>A date where a term wants an xsd:dateTime: midnight UTC, which no reader can shift to the day before by dropping the time.</summary>
    public static string AtMidnight(DateOnly date) => Date(date) + "T00:00:00Z";

    public static string Date(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
