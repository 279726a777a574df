using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Issuer.Core.Formats;

/// <summary>What JCS suites hash of a document with embedded proofs: both parts keep the bytes that were received.</summary>
internal static class ProofDocument
{
    /// <summary>The document without its proofs; or, for the later proof of a chain, with those that it was made over, in an array.</summary>
    /// <param name="secured">An object.</param>
    /// <param name="context">Stands for the document's own <c>@context</c>, where a proof brings one (VC-DI-EdDSA 1.0, 3.3.2).</param>
    /// <param name="previous">Earlier proofs.</param>
    public static JsonElement Unsecured(JsonElement secured, JsonElement? context, IReadOnlyList<JsonElement> previous)
    {
        var buffer = new ArrayBufferWriter<byte>(JsonMarshal.GetRawUtf8Value(secured).Length);
        var first = true;
        foreach (var member in secured.EnumerateObject())
        {
            if (member.NameEquals("proof"u8))
                continue;
            Append(buffer, member, context is { } other && member.NameEquals("@context"u8) ? other : member.Value, ref first);
        }

        if (previous.Count > 0)
        {
            buffer.Write(first ? "{\"proof\":["u8 : ",\"proof\":["u8);
            for (var i = 0; i < previous.Count; i++)
            {
                if (i > 0)
                    buffer.Write(","u8);
                buffer.Write(JsonMarshal.GetRawUtf8Value(previous[i]));
            }

            buffer.Write("]"u8);
        }

        buffer.Write(first && previous.Count == 0 ? "{}"u8 : "}"u8);
        return JsonDocument.Parse(buffer.WrittenMemory).RootElement;
    }

    /// <summary>The proof configuration: the proof without its value.</summary>
    public static JsonElement Configuration(JsonElement proof)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        var first = true;
        foreach (var member in proof.EnumerateObject())
        {
            if (!member.NameEquals("proofValue"u8))
                Append(buffer, member, member.Value, ref first);
        }

        buffer.Write(first ? "{}"u8 : "}"u8);
        return JsonDocument.Parse(buffer.WrittenMemory).RootElement;
    }

    private static void Append(ArrayBufferWriter<byte> buffer, JsonProperty member, JsonElement value, ref bool first)
    {
        buffer.Write(first ? "{\""u8 : ",\""u8);
        first = false;
        buffer.Write(JsonMarshal.GetRawUtf8PropertyName(member));
        buffer.Write("\":"u8);
        buffer.Write(JsonMarshal.GetRawUtf8Value(value));
    }
}
