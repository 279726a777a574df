using System.Text;
using Issuer.Core.Verification;
using Issuer.Service.Checking;
using Issuer.Service.Languages;
using Microsoft.AspNetCore.Http.Features;

namespace Issuer.Service.Pages;

/// <summary>What somebody handed in at <c>/verify</c>. It is read into memory and nowhere else: an upload is personal data and never touches a disk.</summary>
internal sealed record Submission
{
    /// <summary>Most files at once.</summary>
    public const int MaximumFiles = 20;

    /// <summary>Longest text, in bytes.</summary>
    public const int MaximumBytes = CredentialInput.MaximumBytes;

    /// <summary>Longest body: all files together, and room for the boundary, the other field and their headers.</summary>
    public const int MaximumBody = HandedInReader.MaximumBytes + (64 * 1024);

    // What the language switch hands in again travels both ways: only what is small.
    private const int MaximumAgain = 32 * 1024;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Bytes to check, without white space around them.</summary>
    public ReadOnlyMemory<byte> Credential { get; private init; }

    /// <summary>Files by name, where there are several.</summary>
    public IReadOnlyList<(string Name, ReadOnlyMemory<byte> Bytes)> Files { get; private init; } = [];

    /// <summary>A web address instead of a credential, or null.</summary>
    public Uri? Link { get; private init; }

    /// <summary>Why there is nothing to check, or null.</summary>
    public Phrase? Problem { get; private init; }

    /// <summary>Status that goes with <see cref="Problem"/>.</summary>
    public int Status { get; private init; } = StatusCodes.Status422UnprocessableEntity;

    /// <summary>What was typed, or null.</summary>
    public string? Entered { get; private init; }

    /// <summary>What the reader's computer calls the one file; null for text.</summary>
    public string? FileName { get; private init; }

    public static async Task<Submission> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        if (!request.HasFormContentType)
            return new() { Problem = Words.ProblemForm, Status = StatusCodes.Status415UnsupportedMediaType };
        if (request.ContentLength > MaximumBody)
            return new() { Problem = UploadWords.UploadTooLarge, Status = StatusCodes.Status413PayloadTooLarge };
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = MaximumBody;

        IFormCollection form;
        try
        {
            form = await request.ReadFormAsync(
                new FormOptions
                {
                    // Above the whole body's limit: nothing is ever buffered in a file.
                    MemoryBufferThreshold = MaximumBody + 1,
                    MultipartBodyLengthLimit = MaximumBody,
                    ValueLengthLimit = MaximumBody,
                    ValueCountLimit = 100,
                    MultipartHeadersCountLimit = 8,
                    KeyLengthLimit = 64,
                },
                ct);
        }
        catch (BadHttpRequestException fault) when (fault.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return new() { Problem = UploadWords.UploadTooLarge, Status = StatusCodes.Status413PayloadTooLarge };
        }
        catch (InvalidDataException)
        {
            return new() { Problem = Words.ProblemForm, Status = StatusCodes.Status400BadRequest };
        }

        var typed = form["credential"].ToString().Trim();
        // A form without a chosen file sends an empty one.
        var files = form.Files.GetFiles("file").Where(chosen => chosen.Length > 0).ToList();
        if (typed.Length == 0 && files.Count == 0)
            return new() { Problem = Words.ProblemNothing };
        if (typed.Length > 0 && files.Count > 0)
            return new() { Problem = Words.ProblemBoth, Entered = typed };
        if (files.Count > MaximumFiles)
            return new() { Problem = Words.ProblemTooMany };
        if (files.Count > 1)
        {
            var several = new List<(string, ReadOnlyMemory<byte>)>(files.Count);
            foreach (var one in files)
                several.Add((one.FileName, await BytesAsync(one, ct)));
            return new() { Files = several };
        }

        var entered = typed.Length <= MaximumAgain ? typed : null;
        if (files is [var file])
            return new() { Credential = await BytesAsync(file, ct), FileName = file.FileName };
        if (AsLink(typed) is { } link)
            return new() { Link = link, Entered = entered };
        var bytes = Encoding.UTF8.GetBytes(Unwrapped(typed));
        return bytes.Length > MaximumBytes
            ? new() { Problem = Words.ProblemTooLarge, Status = StatusCodes.Status413PayloadTooLarge }
            : new() { Credential = bytes, Entered = entered };
    }

    private static async Task<byte[]> BytesAsync(IFormFile file, CancellationToken ct)
    {
        using var copy = new MemoryStream(capacity: (int)file.Length);
        await file.CopyToAsync(copy, ct);
        return Trim(copy.ToArray());
    }

    private static Uri? AsLink(string text) =>
        (text.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("http://", StringComparison.OrdinalIgnoreCase))
        && Uri.TryCreate(text, UriKind.Absolute, out var link)
            ? link
            : null;

    /// <summary>
    /// A token that a mail program broke into lines is one again: only what was pasted is mended, and only white space; what is checked is checked as strictly
    /// as ever.
    /// </summary>
    private static string Unwrapped(string text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.' or '~' or ' ' or '\t' or '\r' or '\n'))
                return text;
        }

        return string.Concat(text.Where(c => c is not (' ' or '\t' or '\r' or '\n')));
    }

    private static byte[] Trim(byte[] bytes) => bytes.AsSpan().Trim(" \t\r\n"u8).ToArray();

    /// <summary>A credential as text, to be handed in again; null where it is no text or long.</summary>
    public static string? AsText(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MaximumAgain || bytes.Contains((byte)0))
            return null;
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
