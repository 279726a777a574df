using Issuer.Core.Verification;

namespace Issuer.Service.Checking;

/// <summary>What a file that somebody handed in comes down to.</summary>
internal abstract record HandedIn
{
    private HandedIn()
    {
    }

    /// <summary>One credential, or what shall be read as one.</summary>
    /// <param name="Bytes">The file itself, or what lay in it.</param>
    public sealed record One(ReadOnlyMemory<byte> Bytes) : HandedIn;

    /// <summary>Several credentials, attached to one document.</summary>
    public sealed record Several(IReadOnlyList<(string Name, ReadOnlyMemory<byte> Bytes)> Credentials) : HandedIn;

    /// <summary>A code that leads to an address. Nobody went there.</summary>
    public sealed record Link(Uri Address) : HandedIn;

    /// <summary>Nothing to check, and why.</summary>
    /// <param name="Because">Unreadable, or no credential: its code says which of these files it is.</param>
    public sealed record Nothing(CredentialInput Because) : HandedIn;

    /// <summary>Too many files are being opened at this moment.</summary>
    public sealed record Busy : HandedIn;

    /// <summary>Damaged or not what it says that it is.</summary>
    internal static Nothing Unreadable(string code, string message) => new(new CredentialInput.Unreadable(code, message));

    /// <summary>Readable, without a credential.</summary>
    internal static Nothing Without(string code, string message) => new(new CredentialInput.NotACredential(code, message));
}

/// <summary>
/// Finds the credential in what people have: attached to a PDF, or behind a QR code in a picture. Files of other kinds are credentials, or none, as they are.
/// </summary>
internal sealed class HandedInReader(PdfAttachments pdf, QrPictures pictures)
{
    /// <summary>Largest PDF or picture, in bytes: a photo of a telephone has 2 to 5 MB. Credentials themselves are at most <see cref="CredentialInput.MaximumBytes"/>.</summary>
    public const int MaximumBytes = 8 * 1024 * 1024;

    /// <summary>Looks into a file. No content makes it throw.</summary>
    public Task<HandedIn> ReadAsync(ReadOnlyMemory<byte> file, CancellationToken ct) =>
        PdfAttachments.IsPdf(file.Span) ? pdf.ReadAsync(file, ct)
        // A badge's own credential goes before what is painted on it.
        : QrPictures.FormatOf(file.Span) is { } format && !(format == QrPictures.Png && IsBadge(file)) ? pictures.ReadAsync(file, format, ct)
        : Task.FromResult<HandedIn>(new HandedIn.One(file));

    private static bool IsBadge(ReadOnlyMemory<byte> file) => file.Length <= CredentialInput.MaximumBytes && CredentialInput.Read(file) is not CredentialInput.NotACredential { Code: "image-without-credential" };
}

/// <summary>What looking into files needs from the container.</summary>
internal static class HandedInServices
{
    /// <summary>Adds the readers of PDFs and pictures, as far as their programs are installed.</summary>
    public static IServiceCollection AddHandedIn(this IServiceCollection services) => services
        .AddSingleton(provider => new PdfAttachments(PdfAttachments.Program(provider.GetRequiredService<Operations.ForeignPrograms>())))
        .AddSingleton(provider => new QrPictures(QrPictures.Program(provider.GetRequiredService<Operations.ForeignPrograms>())))
        .AddSingleton<HandedInReader>();
}
