using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using FluentAssertions;
using Issuer.Core.Verification;
using Issuer.Service.Checking;
using Issuer.Service.Operations;
using Issuer.Service.Tests.Pages;
using Xunit;

namespace Issuer.Service.Tests.Checking;

/// <summary>PDFs of all kinds at the door: what is attached to them, and what is turned away.</summary>
public sealed class PdfAttachmentsTests : IDisposable
{
    private const string Token = "eyJhbGciOiJFZERTQSJ9.eyJhIjoxfQ.c2ln";
    private const string Object = """{"type":["VerifiableCredential"],"id":"urn:x"}""";

    private readonly PdfAttachments _reader = new(PdfAttachments.Program(ForeignPrograms.OfThisMachine(TimeProvider.System)));
    private readonly string _folder = Directory.CreateTempSubdirectory("pdf-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _reader.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task The_one_credential_among_other_attachments_is_found()
    {
        var pdf = await PdfAsync(("notes.txt", "A letter."u8.ToArray()), ("credential.json", Encoding.UTF8.GetBytes(Object)), ("x.json", """{"a":1}"""u8.ToArray()));
        (await ReadAsync(pdf)).Should().BeOfType<HandedIn.One>().Which.Bytes.ToArray().Should().Equal(Encoding.UTF8.GetBytes(Object));
    }

    [Fact]
    public async Task Two_are_two_and_the_same_one_twice_is_one()
    {
        var twice = await PdfAsync(("a.jwt", Encoding.ASCII.GetBytes(Token)), ("b.jwt", Encoding.ASCII.GetBytes(Token)));
        (await ReadAsync(twice)).Should().BeOfType<HandedIn.One>();
        var two = await PdfAsync(("a.jwt", Encoding.ASCII.GetBytes(Token)), ("../../b.json", Encoding.UTF8.GetBytes(Object)));
        (await ReadAsync(two)).Should().BeOfType<HandedIn.Several>().Which.Credentials.Select(one => one.Name).Should().BeEquivalentTo("a.jwt", "../../b.json");
    }

    [Fact]
    public async Task One_without_any_says_so()
    {
        Code(await ReadAsync(await PdfAsync())).Should().Be("pdf-without-credential");
        Code(await ReadAsync(await PdfAsync(("letter.txt", "Dear all"u8.ToArray())))).Should().Be("pdf-without-credential");
    }

    [Fact]
    public async Task A_password_is_named_and_an_empty_one_opens()
    {
        var pdf = await PdfAsync(("a.jwt", Encoding.ASCII.GetBytes(Token)));
        Code(await ReadAsync(await QpdfAsync(pdf, "--encrypt", "secret", "owner", "256", "--"))).Should().Be("pdf-encrypted");
        (await ReadAsync(await QpdfAsync(pdf, "--encrypt", "", "owner", "256", "--"))).Should().BeOfType<HandedIn.One>();
    }

    [Fact]
    public async Task More_attachments_than_anybody_needs_are_refused() =>
        Code(await ReadAsync(await PdfAsync([.. Enumerable.Range(0, PdfAttachments.MaximumAttachments + 1).Select(i => ($"{i}.txt", new[] { (byte)('0' + i) }))])))
            .Should().Be("pdf-too-many-attachments");

    [Fact]
    public async Task An_attachment_that_unpacks_to_gigabytes_is_not_unpacked()
    {
        var bomb = Bomb(1024L * 1024 * 1024);
        bomb.Length.Should().BeLessThan(2_000_000);
        Code(await ReadAsync(bomb)).Should().Be("pdf-attachment-too-large");
    }

    [Theory]
    [InlineData("%PDF-1.7\nnothing of the kind")]
    [InlineData("%PDF-")]
    [InlineData("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 1 0 R/Names<</EmbeddedFiles 1 0 R/Kids[1 0 R]>>/Kids[1 0 R]>>endobj\ntrailer<</Root 1 0 R>>")]
    [InlineData("%PDF-1.4\nxref\n0 1\ntrailer<</Root 1 0 R/Prev 9>>\nstartxref\n9\n%%EOF")]
    public async Task What_only_looks_like_one_is_turned_away(string text) => Code(await ReadAsync(Encoding.Latin1.GetBytes(text))).Should().BeOneOf("pdf-damaged", "pdf-without-credential");

    [Fact]
    public async Task One_cut_short_anywhere_never_throws()
    {
        var pdf = await PdfAsync(("credential.json", Encoding.UTF8.GetBytes(Object)));
        for (var part = 1; part < 12; part++)
            (await ReadAsync(pdf.AsMemory(0, pdf.Length * part / 12).ToArray())).Should().NotBeNull();
        for (var i = 0; i < 12; i++)
        {
            var hurt = (byte[])pdf.Clone();
            for (var k = 0; k < 20; k++)
                hurt[RandomNumberGenerator.GetInt32(8, hurt.Length)] = (byte)RandomNumberGenerator.GetInt32(256);
            (await ReadAsync(hurt)).Should().NotBeNull();
        }
    }

    [Fact]
    public async Task Without_the_program_it_is_said_so()
    {
        using var none = new PdfAttachments(PdfAttachments.Program(new ForeignPrograms(null, TimeProvider.System)));
        Code(await none.ReadAsync("%PDF-1.7"u8.ToArray(), Ct)).Should().Be("pdf-not-read-here");
    }

    private static string Code(HandedIn found) => found.Should().BeOfType<HandedIn.Nothing>().Which.Because switch
    {
        CredentialInput.Unreadable { Code: var code } => code,
        CredentialInput.NotACredential { Code: var code } => code,
        var other => other.ToString(),
    };

    private async Task<HandedIn> ReadAsync(byte[] pdf)
    {
        if (!PdfAttachments.Program(ForeignPrograms.OfThisMachine(TimeProvider.System)).IsInstalled)
            Assert.Skip("pdfdetach (poppler-utils) is not here.");
        return await _reader.ReadAsync(pdf, Ct);
    }

    private async Task<byte[]> PdfAsync(params (string Name, byte[] Content)[] attachments)
    {
        var arguments = new List<string> { "--empty" };
        for (var i = 0; i < attachments.Length; i++)
        {
            var file = Path.Combine(_folder, $"attachment-{i}");
            await File.WriteAllBytesAsync(file, attachments[i].Content, Ct);
            arguments.AddRange(["--add-attachment", file, $"--filename={attachments[i].Name}", $"--key={i}", "--"]);
        }

        // Without a page it would be no document.
        return await Tool.RunAsync("qpdf", default, [.. arguments, "-"]);
    }

    private async Task<byte[]> QpdfAsync(byte[] pdf, params string[] options)
    {
        var file = Path.Combine(_folder, "in.pdf");
        await File.WriteAllBytesAsync(file, pdf, Ct);
        return await Tool.RunAsync("qpdf", default, [.. options, file, "-"]);
    }

    // ISO 32000-1, 7.11.4: a file specification in the tree of embedded files, its stream full of zeroes.
    private static byte[] Bomb(long length)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            var zeroes = new byte[1024 * 1024];
            for (long i = 0; i < length; i += zeroes.Length)
                zlib.Write(zeroes);
        }

        using var pdf = new MemoryStream();
        var places = new List<long>();
        Write("%PDF-1.7\n");
        Add("<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(a) 4 0 R]>>>>>>");
        Add("<</Type/Pages/Kids[3 0 R]/Count 1>>");
        Add("<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>");
        Add("<</Type/Filespec/F(a.json)/UF(a.json)/EF<</F 5 0 R>>>>");
        places.Add(pdf.Position);
        Write($"5 0 obj\n<</Type/EmbeddedFile/Filter/FlateDecode/Length {packed.Length}>>\nstream\n");
        packed.WriteTo(pdf);
        Write("\nendstream\nendobj\n");
        var start = pdf.Position;
        Write("xref\n0 6\n0000000000 65535 f \n" + string.Concat(places.Select(place => $"{place:D10} 00000 n \n")) + $"trailer<</Size 6/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n");
        return pdf.ToArray();

        void Write(string text) => pdf.Write(Encoding.Latin1.GetBytes(text));

        void Add(string body)
        {
            places.Add(pdf.Position);
            Write($"{places.Count} 0 obj\n{body}\nendobj\n");
        }
    }
}
