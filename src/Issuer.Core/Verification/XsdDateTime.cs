using System.Globalization;

namespace Issuer.Core.Verification;

/// <summary><c>xsd:dateTimeStamp</c> (XML Schema 1.1 part 2, 3.4.28): a date, a time, and a zone that is required.</summary>
public static class XsdDateTime
{
    // A fraction beyond the clock's 100 ns is cut; a text longer than this says nothing more.
    private const int MaximumLength = 64;

    /// <summary>Reads one; false also for years that <see cref="DateTimeOffset"/> does not know.</summary>
    public static bool TryParse(string text, out DateTimeOffset value)
    {
        value = default;
        if (text.Length is < 20 or > MaximumLength || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':')
            return false;
        if (!TryRead(text, 0, 4, out var year) || !TryRead(text, 5, 2, out var month) || !TryRead(text, 8, 2, out var day)
            || !TryRead(text, 11, 2, out var hour) || !TryRead(text, 14, 2, out var minute) || !TryRead(text, 17, 2, out var second))
            return false;

        var at = 19;
        long ticks = 0;
        if (text[at] == '.')
        {
            var start = ++at;
            for (; at < text.Length && char.IsAsciiDigit(text[at]); at++)
            {
                if (at - start < 7)
                    ticks = (ticks * 10) + (text[at] - '0');
            }

            if (at == start)
                return false;
            for (var digits = at - start; digits < 7; digits++)
                ticks *= 10;
        }

        if (!TryReadZone(text.AsSpan(at), out var zone))
            return false;
        // 24:00:00 is the end of the day; xsd knows no leap second.
        var endOfDay = hour == 24 && minute == 0 && second == 0 && ticks == 0;
        if (year == 0 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || (hour > 23 && !endOfDay) || minute > 59 || second > 59)
            return false;

        var local = new DateTime(year, month, day).Ticks
            + (TimeSpan.TicksPerHour * hour) + (TimeSpan.TicksPerMinute * minute) + (TimeSpan.TicksPerSecond * second) + ticks;
        var utc = local - zone.Ticks;
        if (utc < DateTime.MinValue.Ticks || utc > DateTime.MaxValue.Ticks)
            return false;
        value = new(utc, TimeSpan.Zero);
        return true;
    }

    private static bool TryReadZone(ReadOnlySpan<char> text, out TimeSpan zone)
    {
        zone = TimeSpan.Zero;
        if (text is "Z")
            return true;
        if (text.Length != 6 || text[0] is not ('+' or '-') || text[3] != ':'
            || !TryRead(text, 1, 2, out var hours) || !TryRead(text, 4, 2, out var minutes)
            || hours > 14 || minutes > 59 || (hours == 14 && minutes > 0))
            return false;
        zone = new TimeSpan(hours, minutes, 0) * (text[0] == '-' ? -1 : 1);
        return true;
    }

    // NumberStyles.None takes ASCII digits alone.
    private static bool TryRead(ReadOnlySpan<char> text, int start, int count, out int number) =>
        int.TryParse(text.Slice(start, count), NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
