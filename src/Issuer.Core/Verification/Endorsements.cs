using System.Runtime.InteropServices;
using System.Text.Json;
using Issuer.Core.Encoding;

namespace Issuer.Core.Verification;

/// <summary>
/// Endorsements that a badge carries of itself, its achievement or its issuer (Open Badges 3.0, <c>endorsement</c> and <c>endorsementJwt</c>): credentials of
/// somebody else, each with a report of its own.
/// </summary>
internal static class Endorsements
{
    /// <summary>Most that are looked at; each may cost fetches.</summary>
    public const int Maximum = 8;

    /// <summary>An endorsement.</summary>
    /// <param name="Pointer">JSON Pointer into the credential.</param>
    /// <param name="Endorsed">Identifier of the object that it stands in; null where that has none.</param>
    /// <param name="Input">The endorsement.</param>
    public sealed record Found(string Pointer, string? Endorsed, CredentialInput Input);

    /// <summary>Those in a credential, in document order, without the endorsements of endorsements.</summary>
    /// <param name="credential">The credential.</param>
    /// <param name="most">At most so many.</param>
    public static IEnumerable<Found> In(JsonElement credential, int most) => most > 0 ? In(credential).Take(most) : [];

    private static List<Found> In(JsonElement credential)
    {
        var found = new List<Found>();
        var raw = JsonMarshal.GetRawUtf8Value(credential);
        // Most badges have none; an escape could hide the name.
        if (raw.IndexOf("\"endorsement"u8) >= 0 || raw.IndexOf("\\u"u8) >= 0)
            Look(credential, "", found);
        return found;
    }

    /// <summary>An endorsement says what it endorses (Open Badges 3.0, EndorsementSubject): the object that it stands in, and nothing else.</summary>
    public static Check? Fault(JsonElement endorsement, string? endorsed)
    {
        if (!endorsement.HasType("EndorsementCredential"))
            return new("format", Outcome.Failed, "not-an-endorsement", "What stands as an endorsement does not say that it is one.");
        return endorsed is not null && endorsement.Values("credentialSubject").All(subject => subject.Text("id") == endorsed)
            ? null
            : new("format", Outcome.Failed, "endorsement-of-another", "The endorsement is of something other than what it stands in.");
    }

    // The JSON reader bounds the depth.
    private static void Look(JsonElement element, string pointer, List<Found> found)
    {
        if (found.Count == Maximum)
            return;
        if (element.ValueKind == JsonValueKind.Array)
        {
            var index = 0;
            foreach (var item in element.EnumerateArray())
                Look(item, $"{pointer}/{index++}", found);
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in element.EnumerateObject())
            {
                var place = JsonPointer.Append(pointer, member.Name);
                if (member.Name is "endorsement" or "endorsementJwt")
                    Add(member.Value, place, element.Text("id"), found);
                else if (member.Name is not ("@context" or "proof"))
                    Look(member.Value, place, found);
            }
        }
    }

    private static void Add(JsonElement endorsements, string pointer, string? endorsed, List<Found> found)
    {
        var index = 0;
        foreach (var endorsement in ((JsonElement?)endorsements).OneOrMany())
        {
            var place = endorsements.ValueKind == JsonValueKind.Array ? $"{pointer}/{index++}" : pointer;
            if (found.Count < Maximum)
                found.Add(new(place, endorsed, CredentialInput.Read(endorsement)));
        }
    }
}
