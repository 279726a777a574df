using System.Text.Json;
using Issuer.Core.Model;
using Issuer.Service.Credentials;

namespace Issuer.Service.Sharing;

/// <summary>What somebody chose for a share link.</summary>
/// <param name="Shows">One of <see cref="LinkView"/>.</param>
/// <param name="Purpose">The learner's note; never shown to whoever opens the link.</param>
/// <param name="ExpiresAt">From then on it shows nothing.</param>
/// <param name="BirthDateCheck">Whether a reader may have a date of birth compared.</param>
/// <param name="NameInPreview">Whether link previews may name the learner.</param>
public sealed record ShareLinkChoice(string Shows, string? Purpose, DateTimeOffset? ExpiresAt, bool BirthDateCheck, bool NameInPreview)
{
    /// <summary>Longest note, characters.</summary>
    public const int PurposeLength = 200;

    /// <summary>Reads the API's body; null where there is an error.</summary>
    public static ShareLinkChoice? Read(JsonElement body, DateTimeOffset now, FindingList findings)
    {
        if (ObjectReader.Open(body, "", findings, "en", "shows", "purpose", "expiresAt", "birthDateCheck", "nameInPreview") is not { } reader)
            return null;
        var shows = reader.Choice("shows", [.. LinkView.All]);
        var purpose = reader.Line("purpose", PurposeLength);
        var expiresAt = reader.LastInstant("expiresAt");
        if (expiresAt <= now)
            reader.Error("expiresAt", "in-the-past", "A share link ends at a time that is still to come.");
        var birthDate = reader.Flag("birthDateCheck") ?? false;
        var preview = reader.Flag("nameInPreview") ?? false;
        return findings.HasErrors ? null : new(shows ?? LinkView.Full, purpose, expiresAt, birthDate, preview);
    }
}
