using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using Issuer.Core.Encoding;
using Issuer.Core.Keys;

namespace Issuer.Core.Formats;

/// <summary>Fills a buffer with random bytes. What is issued is decided by its arguments alone, and this is one of them.</summary>
public delegate void RandomSource(Span<byte> destination);

/// <summary>An issued SD-JWT, and what is stored of it.</summary>
/// <param name="Compact">The whole with every disclosure, ending with a tilde: what the holder gets.</param>
/// <param name="Jwt">The issuer-signed JWT.</param>
/// <param name="Payload">Its payload, as signed.</param>
/// <param name="Disclosures">The disclosures as they travel, in the order in which they stand in <paramref name="Compact"/>.</param>
public sealed record IssuedSdJwt(string Compact, SignedJwt Jwt, byte[] Payload, ImmutableArray<string> Disclosures);

/// <summary>The issuer's side of RFC 9901: from claims with marks to a signed JWT and its disclosures.</summary>
public static class SdJwtIssuing
{
    /// <summary>Signs the claims.</summary>
    /// <param name="claims">The payload, with marks.</param>
    /// <param name="key">The issuer's key.</param>
    /// <param name="kid">Absolute DID URL of the verification method.</param>
    /// <param name="typ">Media type without <c>application/</c>.</param>
    /// <param name="random">128 bits of it for each disclosure, 256 for each decoy, and a few for the order of elements.</param>
    /// <param name="hash">SHA-256 unless another is wanted.</param>
    /// <exception cref="ArgumentException">A claim is named <c>_sd</c>, <c>_sd_alg</c> or three dots, or twice, or nested too deep.</exception>
    public static IssuedSdJwt Issue(SdClaim.Object claims, SigningKey key, string kid, string typ, RandomSource random, SdJwtHash? hash = null)
    {
        var writer = new Writer(hash ?? SdJwtHash.Sha256, random);
        var payload = writer.Payload(claims);
        var header = VcJwt.Header(key.Algorithm, kid, typ);
        var input = VcJwt.SigningInput(header, payload);
        var signature = Base64UrlText.Encode(key.Sign(input));
        var jwt = new SignedJwt($"{System.Text.Encoding.ASCII.GetString(input)}.{signature}", header, signature, SHA256.HashData(input));
        var disclosures = writer.Disclosures.ToImmutable();
        return new(Join(jwt.Compact, disclosures), jwt, payload, disclosures);
    }

    /// <summary>The SD-JWT again, from the payload and what was stored of it.</summary>
    public static string Restore(ReadOnlySpan<byte> payload, string protectedHeader, string signature, IEnumerable<string> disclosures) =>
        Join($"{System.Text.Encoding.ASCII.GetString(VcJwt.SigningInput(protectedHeader, payload))}.{signature}", disclosures);

    private static string Join(string jwt, IEnumerable<string> disclosures) => string.Join('~', [jwt, .. disclosures, ""]);

    private sealed class Writer(SdJwtHash hash, RandomSource random)
    {
        private const int DecoySize = 32;

        private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

        public ImmutableArray<string>.Builder Disclosures { get; } = ImmutableArray.CreateBuilder<string>();

        public byte[] Payload(SdClaim.Object claims) => Json(json => Object(json, claims, depth: 1));

        private void Value(Utf8JsonWriter json, SdClaim claim, int depth)
        {
            if (depth > SdJwtProcessing.MaximumDepth)
                throw new ArgumentException("The claims are nested too deep.", nameof(claim));
            switch (claim)
            {
                case SdClaim.Object members:
                    Object(json, members, depth);
                    break;
                case SdClaim.Array elements:
                    Array(json, elements, depth);
                    break;
                case SdClaim.Scalar scalar:
                    json.WriteRawValue(scalar.Json, skipInputValidation: true);
                    break;
            }
        }

        private void Object(Utf8JsonWriter json, SdClaim.Object claim, int depth)
        {
            json.WriteStartObject();
            var names = new HashSet<string>(StringComparer.Ordinal);
            var digests = new List<string>();
            foreach (var member in claim.Members)
            {
                if (SdJwtDisclosure.IsReserved(member.Name) || !names.Add(member.Name))
                    throw new ArgumentException($"No claim may be called {member.Name}, or it is there twice.", nameof(claim));
                if (member.IsSelective)
                {
                    digests.Add(Disclose(member.Name, member.Value, depth));
                    continue;
                }

                json.WritePropertyName(member.Name);
                Value(json, member.Value, depth + 1);
            }

            for (var i = 0; i < claim.Decoys; i++)
                digests.Add(Decoy());
            if (digests.Count > 0)
                Digests(json, digests);
            // At the top alone; a reader takes the default where nothing is disclosed.
            if (depth == 1)
                json.WriteString("_sd_alg"u8, hash.Name);
            json.WriteEndObject();
        }

        // Section 4.2.4.1: their order must not tell that of the claims. Sorted, it tells nothing, and two runs agree.
        private static void Digests(Utf8JsonWriter json, List<string> digests)
        {
            digests.Sort(StringComparer.Ordinal);
            json.WriteStartArray("_sd"u8);
            foreach (var digest in digests)
                json.WriteStringValue(digest);
            json.WriteEndArray();
        }

        private void Array(Utf8JsonWriter json, SdClaim.Array claim, int depth)
        {
            json.WriteStartArray();
            var decoys = DecoyPlaces(claim.Elements.Length, claim.Decoys);
            for (var i = 0; i <= claim.Elements.Length; i++)
            {
                for (var decoy = 0; decoy < decoys[i]; decoy++)
                    Digest(json, Decoy());
                if (i == claim.Elements.Length)
                    break;
                if (claim.Elements[i].IsSelective)
                    Digest(json, Disclose(name: null, claim.Elements[i].Value, depth));
                else
                    Value(json, claim.Elements[i].Value, depth + 1);
            }

            json.WriteEndArray();
        }

        // How many decoys stand before each element, and behind the last: always at the end they would be known by their place.
        private int[] DecoyPlaces(int elements, int decoys)
        {
            var places = new int[elements + 1];
            Span<byte> bytes = stackalloc byte[8];
            for (var i = 0; i < decoys; i++)
            {
                random(bytes);
                places[(int)(BinaryPrimitives.ReadUInt64LittleEndian(bytes) % (ulong)places.Length)]++;
            }

            return places;
        }

        private static void Digest(Utf8JsonWriter json, string digest)
        {
            json.WriteStartObject();
            json.WriteString("..."u8, digest);
            json.WriteEndObject();
        }

        private string Disclose(string? name, SdClaim value, int depth)
        {
            Span<byte> salt = stackalloc byte[SdJwtDisclosure.SaltSize];
            random(salt);
            var disclosure = SdJwtDisclosure.Encode(salt, name, Json(json => Value(json, value, depth + 1)));
            Disclosures.Add(disclosure);
            return hash.DigestOf(disclosure);
        }

        private string Decoy()
        {
            Span<byte> nothing = stackalloc byte[DecoySize];
            random(nothing);
            return hash.DigestOf(nothing);
        }

        private static byte[] Json(Action<Utf8JsonWriter> write)
        {
            var buffer = new ArrayBufferWriter<byte>(256);
            using (var json = new Utf8JsonWriter(buffer, Relaxed))
                write(json);
            return buffer.WrittenSpan.ToArray();
        }
    }
}
