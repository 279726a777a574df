using System.Text;
using System.Xml;
using Issuer.Core.Verification;
using Issuer.Service.Operations;

namespace Issuer.Service.Checking;

/// <summary>
/// QR codes in pictures: a photo of a printed certificate, a screenshot. Read by zbar's <c>zbarimg</c>, from its standard input, as the one kind of picture
/// that its first bytes say it is. What the code holds is a credential, an address, or of no use; no address is opened.
/// </summary>
internal sealed class QrPictures(ForeignProgram program) : IDisposable
{
    public const string Png = "png";

    // A photo of 12 million pixels takes about a second, and 200 MB. Its library copies what it reads into a file of its own.
    private static readonly ForeignLimits Limits = new(
        Wall: TimeSpan.FromSeconds(15), CpuSeconds: 5, MemoryMiB: 1024, OutputBytes: 64 * 1024, FileBytes: HandedInReader.MaximumBytes);

    // zbarimg(1): nothing was found.
    private const int NoSymbols = 4;

    private static readonly XmlReaderSettings Strict = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreWhitespace = true };

    /// <summary>The program, as this machine has it.</summary>
    public static ForeignProgram Program(ForeignPrograms programs) => programs.Program("zbarimg", Limits);

    /// <summary>The kind of picture by its first bytes, as the program calls it; null for what is none of these.</summary>
    public static string? FormatOf(ReadOnlySpan<byte> file) => file switch
    {
        [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => Png,
        [0xFF, 0xD8, 0xFF, ..] => "jpeg",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => "webp",
        _ => null,
    };

    /// <summary>Reads the one QR code in a picture. No content makes it throw.</summary>
    /// <param name="picture">The file.</param>
    /// <param name="format">Of <see cref="FormatOf"/>.</param>
    /// <param name="ct">Ends it.</param>
    public async Task<HandedIn> ReadAsync(ReadOnlyMemory<byte> picture, string format, CancellationToken ct)
    {
        if (picture.Length > HandedInReader.MaximumBytes)
            return HandedIn.Unreadable("too-large", "The picture is longer than 8 MiB.");
        if (!program.IsInstalled)
            return HandedIn.Without("picture-not-read-here", "This server has no program that reads QR codes in pictures (zbarimg of zbar-tools).");
        using var folder = ForeignFolder.Create();
        return await program.RunAsync(["--quiet", "--xml", "--nodbus", "-Sdisable", "-Sqrcode.enable", format + ":-"], picture, folder, ct) switch
        {
            ForeignRun.Done { Output: var xml } => OfCodes(Codes(xml)),
            ForeignRun.Failed { ExitCode: NoSymbols } => HandedIn.Without(
                "image-without-credential", "The picture holds no credential, and no QR code was found in it; copies, screenshots and pictures from social networks lose the credential, so ask for the original file."),
            ForeignRun.Busy => new HandedIn.Busy(),
            _ => HandedIn.Unreadable("picture-damaged", "The picture is damaged, or takes too much to open."),
        };
    }

    /// <inheritdoc/>
    public void Dispose() => program.Dispose();

    private static HandedIn OfCodes(IReadOnlyList<string>? codes) => codes switch
    {
        // A picture that could not be opened ends well all the same, and is not named.
        null => HandedIn.Unreadable("picture-damaged", "The picture is damaged, or takes too much to open."),
        [] => HandedIn.Unreadable("picture-code-unreadable", "The QR code holds no text."),
        [var only] => OfText(only),
        _ => HandedIn.Without("picture-with-several-codes", "The picture shows more than one QR code, so nobody can say which one is meant."),
    };

    private static HandedIn OfText(string text)
    {
        text = text.Trim();
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp))
            return new HandedIn.Link(address);
        return CredentialInput.Read(Encoding.UTF8.GetBytes(text)) is CredentialInput.Unreadable or CredentialInput.NotACredential
            ? HandedIn.Without("picture-code-without-credential", "The QR code holds neither a credential nor a web address.")
            : new HandedIn.One(Encoding.UTF8.GetBytes(text));
    }

    // The same code found twice in a picture, as in its reflection, is one. Null where no picture was opened.
    private static List<string>? Codes(byte[] xml)
    {
        List<string>? codes = null;
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(xml), Strict);
            while (reader.Read())
            {
                if (reader is { NodeType: XmlNodeType.Element, LocalName: "source" })
                    codes ??= [];
                // Bytes that are no text come as base64; no form of a credential is that.
                if (reader is { NodeType: XmlNodeType.Element, LocalName: "data" } && reader.GetAttribute("format") is null && reader.ReadElementContentAsString() is var text && codes?.Contains(text) == false)
                    codes.Add(text);
            }
        }
        catch (XmlException)
        {
            return null;
        }

        return codes;
    }
}
