using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Issuer.Core.Formats;

/// <summary>
/// A claim's value with marks of what its holder may leave out (RFC 9901 section 4.2). A marked object or array may hold marked members or elements of its own:
/// then its disclosure holds their digests.
/// </summary>
public abstract record SdClaim
{
    private SdClaim()
    {
    }

    /// <summary>A text, number, truth value or null.</summary>
    public sealed record Scalar : SdClaim
    {
        internal Scalar(byte[] json) => Json = json;

        internal byte[] Json { get; }
    }

    /// <summary>An object.</summary>
    /// <param name="Members">Members; their order is kept for those that are always shown.</param>
    /// <param name="Decoys">Digests of nothing among those of the members, so that their number tells nothing (section 4.2.5).</param>
    public sealed record Object(ImmutableArray<SdMember> Members, int Decoys = 0) : SdClaim;

    /// <summary>An array.</summary>
    /// <param name="Elements">Elements in their order.</param>
    /// <param name="Decoys">Digests of nothing among them.</param>
    public sealed record Array(ImmutableArray<SdElement> Elements, int Decoys = 0) : SdClaim;

    /// <summary>A text.</summary>
    public static SdClaim Of(string text) => new Scalar(System.Text.Encoding.UTF8.GetBytes($"\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text)}\""));

    /// <summary>An integer.</summary>
    public static SdClaim Of(long number) => new Scalar(System.Text.Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture)));

    /// <summary>A truth value.</summary>
    public static SdClaim Of(bool value) => new Scalar(value ? "true"u8.ToArray() : "false"u8.ToArray());

    /// <summary>An array of texts, shown or left out as one.</summary>
    public static SdClaim Of(IEnumerable<string> texts) => new Array([.. texts.Select(text => new SdElement(Of(text)))]);

    /// <summary>Any JSON, nothing in it marked.</summary>
    public static SdClaim Of(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => new Object([.. json.EnumerateObject().Select(member => new SdMember(member.Name, Of(member.Value)))]),
        JsonValueKind.Array => new Array([.. json.EnumerateArray().Select(item => new SdElement(Of(item)))]),
        _ => new Scalar(JsonMarshal.GetRawUtf8Value(json).ToArray()),
    };
}

/// <summary>A member of an object.</summary>
/// <param name="Name">Its name; not <c>_sd</c>, <c>_sd_alg</c> or three dots.</param>
/// <param name="Value">Its value.</param>
/// <param name="IsSelective">Whether the holder may leave it out.</param>
public sealed record SdMember(string Name, SdClaim Value, bool IsSelective = false);

/// <summary>An element of an array.</summary>
/// <param name="Value">Its value.</param>
/// <param name="IsSelective">Whether the holder may leave it out.</param>
public sealed record SdElement(SdClaim Value, bool IsSelective = false);
