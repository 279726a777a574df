using System.Buffers.Text;
using System.Text.Json;
using Issuer.Core.Encoding;
using Issuer.Core.JsonLd;

namespace Issuer.Core.Verification;

/// <summary>
/// <c>relatedResource</c> (VCDM 2.0, 5.3): digests of what a credential refers to. Of the contexts that this program holds the published file's digest is known
/// and compared. Nothing else is ever fetched, and that a digest was not compared takes nothing from the credential: no check here reads the resource.
/// </summary>
internal static class RelatedResources
{
    /// <summary>Most resources that a credential may name.</summary>
    public const int Maximum = 256;

    /// <summary>What is wrong, as the check <c>format</c>; else how many digests nobody compared.</summary>
    public static (Check? Fault, int NotCompared) Examine(JsonElement credential)
    {
        var seen = new HashSet<string>();
        var notCompared = 0;
        foreach (var resource in credential.Values("relatedResource"))
        {
            if (resource.Text("id") is not { } id || !JsonReading.IsAbsoluteIri(id))
                return (Failed("related-resource-malformed", "A relatedResource lacks an id that is a URL."), 0);
            if (!seen.Add(id) || seen.Count > Maximum)
                return (Failed("related-resource-malformed", "Two of relatedResource have the same id, or there are too many."), 0);
            if (DigestsOf(resource) is not { Count: > 0 } digests)
                return (Failed("related-resource-malformed", "A relatedResource lacks a digest, or has one that is none."), 0);
            switch (Compare(id, digests))
            {
                case false:
                    return (Failed("related-resource-mismatch", $"The digest of {JsonReading.Quoted(id)} is not that of the file published there."), 0);
                case null:
                    notCompared++;
                    break;
            }
        }

        return (null, notCompared);
    }

    /// <summary>A sentence about those; empty where there are none.</summary>
    public static string Told(int notCompared) => notCompared switch
    {
        0 => "",
        1 => " It names a related resource whose digest was not compared: nothing is fetched for it.",
        _ => $" It names {notCompared.ToString(System.Globalization.CultureInfo.InvariantCulture)} related resources whose digests were not compared: nothing is fetched for them.",
    };

    // Every digest that can be compared must be right; null where none can.
    private static bool? Compare(string id, List<Digest> digests)
    {
        bool? equal = null;
        foreach (var digest in digests)
        {
            if (digest.Hash is not { } hash || KnownContexts.PublishedDigest(id, hash) is not { } published)
                continue;
            if (!published.AsSpan().SequenceEqual(digest.Value))
                return false;
            equal = true;
        }

        return equal;
    }

    // Null for a member that holds no digest.
    private static List<Digest>? DigestsOf(JsonElement resource)
    {
        var digests = new List<Digest>();
        foreach (var text in resource.Values("digestSRI").Select(value => value.AsText()))
        {
            // Subresource Integrity, 3.5: several, parted by white space; options behind a question mark.
            var expressions = text?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
            if (expressions.Length == 0 || !expressions.All(expression => TryReadSri(expression.Split('?')[0], digests)))
                return null;
        }

        foreach (var text in resource.Values("digestMultibase").Select(value => value.AsText()))
        {
            if (text is null || !TryReadMultibase(text, digests))
                return null;
        }

        return digests;
    }

    private static bool TryReadSri(string expression, List<Digest> digests)
    {
        var dash = expression.IndexOf('-', StringComparison.Ordinal);
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(expression.Length)];
        if (dash < 1 || dash == expression.Length - 1 || !Convert.TryFromBase64String(expression[(dash + 1)..], bytes, out var length))
            return false;
        digests.Add(new(expression[..dash] switch { "sha256" => RdfHash.Sha256, "sha384" => RdfHash.Sha384, _ => null }, bytes[..length]));
        return true;
    }

    // Multihash: code and length, one byte each for the functions here (sha2-256, sha2-384), then the digest.
    private static bool TryReadMultibase(string text, List<Digest> digests)
    {
        byte[]? bytes = null;
        var isRead = text switch
        {
            ['u', _, ..] => Base64UrlText.TryDecode(text.AsSpan(1), out bytes),
            ['z', _, ..] => Base58Btc.TryDecode(text.AsSpan(1), out bytes),
            _ => false,
        };
        if (!isRead)
            return false;
        digests.Add(bytes switch
        {
            [0x12, 32, .. var digest] => new(RdfHash.Sha256, digest),
            [0x20, 48, .. var digest] => new(RdfHash.Sha384, digest),
            _ => new(null, bytes!),
        });
        return true;
    }

    private static Check Failed(string code, string detail) => new("format", Outcome.Failed, code, detail);

    /// <param name="Hash">Null for a function that no digest here is known by.</param>
    /// <param name="Value">The digest.</param>
    private sealed record Digest(RdfHash? Hash, byte[] Value);
}
