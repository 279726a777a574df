using System.Diagnostics.CodeAnalysis;

namespace Issuer.Service.Pages;

/// <summary>Links of this service that people type or paste. Other links are never opened: the service fetches nothing that a stranger names.</summary>
internal static class OwnLink
{
    /// <summary>Whether a link names our configured host.</summary>
    public static bool IsOurs(Uri link, string publicUrl) =>
        Uri.TryCreate(publicUrl, UriKind.Absolute, out var ours) && string.Equals(link.Authority, ours.Authority, StringComparison.OrdinalIgnoreCase);

    /// <summary>The path of the page that one of our links leads to: <c>/s/{token}</c> (also from its files) or <c>/credentials/{id}</c>.</summary>
    public static bool TryPath(Uri link, string publicUrl, [NotNullWhen(true)] out string? path)
    {
        path = null;
        if (!IsOurs(link, publicUrl))
            return false;
        var prefix = new Uri(publicUrl).AbsolutePath.TrimEnd('/');
        var full = link.AbsolutePath;
        if (!full.StartsWith(prefix + "/", StringComparison.Ordinal))
            return false;
        var segments = full[(prefix.Length + 1)..].Split('/');
        if (segments is not [("s" or "credentials") and var kind, var name, ..] || name.Length is 0 or > 64)
            return false;
        foreach (var c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_'))
                return false;
        }

        path = $"/{kind}/{name}";
        return true;
    }
}
