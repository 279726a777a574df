using Issuer.Core.Formats;

namespace Issuer.Core.Verification;

/// <summary>A picture handed in for its credential: PNG by its signature, SVG by its root element, whatever it is called or said to be.</summary>
internal static class BakedInput
{
    /// <summary>What the picture's credential is, or why there is none; null for what is no picture.</summary>
    public static CredentialInput? Read(ReadOnlyMemory<byte> file)
    {
        var isPng = BakedPng.IsPng(file.Span);
        if (!isPng && !BakedSvg.LooksLikeXml(file.Span))
            return null;
        return (isPng ? BakedPng.Read(file.Span) : BakedSvg.Read(file)) switch
        {
            BakedImage.Found { Credential: var credential } => OfContent(credential),
            BakedImage.Nothing { Code: "image-damaged" or "image-too-deep" or "image-expands-too-far" or "image-document-type" } fault => new CredentialInput.Unreadable(fault.Code, fault.Message),
            // As ever for text that is neither JSON nor a token.
            BakedImage.Nothing { Code: "not-an-image" } fault => new CredentialInput.NotACredential("not-a-credential", fault.Message),
            BakedImage.Nothing fault => new CredentialInput.NotACredential(fault.Code, fault.Message),
            _ => throw new InvalidOperationException("The picture's reader gave an answer of no known kind."),
        };
    }

    private static CredentialInput OfContent(ReadOnlyMemory<byte> content) =>
        OpenBadges2.IsAddress(content.Span) ? new CredentialInput.OpenBadges2(null) : CredentialInput.ReadText(content);
}
