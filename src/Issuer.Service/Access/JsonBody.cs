using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Issuer.Core.Encoding;
using Issuer.Core.Model;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Issuer.Service.Access;

/// <summary>
/// A request body read by the one strict JSON parser, or the problem that says why it was not: 415 for another media type, 413 for too
/// many bytes, 400 for what is no JSON, 422 for JSON that two parsers could read differently. Dispose it when the request is answered.
/// </summary>
public sealed class JsonBody : IDisposable
{
    private readonly JsonDocument? _document;

    private JsonBody(JsonDocument? document, ReadOnlyMemory<byte> utf8, ProblemHttpResult? problem) => (_document, Utf8, Problem) = (document, utf8, problem);

    /// <summary>The document's root; only where <see cref="Problem"/> is null.</summary>
    public JsonElement Root => _document!.RootElement;

    /// <summary>The bytes as they came.</summary>
    public ReadOnlyMemory<byte> Utf8 { get; }

    /// <summary>What to answer where there is no document.</summary>
    public ProblemHttpResult? Problem { get; }

    /// <summary>Reads the body of a request.</summary>
    /// <param name="http">The request; cancelled with it.</param>
    /// <param name="maxBytes">Longest body in bytes.</param>
    public static async ValueTask<JsonBody> ReadAsync(HttpContext http, int maxBytes)
    {
        if (!http.Request.HasJsonContentType())
            return Refused(Problems.Of(StatusCodes.Status415UnsupportedMediaType, "unsupported-media-type", "The body must be sent as application/json."));
        if (await ReadBytesAsync(http, maxBytes) is not { } bytes)
            return Refused(Problems.Of(StatusCodes.Status413PayloadTooLarge, "too-large", $"The body is longer than {maxBytes} bytes."));

        var (document, fault) = StrictJson.Parse(bytes);
        if (fault is null)
            return new(document, bytes, null);
        var status = fault.Code is "json-syntax" or "json-not-utf8" or "json-too-deep" ? StatusCodes.Status400BadRequest : StatusCodes.Status422UnprocessableEntity;
        return Refused(Problems.Of(status, "unreadable-json", "The body is not JSON that this service takes.", [Finding.Error(fault.Pointer, fault.Code, fault.Message)]));
    }

    /// <summary>The body's bytes, or null where it is longer than allowed; one byte more than allowed is never kept.</summary>
    /// <param name="http">The request; cancelled with it.</param>
    /// <param name="maxBytes">Longest body in bytes.</param>
    public static async ValueTask<byte[]?> ReadBytesAsync(HttpContext http, int maxBytes)
    {
        if (http.Request.ContentLength > maxBytes)
            return null;
        using var buffer = new MemoryStream((int)(http.Request.ContentLength ?? 4096));
        var chunk = new byte[16 * 1024];
        int read;
        while ((read = await http.Request.Body.ReadAsync(chunk, http.RequestAborted)) > 0)
        {
            if (buffer.Length + read > maxBytes)
                return null;
            buffer.Write(chunk, 0, read);
        }

        return buffer.Length == buffer.Capacity ? buffer.GetBuffer() : buffer.ToArray();
    }

    /// <summary>Overwrites the bytes, for a body that carried a secret; the document cannot be read afterwards.</summary>
    public void Wipe()
    {
        if (MemoryMarshal.TryGetArray(Utf8, out var bytes))
            CryptographicOperations.ZeroMemory(bytes);
    }

    /// <inheritdoc/>
    public void Dispose() => _document?.Dispose();

    private static JsonBody Refused(ProblemHttpResult problem) => new(null, default, problem);
}
