using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using Issuer.Core.Encoding;

namespace Issuer.Core.Formats;

/// <summary>Where a disclosure stands in the processed payload.</summary>
public sealed class SdJwtPath
{
    private readonly SdJwtPlace _place;

    internal SdJwtPath(SdJwtPlace place, int disclosure, int parent) => (_place, Disclosure, Parent) = (place, disclosure, parent);

    /// <summary>Index among the token's disclosures.</summary>
    public int Disclosure { get; }

    /// <summary>Index of the disclosure that holds its digest, or -1 when the JWT itself does.</summary>
    public int Parent { get; }

    /// <summary>JSON Pointer into the payload.</summary>
    public string Pointer => _place.ToPointer();

    /// <summary>The claim of the payload that it is, or lies in.</summary>
    public string Claim => _place.Top.Name!;
}

/// <summary>A place as a chain: a pointer is spelled only where one is asked for, since a thousand below a long name would take a thousand copies of it.</summary>
internal sealed class SdJwtPlace
{
    private readonly SdJwtPlace? _above;
    private readonly int _index;

    private SdJwtPlace(SdJwtPlace? above, string? name, int index) => (_above, Name, _index) = (above, name, index);

    public static SdJwtPlace Root { get; } = new(null, null, 0);

    public string? Name { get; }

    /// <summary>The member of the root on the way here.</summary>
    public SdJwtPlace Top => _above is null || _above == Root ? this : _above.Top;

    public SdJwtPlace Member(string name) => new(this, name, 0);

    public SdJwtPlace Element(int index) => new(this, null, index);

    public string ToPointer()
    {
        var chain = new Stack<SdJwtPlace>();
        for (var place = this; place._above is { } above; place = above)
            chain.Push(place);
        var pointer = "";
        foreach (var place in chain)
            pointer = place.Name is { } name ? JsonPointer.Append(pointer, name) : JsonPointer.Append(pointer, place._index);
        return pointer;
    }
}

/// <summary>What an SD-JWT says with the disclosures that came with it.</summary>
/// <param name="Payload">The processed payload: disclosed claims in their places, digests gone.</param>
/// <param name="Disclosed">Every disclosure with its place, in the payload's order.</param>
public sealed record SdJwtContent(JsonElement Payload, ImmutableArray<SdJwtPath> Disclosed);

/// <summary>
/// Processing of RFC 9901 section 7.1, step 3: digests give way to what they are digests of. Whatever two readers could read differently is refused.
/// </summary>
public static class SdJwtProcessing
{
    /// <summary>Deepest nesting of the processed payload; disclosures within disclosures count like any other level.</summary>
    public const int MaximumDepth = 64;

    /// <summary>Processes a token whose signature is checked elsewhere. No input makes it throw.</summary>
    /// <returns>
    /// The content, or a fault: <c>sd-malformed</c> (<c>_sd</c> is no array of texts, or three dots or <c>_sd_alg</c> where they may not be),
    /// <c>digest-repeated</c>, <c>disclosure-misplaced</c> (an element's disclosure among an object's digests, or the reverse),
    /// <c>disclosure-overrides</c> (the claim is there already), <c>disclosure-unreferenced</c>, <c>json-too-deep</c>.
    /// </returns>
    public static (SdJwtContent? Content, JwtFault? Fault) Process(ParsedSdJwt token)
    {
        using var walk = new Walk(token);
        return walk.Run() is { } fault ? (null, fault) : (walk.Content(), null);
    }

    private sealed class Walk : IDisposable
    {
        private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

        private readonly ParsedSdJwt _token;
        private readonly Dictionary<string, int> _byDigest;
        private readonly HashSet<string> _digests = new(StringComparer.Ordinal);
        private readonly ImmutableArray<SdJwtPath>.Builder _disclosed = ImmutableArray.CreateBuilder<SdJwtPath>();
        private readonly ArrayBufferWriter<byte> _buffer;
        private readonly Utf8JsonWriter _json;

        public Walk(ParsedSdJwt token)
        {
            _token = token;
            _byDigest = new(token.Disclosures.Length, StringComparer.Ordinal);
            for (var i = 0; i < token.Disclosures.Length; i++)
                _byDigest[token.Hash.DigestOf(token.Disclosures[i].Encoded)] = i;
            _buffer = new(token.Jwt.PayloadBytes.Length + 256);
            _json = new(_buffer, Relaxed);
        }

        public JwtFault? Run()
        {
            var fault = Object(_token.Jwt.Payload, SdJwtPlace.Root, depth: 1, parent: -1);
            _json.Flush();
            return fault ?? (_disclosed.Count == _token.Disclosures.Length
                ? null
                : new("disclosure-unreferenced", "The SD-JWT has a disclosure that nothing signed refers to."));
        }

