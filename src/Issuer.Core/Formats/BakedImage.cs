namespace Issuer.Core.Formats;

/// <summary>What was found in a picture that may hold a credential.</summary>
public abstract record BakedImage
{
    private BakedImage()
    {
    }

    /// <summary>One credential.</summary>
    /// <param name="Credential">
    /// As it lies in the picture, unchecked: UTF-8 of a compact token, of JSON, or (Open Badges 2.0) of a web address. May be empty or no credential at all.
    /// </param>
    public sealed record Found(ReadOnlyMemory<byte> Credential) : BakedImage;

    /// <summary>None, or none that can be told.</summary>
    /// <param name="Code">
    /// <c>image-without-credential</c>, <c>image-with-several-credentials</c>, <c>image-damaged</c>, <c>image-expands-too-far</c>, <c>image-document-type</c>
    /// (SVG with a DTD), <c>image-too-deep</c> or <c>not-an-image</c>.
    /// </param>
    /// <param name="Message">One English sentence.</param>
    public sealed record Nothing(string Code, string Message) : BakedImage;

    internal static readonly Nothing WithoutCredential = new(
        "image-without-credential", "The picture holds no credential; copies, screenshots and pictures from social networks lose it, so ask for the original file.");

    // Open Badges 3.0, 5.3.1 and 5.3.2: once. Two readers could take two different ones.
    internal static readonly Nothing WithSeveral = new("image-with-several-credentials", "The picture holds more than one credential, so nobody can say which one it stands for.");

    internal static readonly Nothing Damaged = new("image-damaged", "The picture is damaged or cut short.");
}
