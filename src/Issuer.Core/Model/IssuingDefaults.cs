using System.Collections.Immutable;

namespace Issuer.Core.Model;

/// <summary>What the institution and the clock add to a request.</summary>
/// <param name="Country">Country of the issuer where the request names none.</param>
/// <param name="Region">Region of the issuer, where the request names neither a region nor another country.</param>
/// <param name="AwardingBodies">Awarding bodies where the request names none: the institution itself.</param>
/// <param name="Today">The day, UTC: the date of issuing where the request names none, and the latest it may name.</param>
/// <param name="Now">The instant, for periods of validity.</param>
/// <param name="SupportedForms">What <c>options.forms</c> may ask for.</param>
public sealed record IssuingDefaults(
    Concept? Country, Concept? Region, ImmutableArray<Organisation> AwardingBodies, DateOnly Today, DateTimeOffset Now, IReadOnlyList<string> SupportedForms);