        public SdJwtContent Content() => new(JsonDocument.Parse(_buffer.WrittenMemory).RootElement, _disclosed.ToImmutable());

        public void Dispose() => _json.Dispose();

        private JwtFault? Value(JsonElement value, SdJwtPlace place, int depth, int parent)
        {
            switch (value.ValueKind)
            {
                case JsonValueKind.Object or JsonValueKind.Array when depth > MaximumDepth:
                    return new("json-too-deep", $"Disclosures are nested more than {MaximumDepth} deep.");
                case JsonValueKind.Object:
                    return Object(value, place, depth, parent);
                case JsonValueKind.Array:
                    return Array(value, place, depth, parent);
                default:
                    _json.WriteRawValue(JsonMarshal.GetRawUtf8Value(value), skipInputValidation: true);
                    return null;
            }
        }

        private JwtFault? Object(JsonElement value, SdJwtPlace place, int depth, int parent)
        {
            var isRoot = depth == 1;
            _json.WriteStartObject();
            JsonElement? digests = null;
            var names = new HashSet<string>(StringComparer.Ordinal);
            foreach (var member in value.EnumerateObject())
            {
                switch (member.Name)
                {
                    case "_sd":
                        digests = member.Value;
                        continue;
                    case "_sd_alg" when isRoot:
                        continue;
                    case "_sd_alg" or "...":
                        return Malformed("A member is called three dots outside an array, or _sd_alg below the top.");
                }

                names.Add(member.Name);
                _json.WritePropertyName(member.Name);
                if (Value(member.Value, place.Member(member.Name), depth + 1, parent) is { } fault)
                    return fault;
            }

            if (digests is { } sd && Members(sd, names, place, depth, parent) is { } wrong)
                return wrong;
            _json.WriteEndObject();
            return null;
        }

        private JwtFault? Members(JsonElement digests, HashSet<string> names, SdJwtPlace place, int depth, int parent)
        {
            if (digests.ValueKind != JsonValueKind.Array)
                return Malformed("A member _sd is no array.");
            foreach (var item in digests.EnumerateArray())
            {
                if (Find(item, out var index) is { } fault)
                    return fault;
                if (index < 0)
                    continue;
                var disclosure = _token.Disclosures[index];
                if (disclosure.Name is not { } name)
                    return new("disclosure-misplaced", "A disclosure of an array's element stands among the digests of an object.");
                if (!names.Add(name))
                    return new("disclosure-overrides", "A disclosure names a claim that is there already.");
                var member = place.Member(name);
                _disclosed.Add(new(member, index, parent));
                _json.WritePropertyName(name);
                if (Value(disclosure.Value, member, depth + 1, index) is { } wrong)
                    return wrong;
            }

            return null;
        }

        private JwtFault? Array(JsonElement value, SdJwtPlace place, int depth, int parent)
        {
            _json.WriteStartArray();
            var count = 0;
            foreach (var item in value.EnumerateArray())
            {
                if (Element(item, place.Element(count), depth + 1, parent, out var isThere) is { } fault)
                    return fault;
                count += isThere ? 1 : 0;
            }

            _json.WriteEndArray();
            return null;
        }

        // Section 4.2.4.2: an object of the one member "..." stands for an element that may be disclosed.
        private JwtFault? Element(JsonElement item, SdJwtPlace place, int depth, int parent, out bool isThere)
        {
            isThere = true;
            if (item.ValueKind != JsonValueKind.Object || !item.TryGetProperty("...", out var digest))
                return Value(item, place, depth, parent);
            if (item.EnumerateObject().Skip(1).Any())
                return Malformed("An object with a member of three dots has another one beside it.");
            if (Find(digest, out var index) is { } fault)
                return fault;
            isThere = index >= 0;
            if (!isThere)
                return null;
            var disclosure = _token.Disclosures[index];
            if (disclosure.Name is not null)
                return new("disclosure-misplaced", "A disclosure of a claim stands for an element of an array.");
            _disclosed.Add(new(place, index, parent));
            return Value(disclosure.Value, place, depth, index);
        }

        // Section 7.1, step 4: a digest stands once in the whole token, whether or not it is disclosed. -1 for one that is not, or is a decoy.
        private JwtFault? Find(JsonElement item, out int index)
        {
            index = -1;
            if (item.ValueKind != JsonValueKind.String)
                return Malformed("A digest is no text.");
            var digest = item.GetString()!;
            if (!_digests.Add(digest))
                return new("digest-repeated", "A digest stands twice in the SD-JWT.");
            if (_byDigest.TryGetValue(digest, out var found))
                index = found;
            return null;
        }

        private static JwtFault Malformed(string message) => new("sd-malformed", message);
    }
}
