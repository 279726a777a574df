using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Issuer.Core.JsonLd;

namespace Issuer.Core.Verification;

/// <summary>Credentials of the data model 1.1, among them those in the claim <c>vc</c> of a JWT (VCDM 1.1, 6.3.1).</summary>
internal static class LegacyCredential
{
    /// <summary>Defines status entries for credentials of the data model 1.1; the 2.0 base context has them.</summary>
    internal const string StatusV1 = "https://www.w3.org/ns/credentials/status/v1";

    /// <summary>The base context of the data model 1.1.</summary>
    internal const string CredentialsV1 = "https://www.w3.org/2018/credentials/v1";

    /// <summary>Whether a document is of the data model 1.1: its first context says so.</summary>
    public static bool Is(JsonElement document) => document.Values("@context").FirstOrDefault().AsText() == CredentialsV1;

    /// <summary>
    /// The credential with the members that stand in claims alone put back; the same element where none is missing.
    /// Null when a claim is not of its kind.
    /// </summary>
    public static JsonElement? Restore(JsonElement inside, JsonElement claims)
    {
        var texts = new List<(string Name, string Value)>();
        if (!Collect("iss", "issuer") || !Collect("jti", "id") || !CollectDate("nbf", "issuanceDate") || !CollectDate("exp", "expirationDate"))
            return null;
        if (claims.Member("sub") is { ValueKind: not JsonValueKind.String })
            return null;
        var subject = claims.Text("sub") is { } sub && inside.Member("credentialSubject") is { ValueKind: JsonValueKind.Object } only && only.Member("id") is null
            ? sub
            : null;
        if (texts.Count == 0 && subject is null)
            return inside;

        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var member in inside.EnumerateObject())
            {
                if (subject is null || member.Name != "credentialSubject")
                {
                    member.WriteTo(json);
                    continue;
                }

                json.WriteStartObject(member.Name);
                json.WriteString("id"u8, subject);
                foreach (var inner in member.Value.EnumerateObject())
                    inner.WriteTo(json);
                json.WriteEndObject();
            }

            foreach (var (name, value) in texts)
                json.WriteString(name, value);
            json.WriteEndObject();
        }

        return JsonDocument.Parse(buffer.WrittenMemory).RootElement;

        bool Collect(string claim, string member)
        {
            if (claims.Member(claim) is not { } value)
                return true;
            if (value.AsText() is not { } text)
                return false;
            if (inside.Member(member) is null)
                texts.Add((member, text));
            return true;
        }

        bool CollectDate(string claim, string member)
        {
            if (claims.Member(claim) is not { } value)
                return true;
            if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out var seconds)
                || !(seconds >= DateTimeOffset.MinValue.ToUnixTimeSeconds() && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()))
                return false;
            if (inside.Member(member) is null)
            {
                texts.Add((member, DateTimeOffset.FromUnixTimeSeconds((long)Math.Floor(seconds))
                    .ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)));
            }

            return true;
        }
    }

    /// <summary>The base context of VCDM 1.1, alone or with those of Open Badges 3.0 in its 1.1 form, of embedded proofs and of status entries.</summary>
    public static bool AreContextsKnown(JsonElement context) => ((JsonElement?)context).OneOrMany().All(entry =>
        entry.AsText() is { } url && (url == CredentialsV1 || KnownContexts.EditionFor(url, dataModel: 1) is not null));
}
