using System.Collections.Immutable;
using System.Text.Json;
using Issuer.Core.Encoding;

namespace Issuer.Core.Verification;

/// <summary>What a registry says of one issuer.</summary>
/// <param name="Id">The issuer's identifier, as the registry spells it.</param>
/// <param name="Name">What the registry calls it.</param>
/// <param name="Url">Its home page, where the registry names one.</param>
/// <param name="Since">From when on it is listed; null where the registry does not say.</param>
/// <param name="Until">Up to when it is listed; null for no end.</param>
/// <param name="IsLimited">It is listed for certain credentials only, by a schema that is not compared here.</param>
public sealed record RegistryEntry(string Id, string Name, string? Url, DateTimeOffset? Since, DateTimeOffset? Until, bool IsLimited);

/// <summary>One registry's word on an issuer.</summary>
/// <param name="Registry">The registry's name, as the operator calls it.</param>
/// <param name="Entry">What it says.</param>
public sealed record RegistryListing(string Registry, RegistryEntry Entry);

/// <summary>What all configured registries say of one issuer.</summary>
/// <param name="Listings">Those that list it.</param>
/// <param name="Unread">Names of those that could not be read.</param>
public sealed record RegistryAnswer(ImmutableArray<RegistryListing> Listings, ImmutableArray<string> Unread)
{
    /// <summary>No registry is configured, or none lists it.</summary>
    public static readonly RegistryAnswer None = new([], []);
}

/// <summary>
/// A list of issuers that somebody vouches for. Two published forms are read: the Digital Credentials Consortium's registry
/// (<c>{"registry": {"did:…": {"name", "url"}}}</c>), which is not signed, and W3C's RecognizedEntityCredential (Recognized Entities 1.0), whose
/// subjects are recognised to <c>issue</c>. Immutable.
/// </summary>
public sealed class IssuerRegistry
{
    /// <summary>Longest list that is read, in bytes; as long as any token.</summary>
    public const int MaximumBytes = 1024 * 1024;

    /// <summary>Most entries; more make the list unreadable, since a part of it would be a different list.</summary>
    public const int MaximumEntries = 20_000;

    private const int MaximumText = 500;
    private readonly Dictionary<string, RegistryEntry> _entries = new(StringComparer.Ordinal);

    private IssuerRegistry()
    {
    }

    /// <summary>Number of issuers.</summary>
    public int Count => _entries.Count;

    /// <summary>From then on the list says nothing any more; null for no end.</summary>
    public DateTimeOffset? ValidUntil { get; private init; }

    /// <summary>The entry of an issuer, or null. Identifiers are compared as they are spelled.</summary>
    public RegistryEntry? Find(string issuer) => _entries.GetValueOrDefault(issuer);

    /// <summary>Reads the unsigned form. Whoever calls it answers for where the bytes come from.</summary>
    /// <param name="utf8">The file.</param>
    /// <param name="fault">A code of <see cref="JsonFault"/>, <c>registry-too-large</c>, <c>registry-malformed</c> or <c>registry-ambiguous</c>.</param>
    public static IssuerRegistry? ReadUnsigned(ReadOnlyMemory<byte> utf8, out string? fault)
    {
        fault = "registry-too-large";
        if (utf8.Length > MaximumBytes)
            return null;
        var parsed = StrictJson.Parse(utf8);
        using var document = parsed.Document;
        fault = parsed.Fault?.Code ?? "registry-malformed";
        if (document?.RootElement.Member("registry") is not { ValueKind: JsonValueKind.Object } registry)
            return null;
        var read = new IssuerRegistry();
        foreach (var member in registry.EnumerateObject())
        {
            if (Text(member.Value, "name") is not { } name || !JsonReading.IsAbsoluteIri(member.Name))
                return null;
            if (!read.Add(new(member.Name, name, Text(member.Value, "url"), null, null, IsLimited: false), ref fault))
                return null;
        }

        fault = null;
        return read;
    }

    /// <summary>Reads the entries of a signed list that has been verified.</summary>
    internal static IssuerRegistry? ReadCredential(JsonElement credential, DateTimeOffset? validUntil, out string? fault)
    {
        fault = "registry-malformed";
        if (!credential.HasType("RecognizedEntityCredential"))
            return null;
        var read = new IssuerRegistry { ValidUntil = validUntil };
        foreach (var subject in credential.Values("credentialSubject"))
        {
            if (subject.Text("id") is not { } id || (Text(subject, "name") ?? Text(subject, "legalName")) is not { } name || !subject.HasType("RecognizedEntity"))
                return null;
            if (ReadRecognition(subject, out var since, out var until, out var limited) && !read.Add(new(id, name, Text(subject, "url"), since, until, limited), ref fault))
                return null;
        }

        fault = null;
        return read;
    }

    // Of several recognitions the widest counts: without a limit before with one, and the one that lasts longest. False for other actions than to issue.
    private static bool ReadRecognition(JsonElement subject, out DateTimeOffset? since, out DateTimeOffset? until, out bool limited)
    {
        (since, until, limited) = (null, null, true);
        var found = false;
        foreach (var recognition in subject.Values("recognizedTo"))
        {
            if (recognition.Text("action") != "issue" || !TryReadDate(recognition, "validFrom", out var from) || !TryReadDate(recognition, "validUntil", out var end))
                continue;
            var isLimited = recognition.Member("outputValidation") is not null;
            if (!found || (limited && !isLimited) || (limited == isLimited && (end ?? DateTimeOffset.MaxValue) > (until ?? DateTimeOffset.MaxValue)))
                (since, until, limited) = (from, end, isLimited);
            found = true;
        }

        return found;
    }

    // A date that cannot be read takes the recognition's force away.
    private static bool TryReadDate(JsonElement recognition, string name, out DateTimeOffset? date)
    {
        date = null;
        if (recognition.Member(name) is not { } member)
            return true;
        if (member.AsText() is not { } text || !XsdDateTime.TryParse(text, out var value))
            return false;
        date = value;
        return true;
    }

    private bool Add(RegistryEntry entry, ref string? fault)
    {
        fault = _entries.Count < MaximumEntries ? "registry-ambiguous" : "registry-too-large";
        return _entries.Count < MaximumEntries && _entries.TryAdd(entry.Id, entry);
    }

    // Plain text, a language object, or the first of several; cut where somebody writes a novel.
    private static string? Text(JsonElement holder, string name)
    {
        var text = holder.Values(name).Select(value => value.AsText() ?? value.Text("@value")).FirstOrDefault(value => !string.IsNullOrWhiteSpace(value));
        return text?.Length > MaximumText ? null : text;
    }
}
