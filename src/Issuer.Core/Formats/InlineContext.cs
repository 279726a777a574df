using System.Runtime.InteropServices;
using System.Text.Json;

namespace Issuer.Core.Formats;

/// <summary>A context of our own that documents carry inline and that never changes. No value in it contains white space.</summary>
internal sealed class InlineContext
{
    private readonly byte[] _bytes;
    private readonly JsonElement _json;

    /// <param name="source">JSON, laid out for people; stripped of white space it is what is signed.</param>
    public InlineContext(string source)
    {
        _bytes = System.Text.Encoding.UTF8.GetBytes(string.Concat(source.Where(c => !char.IsWhiteSpace(c))));
        _json = JsonDocument.Parse(_bytes).RootElement;
    }

    /// <summary>UTF-8 JSON without white space.</summary>
    public ReadOnlySpan<byte> Utf8 => _bytes;

    /// <summary>Whether an entry of <c>@context</c> is this object: ours carry the very bytes; a reader may have written them anew.</summary>
    public bool Is(JsonElement entry) => JsonMarshal.GetRawUtf8Value(entry).SequenceEqual(_bytes) || JsonElement.DeepEquals(entry, _json);
}
