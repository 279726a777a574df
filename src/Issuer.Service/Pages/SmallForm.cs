using Microsoft.AspNetCore.Http.Features;

namespace Issuer.Service.Pages;

/// <summary>A form of a few short fields, read into memory.</summary>
internal static class SmallForm
{
    private const int MaximumBody = 16 * 1024;

    private static readonly FormOptions Options = new() { MemoryBufferThreshold = MaximumBody + 1, BufferBodyLengthLimit = MaximumBody, ValueLengthLimit = 4096, ValueCountLimit = 20, KeyLengthLimit = 64 };

    /// <summary>The form, or null where the body is something else.</summary>
    public static async Task<IFormCollection?> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        if (request.ContentType is not { } type || !type.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) || request.ContentLength > MaximumBody)
            return null;
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = MaximumBody;
        try
        {
            return await request.ReadFormAsync(Options, ct);
        }
        catch (Exception fault) when (fault is InvalidDataException or BadHttpRequestException)
        {
            return null;
        }
    }

    /// <summary>Whether a browser says that the form came from another site. One that says nothing is not judged by this.</summary>
    public static bool IsForeign(HttpRequest request) =>
        request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } site && site is not ("same-origin" or "none");
}
