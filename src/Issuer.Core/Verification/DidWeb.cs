using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Issuer.Core.Verification;

/// <summary>The <c>did:web</c> method: a DID names the https URL of its document.</summary>
public static class DidWeb
{
    /// <summary>What every DID of this method begins with.</summary>
    public const string Prefix = "did:web:";

    // RFC 1035, 2.3.4.
    private const int MaximumHostLength = 253;
    private const int MaximumLength = 2048;

    /// <summary>
    /// The document's address (did:web, 3.2): <c>did:web:host</c> → <c>https://host/.well-known/did.json</c>,
    /// <c>did:web:host%3A8443:a:b</c> → <c>https://host:8443/a/b/did.json</c>.
    /// False for anything but a plain host name with an optional port and plain path segments: IP addresses in any spelling, user information,
    /// queries, dot segments and encoded separators are refused.
    /// </summary>
    public static bool TryToUrl(string did, [NotNullWhen(true)] out Uri? url)
    {
        url = null;
        if (did.Length > MaximumLength || !did.StartsWith(Prefix, StringComparison.Ordinal))
            return false;

        var segments = did[Prefix.Length..].Split(':');
        if (!TryReadAuthority(segments[0], out var authority))
            return false;

        var address = new StringBuilder("https://").Append(authority);
        if (segments.Length == 1)
        {
            address.Append("/.well-known");
        }
        else
        {
            foreach (var segment in segments.AsSpan(1))
            {
                if (!IsPathSegment(segment))
                    return false;
                address.Append('/').Append(segment);
            }
        }

        address.Append("/did.json");
        return Uri.TryCreate(address.ToString(), UriKind.Absolute, out url);
    }

    /// <summary>The same, for a DID that is known to be well formed.</summary>
    /// <exception cref="FormatException">It is not.</exception>
    public static Uri ToUrl(string did) =>
        TryToUrl(did, out var url) ? url : throw new FormatException("Not a did:web identifier with a host name.");

    /// <summary>Host name that a <c>did:web</c> identifier shows control of, with its port; null for other identifiers.</summary>
    public static string? HostOf(string did) => TryToUrl(did, out var url) ? url.Authority : null;

    private static bool TryReadAuthority(string segment, [NotNullWhen(true)] out string? authority)
    {
        authority = null;
        var host = segment;
        var colon = segment.IndexOf("%3A", StringComparison.OrdinalIgnoreCase);
        if (colon >= 0)
        {
            host = segment[..colon];
            var port = segment[(colon + 3)..];
            if (port.Length is 0 or > 5 || port[0] == '0'
                || !int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > ushort.MaxValue)
                return false;
        }

        if (!IsHostName(host))
            return false;
        authority = colon < 0 ? host : host + ":" + segment[(colon + 3)..];
        return true;
    }

    // Letters, digits, hyphens (RFC 1123, 2.1). A name whose last label is a number is an IPv4 address to some resolver
    // (WHATWG URL, "ends in a number"): 127.0.0.1, 2130706433, 0x7f.1.
    private static bool IsHostName(string host)
    {
        if (host.Length is 0 or > MaximumHostLength)
            return false;
        var labels = host.Split('.');
        foreach (var label in labels)
        {
            if (label.Length is 0 or > 63 || label[0] == '-' || label[^1] == '-')
                return false;
            foreach (var c in label)
            {
                if (!char.IsAsciiLetterOrDigit(c) && c != '-')
                    return false;
            }
        }

        var last = labels[^1];
        return !last.All(char.IsAsciiDigit) && !last.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
    }

    // RFC 3986 unreserved characters; percent-encoding only of what is no separator.
    private static bool IsPathSegment(string segment)
    {
        if (segment.Length == 0 || segment is "." or "..")
            return false;
        for (var i = 0; i < segment.Length; i++)
        {
            var c = segment[i];
            if (char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '~')
                continue;
            if (c != '%' || i + 2 >= segment.Length
                || !byte.TryParse(segment.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var octet)
                || octet is < 0x21 or (byte)'/' or (byte)'\\' or (byte)'.' or (byte)'%' or 0x7F)
                return false;
            i += 2;
        }

        return true;
    }
}
