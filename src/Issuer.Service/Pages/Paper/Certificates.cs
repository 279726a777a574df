using System.Text;
using Issuer.Service.Operations;
using Issuer.Service.Pages.Views;

namespace Issuer.Service.Pages.Paper;

/// <summary>What became of a wish for a PDF.</summary>
internal abstract record CertificateFile
{
    private CertificateFile()
    {
    }

    /// <summary>Here it is.</summary>
    public sealed record Made(byte[] Pdf) : CertificateFile;

    /// <summary>Nothing here makes PDFs, or it failed on this one.</summary>
    public sealed record Unavailable : CertificateFile;

    /// <summary>Too many are being made at this moment.</summary>
    public sealed record Busy : CertificateFile;
}

/// <summary>
/// Certificates as PDF/A-3b, made by WeasyPrint from the page's own views. What goes in is one page of ours with everything inside it, and the signed
/// credential to be attached; nothing is kept of either.
/// </summary>
internal sealed class Certificates(ForeignProgram program, IServiceProvider services, IPageData data) : IDisposable
{
    /// <summary>Most bytes of a PDF: below what <c>/verify</c> takes.</summary>
    public const int MaximumBytes = 4 * 1024 * 1024;

    // A page of the usual length takes one to two seconds of CPU and 70 MB. Files: what its font library may want to remember.
    private static readonly ForeignLimits Limits = new(Wall: TimeSpan.FromSeconds(30), CpuSeconds: 15, MemoryMiB: 1024, OutputBytes: MaximumBytes, FileBytes: 4 * 1024 * 1024);

    /// <summary>WeasyPrint, as this machine has it.</summary>
    public static ForeignProgram Program(ForeignPrograms programs) => programs.Program("weasyprint", Limits);

    /// <summary>Whether there is any use in asking.</summary>
    public bool IsOffered => program.IsInstalled;

    /// <summary>Makes the PDF of a share link's page.</summary>
    /// <param name="page">The page, as it would be shown now.</param>
    /// <param name="ct">Ends it.</param>
    public async Task<CertificateFile> MakeAsync(SharedCredentialPage page, CancellationToken ct)
    {
        if (!IsOffered)
            return new CertificateFile.Unavailable();
        SharedForm? signed = page.Credential.Forms is [var first, ..] ? first : null;
        var logo = page.Credential.Issuer.LogoPath is null ? null : await data.LogoAsync(page.Credential.Issuer.Did, ct);
        var html = await PageRendering.HtmlAsync<PaperView>(services, new PaperPage(
            page with { Frame = page.Frame with { PathBase = page.PublicUrl } },
            PaperPage.Inline("image/svg+xml", QrCode.Svg(page.PageUrl)),
            logo is var (mediaType, picture) ? PaperPage.Inline(mediaType, picture) : null)
        {
            Attached = signed?.FileName,
        });
        if (PaperGate.Fault(html) is { } fault)
            throw new InvalidOperationException($"The page of a certificate has {fault}, which a program could follow.");

        using var folder = ForeignFolder.Create();
        string[] attached = signed is null ? [] : ["-a", await folder.PutAsync(signed.FileName, signed.Bytes, ct)];
        return await program.RunAsync(
            ["--quiet", "--encoding", "utf-8", "--media-type", "print", "--base-url", "about:blank", "--pdf-variant", "pdf/a-3b", .. attached, "-", "-"], Encoding.UTF8.GetBytes(html), folder, ct) switch
        {
            ForeignRun.Done { Output: var pdf } when pdf.AsSpan().StartsWith("%PDF-"u8) => new CertificateFile.Made(pdf),
            ForeignRun.Busy => new CertificateFile.Busy(),
            _ => new CertificateFile.Unavailable(),
        };
    }

    /// <inheritdoc/>
    public void Dispose() => program.Dispose();
}
