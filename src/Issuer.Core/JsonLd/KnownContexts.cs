using System.Collections.Frozen;
using System.Text.Json;

namespace Issuer.Core.JsonLd;

/// <summary>
/// The JSON-LD contexts that this program knows by URL. It holds their definitions as its own data, so that nothing is fetched when a document is issued or
/// verified; a document that names any other context is refused.
/// </summary>
public static class KnownContexts
{
    private static readonly Lazy<FrozenDictionary<string, Lazy<Entry>>> ByUrl = new(ReadAll);

    /// <summary>The URLs of all known contexts.</summary>
    public static IEnumerable<string> Urls => ByUrl.Value.Keys;

    /// <summary>True for the URL of a known context, letter by letter.</summary>
    public static bool Contains(string url) => ByUrl.Value.ContainsKey(url);

    /// <summary>
    /// The digest of the file that is published at a URL, for <c>relatedResource</c> (VCDM 2.0, 5.3): 32 or 48 bytes, or null where the context is not known
    /// or its file is not always the same.
    /// </summary>
    public static byte[]? PublishedDigest(string url, RdfHash hash) =>
        ByUrl.Value.TryGetValue(url, out var entry) ? entry.Value.Source.Digest(hash == RdfHash.Sha256 ? "sha256" : "sha384") : null;

    /// <summary>
    /// What a context is an edition of that leaves <c>credentialStatus</c>, <c>validUntil</c>, <c>issuer</c> and the rest of the standard as the standard
    /// defines them, so that a credential may name it behind the base context; null for any other. Of one thing a credential names one edition.
    /// </summary>
    /// <param name="url">The context.</param>
    /// <param name="dataModel">The major version of the Verifiable Credentials Data Model: 1 or 2.</param>
    public static string? EditionFor(string url, int dataModel) =>
        ByUrl.Value.TryGetValue(url, out var entry) ? entry.Value.Source.Remark(dataModel == 2 ? "v2" : "v1") : null;

    /// <summary>As a <see cref="ContextLoader"/>.</summary>
    internal static LoadedContext Load(string url) =>
        ByUrl.Value.TryGetValue(url, out var entry) ? new(entry.Value.Context, null, url) : new(default, "loading-remote-context-failed", url);

    private static FrozenDictionary<string, Lazy<Entry>> ReadAll()
    {
        var all = new Dictionary<string, Lazy<Entry>>(StringComparer.Ordinal);
        var assembly = typeof(KnownContexts).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.Contains(".JsonLd.Contexts.", StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            using var reader = new StreamReader(stream);
            var notation = new ContextNotation(reader.ReadToEnd());
            foreach (var context in notation.Contexts)
            {
                var entry = new Lazy<Entry>(() => new(context, notation.Read(context)));
                foreach (var url in context.Urls)
                    all.Add(url, entry);
            }
        }

        return all.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private sealed record Entry(KnownContext Source, JsonElement Context);
}
