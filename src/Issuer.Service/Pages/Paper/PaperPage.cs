namespace Issuer.Service.Pages.Paper;

/// <summary>The page of a share link, on paper.</summary>
/// <param name="Shared">The page. Its frame leads to absolute addresses: paper has no place that a link could be relative to.</param>
/// <param name="Qr">The QR code, as a <c>data:</c> address.</param>
/// <param name="Logo">The institution's logo, as a <c>data:</c> address, or null.</param>
public sealed record PaperPage(SharedCredentialPage Shared, string Qr, string? Logo) : IPage
{
    /// <inheritdoc/>
    public PageFrame Frame => Shared.Frame;

    /// <summary>Name of the signed file that is attached; null where the link shows a part, of which there is none.</summary>
    public string? Attached { get; init; }

    /// <summary>A picture inside the page itself.</summary>
    public static string Inline(string mediaType, ReadOnlySpan<byte> picture) => $"data:{mediaType};base64,{Convert.ToBase64String(picture)}";
}
