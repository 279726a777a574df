using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Issuer.Service.Access;

/// <summary>Content negotiation by <c>Accept</c> (RFC 9110, section 12.5.1).</summary>
internal static class MediaTypes
{
    /// <summary>
    /// The offer that the reader likes best; among equals the first offer; null where none is acceptable. No header, or an unreadable one, accepts anything.
    /// </summary>
    public static string? Choose(StringValues accept, ReadOnlySpan<string> offers)
    {
        if (StringValues.IsNullOrEmpty(accept) || accept.Sum(line => line?.Length ?? 0) > 4000 || !MediaTypeHeaderValue.TryParseList(accept, out var ranges))
            return offers[0];

        string? best = null;
        var bestQuality = 0d;
        foreach (var offer in offers)
        {
            var type = new MediaTypeHeaderValue(offer);
            // The most specific range that covers the offer decides on it.
            MediaTypeHeaderValue? decisive = null;
            foreach (var range in ranges)
            {
                if (Covers(range, type) && (decisive is null || Specificity(range) > Specificity(decisive)))
                    decisive = range;
            }

            var quality = decisive is null ? 0 : decisive.Quality ?? 1;
            if (quality > bestQuality)
                (best, bestQuality) = (offer, quality);
        }

        return best;
    }

    // Suffixes do not match by themselves here: application/jwt does not ask for application/vc+jwt.
    private static bool Covers(MediaTypeHeaderValue range, MediaTypeHeaderValue type) =>
        range.MatchesAllTypes
        || (range.Type.Equals(type.Type, StringComparison.OrdinalIgnoreCase)
            && (range.MatchesAllSubTypes || range.SubType.Equals(type.SubType, StringComparison.OrdinalIgnoreCase)));

    private static int Specificity(MediaTypeHeaderValue range) => range.MatchesAllTypes ? 0 : range.MatchesAllSubTypes ? 1 : 2;
}
