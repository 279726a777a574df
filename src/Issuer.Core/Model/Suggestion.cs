namespace Issuer.Core.Model;

/// <summary>Finds the name that was probably meant.</summary>
static class Suggestion
{
    // Longer input is not a misspelling; and the distance costs length times length.
    const int MaxLength = 64;

    /// <summary>
    /// The candidate equal to <paramref name="given"/> but for case and punctuation, else the nearest within one edit per three characters, else null.
    /// </summary>
    public static string? For(string given, IEnumerable<string> candidates)
    {
        if (given.Length is 0 or > MaxLength)
            return null;
        var wanted = Plain(given);
        string? best = null;
        var bestDistance = Math.Max(1, wanted.Length / 3) + 1;
        foreach (var candidate in candidates)
        {
            var plain = Plain(candidate);
            if (plain == wanted)
                return candidate;
            // Codes of three or four characters are all near each other.
            if (Math.Min(plain.Length, wanted.Length) < 4 || Math.Abs(plain.Length - wanted.Length) >= bestDistance)
                continue;
            var distance = Distance(wanted, plain);
            if (distance < bestDistance)
                (best, bestDistance) = (candidate, distance);
        }

        return best;
    }

    static string Plain(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    /// <summary>Edits from one to the other: a letter put in, left out, changed, or swapped with its neighbour.</summary>
    static int Distance(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
            rows[i, 0] = i;
        for (var j = 0; j <= b.Length; j++)
            rows[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var change = rows[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                rows[i, j] = Math.Min(change, Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
            }
        }

        return rows[a.Length, b.Length];
    }
}
