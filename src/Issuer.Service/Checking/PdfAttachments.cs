using System.Globalization;
using System.Text;
using Issuer.Core.Verification;
using Issuer.Service.Operations;

namespace Issuer.Service.Checking;

/// <summary>
/// Credentials attached to a PDF (ISO 32000-1, 7.11.4), as our own certificates have them and those of Europass. They are taken out by poppler's
/// <c>pdfdetach</c>, one by one, through its standard output: no name from the file becomes a name on this machine.
/// </summary>
internal sealed class PdfAttachments(ForeignProgram program) : IDisposable
{
    /// <summary>Most attachments that are looked at; a PDF with more is refused.</summary>
    public const int MaximumAttachments = 8;

    private const int NameLength = 100;

    // A second of CPU for each of its runs: a PDF with eight attachments takes a hundredth. The time by the clock is for a machine that is busy.
    private static readonly ForeignLimits Limits = new(Wall: TimeSpan.FromSeconds(10), CpuSeconds: 1, MemoryMiB: 512, OutputBytes: CredentialInput.MaximumBytes + 1, AtOnce: 4);

    /// <summary>The program, as this machine has it.</summary>
    public static ForeignProgram Program(ForeignPrograms programs) => programs.Program("pdfdetach", Limits);

    /// <summary>Whether a file says that it is a PDF.</summary>
    public static bool IsPdf(ReadOnlySpan<byte> file) => file.StartsWith("%PDF-"u8);

    /// <summary>Finds its credentials. No content makes it throw.</summary>
    public async Task<HandedIn> ReadAsync(ReadOnlyMemory<byte> pdf, CancellationToken ct)
    {
        if (pdf.Length > HandedInReader.MaximumBytes)
            return HandedIn.Unreadable("too-large", "The PDF is longer than 8 MiB.");
        if (!program.IsInstalled)
            return HandedIn.Without("pdf-not-read-here", "This server has no program that reads PDFs (pdfdetach of poppler-utils).");
        using var folder = ForeignFolder.Create();
        await folder.PutAsync("document.pdf", pdf, ct);
        switch (await program.RunAsync(["-enc", "UTF-8", "-list", "document.pdf"], default, folder, ct))
        {
            case ForeignRun.Done { Output: var list }:
                return await TakeAsync(Encoding.UTF8.GetString(list), folder, ct);
            case ForeignRun.Busy:
                return new HandedIn.Busy();
            case ForeignRun.Failed when pdf.Span.IndexOf("/Encrypt"u8) >= 0:
                return HandedIn.Without("pdf-encrypted", "The PDF is protected by a password.");
            default:
                return HandedIn.Unreadable("pdf-damaged", "The PDF is damaged, cut short, or takes too much to open.");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => program.Dispose();

    private async Task<HandedIn> TakeAsync(string list, ForeignFolder folder, CancellationToken ct)
    {
        var lines = list.Split('\n');
        if (!int.TryParse(lines[0].Split(' ')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            return HandedIn.Unreadable("pdf-damaged", "The PDF is damaged, cut short, or takes too much to open.");
        if (count > MaximumAttachments)
            return HandedIn.Without("pdf-too-many-attachments", $"The PDF has more than {MaximumAttachments} attachments.");
        var found = new List<(string Name, ReadOnlyMemory<byte> Bytes)>();
        for (var number = 1; number <= count; number++)
        {
            switch (await program.RunAsync(["-save", number.ToString(CultureInfo.InvariantCulture), "-o", "/dev/stdout", "document.pdf"], default, folder, ct))
            {
                case ForeignRun.Done { Output: var bytes } when IsCredential(bytes):
                    if (!found.Exists(other => other.Bytes.Span.SequenceEqual(bytes)))
                        found.Add((NameOf(lines, number), bytes));
                    break;
                case ForeignRun.Busy:
                    return new HandedIn.Busy();
                // One that will not be opened within its limits may be a bomb: the others are not tried.
                case ForeignRun.Failed:
                    return HandedIn.Unreadable("pdf-attachment-too-large", "An attachment of the PDF is damaged, or longer than 1 MiB.");
                default:
                    break;
            }
        }

        return found switch
        {
            [] => HandedIn.Without("pdf-without-credential", "The PDF has no signed credential attached."),
            [var only] => new HandedIn.One(only.Bytes),
            _ => new HandedIn.Several(found),
        };
    }

    private static bool IsCredential(ReadOnlyMemory<byte> bytes) => CredentialInput.Read(bytes) is not (CredentialInput.Unreadable or CredentialInput.NotACredential);

    // "1: credential.json"; a name can hold anything, also a line's end.
    private static string NameOf(string[] lines, int number)
    {
        var start = $"{number.ToString(CultureInfo.InvariantCulture)}: ";
        var name = Array.Find(lines, line => line.StartsWith(start, StringComparison.Ordinal))?[start.Length..] ?? "";
        return name.Length > NameLength ? name[..NameLength] : name;
    }
}
