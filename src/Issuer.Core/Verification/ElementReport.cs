using System.Collections.Immutable;
using System.Text.Json;

namespace Issuer.Core.Verification;

/// <summary>
/// Which of the EU's standard elements (Council Recommendation of 16 June 2022, Annex I: eleven mandatory, five optional) a credential holds. It reads our own
/// badges, plain Open Badges 3.0, the EU's own credentials (European Learning Model, both its serialisations) and the EUDI learning credential.
/// </summary>
public static class ElementReport
{
    /// <summary>One finding for each element, in Annex I's order, the mandatory ones first. Never throws.</summary>
    /// <param name="credential">The credential, or the claims of an EUDI learning credential.</param>
    public static ImmutableArray<ElementFinding> Of(JsonElement credential)
    {
        var places = PlacesFor(credential);
        return [.. places.Select(place => Find(place, credential))];
    }

    /// <summary>The check <c>elements</c> over a report.</summary>
    public static Check Summary(ImmutableArray<ElementFinding> elements)
    {
        var lacking = elements.Where(element => element.Mandatory && element.Found != "found").ToList();
        var mandatory = elements.Count(element => element.Mandatory);
        if (lacking.Count == 0)
            return new("elements", Outcome.Passed, "elements-complete", $"All {mandatory} mandatory EU elements are there.");
        return new(
            "elements", Outcome.Warning, "elements-incomplete",
            $"{mandatory - lacking.Count} of {mandatory} mandatory EU elements are there; lacking or not in the EU's form: {string.Join(", ", lacking.Select(element => element.Element))}.");
    }

    // The first place that holds the element rightly counts; then the first that holds something else.
    private static ElementFinding Find(ElementPlaces places, JsonElement credential)
    {
        Sighting? other = null;
        foreach (var look in places.Looks)
        {
            foreach (var sighting in look(credential))
            {
                if (sighting.Wrong is null)
                    return new(places.Element, places.Mandatory, "found", sighting.Path, sighting.Remark);
                other ??= sighting;
            }
        }

        return other is null
            ? new(places.Element, places.Mandatory, "missing", null)
            : new(places.Element, places.Mandatory, "wrong", other.Path, other.Wrong);
    }

    private static ElementPlaces[] PlacesFor(JsonElement credential)
    {
        if (credential.Text("vct") is not null)
            return EudiPlaces.All;
        var subject = credential.Member("credentialSubject");
        var isElm = credential.HasType("EuropeanDigitalCredential")
            || (subject is not null && !JsonPlaces.At(credential, "credentialSubject", "achievement").Any()
                && JsonPlaces.At(credential, "credentialSubject", "hasClaim").Any());
        return isElm ? ElmPlaces.All : OpenBadgePlaces.All;
    }
}

/// <summary>Where one element may stand in one kind of credential, the best place first.</summary>
internal sealed record ElementPlaces(string Element, bool Mandatory, params Look[] Looks);

/// <summary>Looks in one place.</summary>
internal delegate IEnumerable<Sighting> Look(JsonElement credential);

/// <summary>Something found.</summary>
/// <param name="Path">JSON Pointer.</param>
/// <param name="Wrong">Why it is not the element in the EU's form, or null when it is.</param>
/// <param name="Remark">What a reader should know although it is right.</param>
internal sealed record Sighting(string Path, string? Wrong = null, string? Remark = null);
