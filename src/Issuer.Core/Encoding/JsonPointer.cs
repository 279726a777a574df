using System.Globalization;

namespace Issuer.Core.Encoding;

/// <summary>Builds JSON Pointers (RFC 6901). The empty pointer is the whole document.</summary>
public static class JsonPointer
{
    /// <summary>The pointer to a member of the object that <paramref name="pointer"/> names: <c>~</c> becomes <c>~0</c> and <c>/</c> becomes <c>~1</c>.</summary>
    public static string Append(string pointer, string token)
    {
        if (token.AsSpan().IndexOfAny('~', '/') >= 0)
            token = token.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
        return string.Concat(pointer, "/", token);
    }

    /// <summary>The pointer to an element of the array that <paramref name="pointer"/> names; indexes start at 0.</summary>
    public static string Append(string pointer, int index) =>
        string.Concat(pointer, "/", index.ToString(CultureInfo.InvariantCulture));
}
