using System.Buffers;
using System.Text;

namespace Issuer.Core.JsonLd;

/// <summary>Forms of IRIs, and the resolution of relative references (RFC 3986, 5.2, without normalising anything else).</summary>
internal static class IriReference
{
    // N-Quads, IRIREF: what may not stand between < and >, so that no IRI can end its own statement and begin another.
    private static readonly SearchValues<byte> Forbidden = SearchValues.Create(
        [.. Enumerable.Range(0, 0x21).Select(c => (byte)c), .. "<>\"{}|^`\\"u8]);

    /// <summary>Has a scheme, no character that N-Quads forbids, and at most one fragment (RFC 3987, 2.2).</summary>
    public static bool IsWellFormed(ReadOnlySpan<byte> text) => SchemeLength(text) > 0 && !text.ContainsAny(Forbidden) && text.Count((byte)'#') <= 1;

    public static bool IsWellFormed(string text) => IsWellFormed(System.Text.Encoding.UTF8.GetBytes(text));

    public static bool IsBlank(ReadOnlySpan<byte> text) => text.StartsWith("_:"u8);

    public static bool IsBlank(string text) => text.StartsWith("_:", StringComparison.Ordinal);

    /// <summary>Has the form of an IRI as far as JSON-LD looks: a scheme and a colon.</summary>
    public static bool HasScheme(ReadOnlySpan<byte> text) => SchemeLength(text) > 0;

    public static bool HasScheme(string text) => SchemeLength(System.Text.Encoding.UTF8.GetBytes(text)) > 0;

    /// <summary>Length of the scheme without its colon; 0 for none.</summary>
    public static int SchemeLength(ReadOnlySpan<byte> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = (char)text[i];
            if (c == ':')
                return i;
            if (!char.IsAsciiLetter(c) && (i == 0 || !(char.IsAsciiDigit(c) || c is '+' or '-' or '.')))
                return 0;
        }

        return 0;
    }

    /// <summary>Resolves a reference against a base; without a base, or with one that is no hierarchical IRI, as far as that goes.</summary>
    public static string Resolve(string? baseIri, string reference)
    {
        if (baseIri is null || HasScheme(reference))
            return reference;
        var (scheme, authority, path, query, _) = Split(baseIri);
        var (_, authority2, path2, query2, fragment2) = Split(reference);

        // RFC 3986, 5.2.2.
        if (authority2 is not null)
            return Join(scheme, authority2, WithoutDots(path2), query2, fragment2);
        if (path2.Length == 0)
            return Join(scheme, authority, path, query2 ?? query, fragment2);
        if (path2.StartsWith('/'))
            return Join(scheme, authority, WithoutDots(path2), query2, fragment2);
        var merged = authority is not null && path.Length == 0 ? "/" + path2 : path[..(path.LastIndexOf('/') + 1)] + path2;
        return Join(scheme, authority, WithoutDots(merged), query2, fragment2);
    }

    // RFC 3986, appendix B.
    private static (string? Scheme, string? Authority, string Path, string? Query, string? Fragment) Split(string text)
    {
        string? scheme = null, authority = null, query = null, fragment = null;
        if (text.IndexOf('#', StringComparison.Ordinal) is >= 0 and var hash)
            (text, fragment) = (text[..hash], text[(hash + 1)..]);
        if (text.IndexOf('?', StringComparison.Ordinal) is >= 0 and var mark)
            (text, query) = (text[..mark], text[(mark + 1)..]);
        if (SchemeLength(System.Text.Encoding.UTF8.GetBytes(text)) is > 0 and var length)
            (scheme, text) = (text[..length], text[(length + 1)..]);
        if (text.StartsWith("//", StringComparison.Ordinal))
        {
            var end = text.IndexOf('/', 2);
            (authority, text) = end < 0 ? (text[2..], "") : (text[2..end], text[end..]);
        }

        return (scheme, authority, text, query, fragment);
    }

    private static string Join(string? scheme, string? authority, string path, string? query, string? fragment)
    {
        var text = new StringBuilder();
        if (scheme is not null)
            text.Append(scheme).Append(':');
        if (authority is not null)
            text.Append("//").Append(authority);
        text.Append(path);
        if (query is not null)
            text.Append('?').Append(query);
        if (fragment is not null)
            text.Append('#').Append(fragment);
        return text.ToString();
    }

    /// <summary>RFC 3986, 5.2.4.</summary>
    private static string WithoutDots(string path)
    {
        var absolute = path.StartsWith('/');
        var segments = (absolute ? path[1..] : path).Split('/');
        var kept = new List<string>(segments.Length);
        for (var i = 0; i < segments.Length; i++)
        {
            var isLast = i == segments.Length - 1;
            if (segments[i] is "." or "..")
            {
                if (segments[i] == ".." && kept.Count > 0)
                    kept.RemoveAt(kept.Count - 1);
                if (isLast)
                    kept.Add("");
            }
            else
            {
                kept.Add(segments[i]);
            }
        }

        return (absolute ? "/" : "") + string.Join('/', kept);
    }
}
