using System.Text;

namespace Issuer.Core.Formats;

/// <summary>The holder's side of an SD-JWT: leaving out what is not to be shown.</summary>
public static class SdJwtPresentation
{
    /// <summary>
    /// The same SD-JWT with some of its disclosures, ending with a tilde (RFC 9901 section 7.2). A disclosure whose digest stands in another one brings that
    /// one with it, since the verifier could not reach it otherwise. A key-binding JWT is dropped: it was made for another presentation.
    /// </summary>
    /// <param name="token">The SD-JWT as its holder has it.</param>
    /// <param name="content">What it says, from <see cref="SdJwtProcessing.Process"/>.</param>
    /// <param name="isShown">Whether the claim or element at this JSON Pointer into <see cref="SdJwtContent.Payload"/> is shown.</param>
    public static string Select(ParsedSdJwt token, SdJwtContent content, Func<string, bool> isShown)
    {
        var shown = new bool[token.Disclosures.Length];
        var parents = new int[token.Disclosures.Length];
        foreach (var path in content.Disclosed)
            parents[path.Disclosure] = path.Parent;
        foreach (var path in content.Disclosed)
        {
            if (!isShown(path.Pointer))
                continue;
            for (var index = path.Disclosure; index >= 0 && !shown[index]; index = parents[index])
                shown[index] = true;
        }

        var text = new StringBuilder(token.Presented.Length).Append(token.Presented.AsSpan(0, token.Presented.IndexOf('~', StringComparison.Ordinal) + 1));
        for (var i = 0; i < shown.Length; i++)
        {
            if (shown[i])
                text.Append(token.Disclosures[i].Encoded).Append('~');
        }

        return text.ToString();
    }
}
