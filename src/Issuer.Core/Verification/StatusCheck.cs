using System.Globalization;
using System.Text.Json;
using Issuer.Core.Status;

namespace Issuer.Core.Verification;

/// <summary>
/// The check <c>status</c> over Bitstring Status Lists (W3C Bitstring Status List 1.0). A list that cannot be had, does not verify or does not fit the
/// entry tells nothing: never "not revoked".
/// </summary>
/// <param name="sources">Where lists are fetched.</param>
/// <param name="verifyList">Format, signature, issuer and validity of the list credential itself.</param>
internal sealed class StatusCheck(IVerificationSources sources, Func<CredentialInput, CancellationToken, ValueTask<ListVerification>> verifyList)
{
    private const string Name = "status";
    private const string EntryType = "BitstringStatusListEntry";

    // VCDM 2.0 sets no bound; each entry may cost one fetch.
    private const int MaximumEntries = 8;

    // Bytes after decoding, 32 million entries; the text itself has the bound of any credential.
    private const int MaximumListBytes = 4 * 1024 * 1024;

    /// <summary>Looks at every entry; the gravest answer counts.</summary>
    public async ValueTask<Check> RunAsync(CredentialFacts facts, CancellationToken ct)
    {
        var entries = facts.Credential.Values("credentialStatus").ToList();
        if (entries.Count == 0)
            return new(Name, Outcome.NotApplicable, "no-status", "The credential has no status entry: its issuer cannot revoke it.");
        if (!facts.ContextsKnown)
            return CannotTell("context-unknown", "With a JSON-LD context that is not known, the status entry may mean anything.");
        if (entries.Count > MaximumEntries)
            return CannotTell("status-too-many", "The credential has more status entries than are looked at.");

        Check? worst = null;
        foreach (var entry in entries)
        {
            var check = await LookUpAsync(entry, facts.Issuer, ct);
            if (check.Outcome == Outcome.Failed)
                return check;
            if (worst is null || check.Outcome == Outcome.CannotTell)
                worst = check;
        }

        return worst!;
    }

    private async ValueTask<Check> LookUpAsync(JsonElement entry, string issuer, CancellationToken ct)
    {
        // Exactly this type: beside another one the entry might mean more than we read.
        if (entry.Values("type").ToList() is not [var type] || type.AsText() != EntryType)
            return CannotTell("status-type-unknown", "The status entry is of a type that this verifier does not know.");
        if (entry.Text("statusPurpose") is not { } purpose || entry.Text("statusListCredential") is not { } address
            || !TryReadIndex(entry, out var index) || !Uri.TryCreate(address, UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http"))
            return CannotTell("status-entry-malformed", "The status entry lacks a purpose, an index or the address of its list.");
        if (purpose is not ("revocation" or "suspension"))
        {
            // 2.1: refresh and message inform the holder; any other purpose may take the credential's force away.
            return purpose is "refresh" or "message"
                ? new(Name, Outcome.Passed, "status-informative", "The status entry informs only; it cannot revoke the credential.")
                : CannotTell("status-purpose-unknown", "The status entry has a purpose that this verifier does not know.");
        }

        if (entry.Member("statusSize") is { } size && !(size.ValueKind == JsonValueKind.Number && size.TryGetInt32(out var bits) && bits == 1))
            return CannotTell("status-size-not-supported", "The status entry uses more than one bit.");

        return await sources.FetchStatusListAsync(url, ct) switch
        {
            Lookup.Found found => await ReadAsync(found.Body, address, issuer, purpose, index, ct),
            _ => CannotTell("status-list-unreachable", "The issuer's status list could not be fetched, so nobody can tell whether the credential was revoked."),
        };
    }

    private async ValueTask<Check> ReadAsync(ReadOnlyMemory<byte> body, string address, string issuer, string purpose, long index, CancellationToken ct)
    {
        var input = CredentialInput.Read(body);
        var (failure, facts) = await verifyList(input, ct);
        if (failure is not null)
        {
            var code = failure.Code == "expired" ? "status-list-expired" : "status-list-not-verified";
            return CannotTell(code, $"The issuer's status list does not verify itself ({failure.Name}: {failure.Code}).");
        }

        var list = facts!.Credential;
        if (!facts.IsStatusList || list.Member("credentialSubject") is not { ValueKind: JsonValueKind.Object } subject || !subject.HasType("BitstringStatusList"))
            return CannotTell("status-list-malformed", "What the status entry names is no status list.");
        if (facts.Issuer != issuer)
            return CannotTell("status-list-of-another", "The status list was not issued by the credential's issuer.");
        if (facts.Id is not null && facts.Id != address)
            return CannotTell("status-list-of-another", "The status list is not the one that the credential names.");
        if (list.Values("credentialStatus").Any())
            return CannotTell("status-list-has-status", "The status list has a status of its own, which is not looked up.");
        if (!subject.Values("statusPurpose").Any(value => value.AsText() == purpose))
            return CannotTell("status-purpose-mismatch", "The status list is not for the purpose of the credential's entry.");
        if (!BitstringStatusList.TryDecode(subject.Text("encodedList"), MaximumListBytes, out var decoded, out var fault))
            return CannotTell(fault!, "The status list cannot be decoded, or is shorter than the standard demands.");
        if (index >= decoded!.Length)
            return CannotTell("status-index-out-of-range", "The status list is too short for the credential's entry.");

        var asOf = facts.ValidFrom is { } from ? $" (list of {from.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)})" : "";
        return (decoded[index], purpose) switch
        {
            (true, "revocation") => new(Name, Outcome.Failed, "revoked", $"The issuer has revoked the credential{asOf}."),
            (true, _) => new(Name, Outcome.Failed, "suspended", $"The issuer has suspended the credential{asOf}."),
            (false, "revocation") => new(Name, Outcome.Passed, "active", $"The issuer has not revoked the credential{asOf}."),
            (false, _) => new(Name, Outcome.Passed, "active", $"The issuer has not suspended the credential{asOf}."),
        };
    }

    // 2.1: an integer of 0 or more, as text. ASCII digits, no sign, no leading zero; eighteen of them fit a long.
    private static bool TryReadIndex(JsonElement entry, out long index)
    {
        index = 0;
        return entry.Text("statusListIndex") is { Length: > 0 and <= 18 } text
            && (text.Length == 1 || text[0] != '0')
            && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out index);
    }

    private static Check CannotTell(string code, string detail) => new(Name, Outcome.CannotTell, code, detail);
}

/// <summary>Whether a status list credential verifies: the first deciding check that did not pass, or what the list says.</summary>
internal sealed record ListVerification(Check? Failure, CredentialFacts? Facts);
