using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FluentAssertions;
using Issuer.Core.Encoding;
using Issuer.Core.Keys;
using Xunit;

namespace Issuer.Core.Tests.Keys;

public class JwkTests
{
    // RFC 8037 appendix A.1.
    private const string Okp = """{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}""";
    private const string OkpPrivate = """
        {"kty":"OKP","crv":"Ed25519","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
        """;

    // RFC 7515 appendix A.3.
    private const string Ec = """{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}""";
    private const string EcPrivate = """
        {"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
         "d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"}
        """;

    // RFC 7515 appendix A.2.
    private const string Rsa = """
        {"kty":"RSA","e":"AQAB","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"}
        """;

    private const string Rfc7515Payload = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

    [Theory]
    [InlineData(Okp, "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc",
        "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg")]
    [InlineData(Ec, "eyJhbGciOiJFUzI1NiJ9." + Rfc7515Payload, "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q")]
    [InlineData(Rsa, "eyJhbGciOiJSUzI1NiJ9." + Rfc7515Payload,
        "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw")]
    public void The_signatures_of_RFC_7515_and_8037_verify(string jwk, string signingInput, string signature)
    {
        PublicKey.TryFromJwk(Parse(jwk), jwk == Rsa ? "RS256" : null, out var key, out var fault).Should().BeTrue(fault);
        Base64UrlText.TryDecode(signature, out var bytes).Should().BeTrue();
        key!.Verify(System.Text.Encoding.ASCII.GetBytes(signingInput), bytes).Should().BeTrue();
        key.Verify(System.Text.Encoding.ASCII.GetBytes(signingInput + "x"), bytes).Should().BeFalse();
        bytes[^1] ^= 1;
        key.Verify(System.Text.Encoding.ASCII.GetBytes(signingInput), bytes).Should().BeFalse();
    }

    [Fact]
    public void The_signature_of_RFC_8037_is_made_again()
    {
        SigningKey.TryFromJwk(Parse(OkpPrivate), out var key, out var fault).Should().BeTrue(fault);
        Base64UrlText.Encode(key!.Sign("eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc"u8))
            .Should().Be("hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg");
        key.Dispose();
    }

    [Theory]
    // RFC 8037 appendix A.3 and RFC 7638 section 3.1.
    [InlineData(Okp, null, "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k")]
    [InlineData("""
        {"kty":"RSA","alg":"RS256","kid":"2011-04-29","e":"AQAB","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"}
        """, null, "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs")]
    public void Thumbprints_are_those_published(string jwk, string? algorithm, string thumbprint)
    {
        PublicKey.TryFromJwk(Parse(jwk), algorithm, out var key, out var fault).Should().BeTrue(fault);
        key!.Thumbprint().Should().Be(thumbprint);
    }

    [Theory]
    [InlineData(Okp, "\"alg\":\"EdDSA\"")]
    [InlineData(Okp, "\"alg\":\"Ed25519\"")]
    [InlineData(Okp, "\"use\":\"sig\"")]
    [InlineData(Okp, "\"key_ops\":[\"verify\"]")]
    [InlineData(Okp, "\"key_ops\":[\"sign\",\"verify\"],\"ext\":true,\"kid\":7,\"x5c\":null")]
    [InlineData(Ec, "\"alg\":\"ES256\",\"use\":\"sig\"")]
    public void Members_that_agree_or_do_not_matter_are_taken(string jwk, string members)
    {
        PublicKey.TryFromJwk(Parse(With(jwk, members)), out var key, out var fault).Should().BeTrue(fault);
        PublicKey.TryFromJwk(Parse(jwk), out var plain, out _);
        key.Should().Be(plain);
    }

    public static TheoryData<string, string> Refused => new()
    {
        { "null", KeyFault.NotAnObject },
        { "[]", KeyFault.NotAnObject },
        { "\"x\"", KeyFault.NotAnObject },
        { "{}", KeyFault.KeyTypeUnsupported },
        { """{"kty":"oct"}""", KeyFault.KeyTypeUnsupported },
        { """{"kty":"oct","k":"AAAA"}""", KeyFault.PrivateKey },
        { """{"kty":"okp","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}""", KeyFault.KeyTypeUnsupported },
        { """{"kty":["OKP"]}""", KeyFault.KeyTypeUnsupported },
        { """{"kty":"OKP"}""", KeyFault.CurveUnsupported },
        { """{"kty":"OKP","crv":"X25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}""", KeyFault.CurveUnsupported },
        { """{"kty":"OKP","crv":"Ed448","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}""", KeyFault.CurveUnsupported },
        { """{"kty":"OKP","crv":"P-256","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}""", KeyFault.CurveUnsupported },
        { """{"kty":"OKP","crv":"Ed25519"}""", KeyFault.MemberMalformed },
        { """{"kty":"OKP","crv":"Ed25519","x":7}""", KeyFault.MemberMalformed },
        { """{"kty":"OKP","crv":"Ed25519","x":""}""", KeyFault.MemberMalformed },
        { """{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo="}""", KeyFault.MemberMalformed },
        { """{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURp"}""", KeyFault.MemberMalformed },
        { """{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo"}""", KeyFault.MemberMalformed },
        { """{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHUR"}""", KeyFault.MemberMalformed },
        { """{"kty":"OKP","crv":"Ed25519","x":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}""", KeyFault.PointInvalid },
        { """{"kty":"OKP","crv":"Ed25519","x":"7f_______________________________________38"}""", KeyFault.PointInvalid },
        // y = 2 belongs to no point.
        { """{"kty":"OKP","crv":"Ed25519","x":"AgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}""", KeyFault.PointInvalid },
        { OkpPrivate, KeyFault.PrivateKey },
        { EcPrivate, KeyFault.PrivateKey },
        { With(Okp, "\"d\":null"), KeyFault.PrivateKey },
        { With(Rsa, "\"alg\":\"RS256\",\"p\":\"AA\""), KeyFault.PrivateKey },
        { With(Rsa, "\"alg\":\"RS256\",\"oth\":[]"), KeyFault.PrivateKey },
        { With(Okp, "\"alg\":\"ES256\""), KeyFault.AlgorithmMismatch },
        { With(Okp, "\"alg\":\"eddsa\""), KeyFault.AlgorithmMismatch },
        { With(Okp, "\"alg\":\"none\""), KeyFault.AlgorithmMismatch },
        { With(Okp, "\"alg\":null"), KeyFault.AlgorithmMismatch },
        { With(Okp, "\"alg\":[\"EdDSA\"]"), KeyFault.AlgorithmMismatch },
        { With(Ec, "\"alg\":\"ES384\""), KeyFault.AlgorithmMismatch },
        { With(Ec, "\"alg\":\"ECDH-ES\""), KeyFault.AlgorithmMismatch },
        { With(Ec, "\"alg\":\"HS256\""), KeyFault.AlgorithmMismatch },
        { With(Okp, "\"use\":\"enc\""), KeyFault.UseMismatch },
        { With(Okp, "\"use\":\"SIG\""), KeyFault.UseMismatch },
        { With(Okp, "\"use\":null"), KeyFault.UseMismatch },
        { With(Okp, "\"key_ops\":[]"), KeyFault.KeyOperationsMismatch },
        { With(Okp, "\"key_ops\":[\"sign\"]"), KeyFault.KeyOperationsMismatch },
        { With(Okp, "\"key_ops\":\"verify\""), KeyFault.KeyOperationsMismatch },
        { With(Okp, "\"key_ops\":[\"verify\",7]"), KeyFault.KeyOperationsMismatch },
        { With(Okp, "\"key_ops\":[\"encrypt\"]"), KeyFault.KeyOperationsMismatch },
        { Ec.Replace("P-256", "P-384"), KeyFault.MemberMalformed },
        { Ec.Replace("P-256", "P-521"), KeyFault.CurveUnsupported },
        { Ec.Replace("P-256", "secp256k1"), KeyFault.CurveUnsupported },
        { Ec.Replace("P-256", "Ed25519"), KeyFault.CurveUnsupported },
        { Ec.Replace("x_FE", "x_FF"), KeyFault.PointInvalid },
        { Ec.Replace("\"y\"", "\"Y\""), KeyFault.MemberMalformed },
        { Ec.Replace("\"x\":\"", "\"x\":\"AAAA"), KeyFault.MemberMalformed },
        { Rsa, KeyFault.AlgorithmMissing },
        { With(Rsa, "\"alg\":\"RS512\""), KeyFault.AlgorithmMissing },
        { With(Rsa, "\"alg\":\"RS1\""), KeyFault.AlgorithmMissing },
        { With(Rsa, "\"alg\":\"EdDSA\""), KeyFault.AlgorithmMismatch },
        { With(Rsa.Replace("AQAB", "AA"), "\"alg\":\"RS256\""), KeyFault.MemberMalformed },
        { With(Rsa.Replace("AQAB", "AQ"), "\"alg\":\"RS256\""), KeyFault.RsaUnsupported },
        { With(Rsa.Replace("AQAB", "AQAA"), "\"alg\":\"RS256\""), KeyFault.RsaUnsupported },
        { With(Rsa.Replace("AQAB", "AAEAAQ"), "\"alg\":\"RS256\""), KeyFault.MemberMalformed },
        { With(Rsa.Replace("AQAB", "AQAAAAE"), "\"alg\":\"RS256\""), KeyFault.RsaUnsupported },
        { With(Rsa.Replace("uXpoQ", "uXpoA"), "\"alg\":\"RS256\""), KeyFault.RsaUnsupported },
        { """{"kty":"RSA","alg":"RS256","e":"AQAB"}""", KeyFault.MemberMalformed },
        { """{"kty":"RSA","alg":"RS256","e":"AQAB","n":"3Q"}""", KeyFault.RsaTooSmall },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_is_no_public_key_or_contradicts_itself_is_refused(string jwk, string fault)
    {
        PublicKey.TryFromJwk(Parse(jwk), out var key, out var found).Should().BeFalse();
        key.Should().BeNull();
        found.Should().Be(fault);
    }

    [Theory]
    [InlineData(Okp, "EdDSA", null)]
    [InlineData(Okp, "Ed25519", null)]
    [InlineData(Okp, "ES256", KeyFault.AlgorithmMismatch)]
    [InlineData(Okp, "none", KeyFault.AlgorithmMismatch)]
    [InlineData(Okp, "HS256", KeyFault.AlgorithmMismatch)]
    [InlineData(Ec, "ES256", null)]
    [InlineData(Ec, "ES384", KeyFault.AlgorithmMismatch)]
    [InlineData(Ec, "EdDSA", KeyFault.AlgorithmMismatch)]
    [InlineData(Rsa, "RS256", null)]
    [InlineData(Rsa, "PS256", null)]
    [InlineData(Rsa, "RS384", KeyFault.AlgorithmMissing)]
    [InlineData(Rsa, "HS256", KeyFault.AlgorithmMissing)]
    [InlineData(Rsa, "EdDSA", KeyFault.AlgorithmMismatch)]
    public void The_algorithm_asked_for_must_be_the_key_s(string jwk, string algorithm, string? fault)
    {
        PublicKey.TryFromJwk(Parse(jwk), algorithm, out var key, out var found).Should().Be(fault is null);
        found.Should().Be(fault);
        key?.Algorithm.Should().BeSameAs(SignatureAlgorithm.FromJwsName(algorithm));
    }

    [Fact]
    public void An_RSA_key_that_says_its_algorithm_takes_no_other()
    {
        PublicKey.TryFromJwk(Parse(With(Rsa, "\"alg\":\"PS256\"")), "RS256", out _, out var fault).Should().BeFalse();
        fault.Should().Be(KeyFault.AlgorithmMismatch);
        PublicKey.TryFromJwk(Parse(With(Rsa, "\"alg\":\"PS256\"")), out var key, out _).Should().BeTrue();
        key!.Algorithm.Should().BeSameAs(SignatureAlgorithm.Ps256);
        PublicKey.TryFromJwk(Parse(With(Rsa, "\"alg\":\"RS256\"")), out var other, out _).Should().BeTrue();
        other.Should().NotBe(key, "a key has one algorithm");
    }

    [Theory]
    [InlineData(1024, KeyFault.RsaTooSmall)]
    [InlineData(2040, KeyFault.RsaTooSmall)]
    [InlineData(2047, KeyFault.RsaTooSmall)]
    [InlineData(2048, null)]
    [InlineData(3072, null)]
    [InlineData(8192, null)]
    [InlineData(8193, KeyFault.RsaUnsupported)]
    [InlineData(65536, KeyFault.MemberMalformed)]
    public void An_RSA_modulus_has_2048_to_8192_bits(int bits, string? fault)
    {
        // Any odd number of the right length: whether it has two prime factors cannot be seen.
        var n = new byte[(bits + 7) / 8];
        n[0] = (byte)(1 << ((bits - 1) % 8));
        n[^1] |= 1;
        var jwk = $$"""{"kty":"RSA","alg":"RS256","e":"AQAB","n":"{{Base64UrlText.Encode(n)}}"}""";
        PublicKey.TryFromJwk(Parse(jwk), out var key, out var found).Should().Be(fault is null);
        found.Should().Be(fault);
        key?.Verify("m"u8, new byte[n.Length]).Should().BeFalse();
    }

    [Theory]
    [InlineData("RS256")]
    [InlineData("PS256")]
    public void RSA_signatures_of_the_framework_verify_under_their_own_padding_only(string name)
    {
        using var rsa = RSA.Create(2048);
        var (right, wrong) = name == "RS256" ? (RSASignaturePadding.Pkcs1, RSASignaturePadding.Pss) : (RSASignaturePadding.Pss, RSASignaturePadding.Pkcs1);
        PublicKey.TryFromSpki(rsa.ExportSubjectPublicKeyInfo(), out var key, out var fault, name).Should().BeTrue(fault);
        key!.ToSpki().Should().Equal(rsa.ExportSubjectPublicKeyInfo());
        PublicKey.TryFromPem(rsa.ExportSubjectPublicKeyInfoPem(), out var pem, out fault, name).Should().BeTrue(fault);
        pem.Should().Be(key);

        var signature = rsa.SignData("m"u8, HashAlgorithmName.SHA256, right);
        key.Verify("m"u8, signature).Should().BeTrue();
        key.Verify("n"u8, signature).Should().BeFalse();
        key.Verify("m"u8, rsa.SignData("m"u8, HashAlgorithmName.SHA256, wrong)).Should().BeFalse();
        key.Verify("m"u8, rsa.SignData("m"u8, HashAlgorithmName.SHA512, right)).Should().BeFalse();
        key.Verify("m"u8, [.. signature, 0]).Should().BeFalse();
        key.Verify("m"u8, [0, .. signature]).Should().BeFalse();
        key.Verify("m"u8, []).Should().BeFalse();
        FluentActions.Invoking(() => key.ToMultikey()).Should().Throw<NotSupportedException>();
        FluentActions.Invoking(() => SigningKey.Generate(key.Algorithm)).Should().Throw<NotSupportedException>();
    }

    public static TheoryData<string, string> PrivateRefused => new()
    {
        { "[]", KeyFault.NotAnObject },
        { Okp, KeyFault.PrivateKeyMissing },
        { Ec, KeyFault.PrivateKeyMissing },
        { With(Okp, "\"d\":null"), KeyFault.MemberMalformed },
        { With(Okp, "\"d\":\"\""), KeyFault.MemberMalformed },
        { With(Okp, "\"d\":\"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=\""), KeyFault.MemberMalformed },
        { With(Okp, "\"d\":\"\\u006eWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A\""), KeyFault.MemberMalformed },
        { With(Okp, "\"d\":\"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI\""), KeyFault.KeyPairMismatch },
        { With(Ec, "\"d\":\"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A\""), KeyFault.KeyPairMismatch },
        { With(Ec, "\"d\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\""), KeyFault.SecretInvalid },
        { With(Ec, "\"d\":\"__________________________________________8\""), KeyFault.SecretInvalid },
        { With(OkpPrivate, "\"alg\":\"ES256\""), KeyFault.AlgorithmMismatch },
        { With(OkpPrivate, "\"use\":\"enc\""), KeyFault.UseMismatch },
        { With(OkpPrivate, "\"key_ops\":[\"verify\"]"), KeyFault.KeyOperationsMismatch },
        { With(Rsa, "\"alg\":\"RS256\",\"d\":\"AA\""), KeyFault.KeyTypeUnsupported },
    };

    [Theory]
    [MemberData(nameof(PrivateRefused))]
    public void What_is_no_private_key_or_contradicts_itself_is_refused(string jwk, string fault)
    {
        SigningKey.TryFromJwk(Parse(jwk), out var key, out var found).Should().BeFalse();
        key.Should().BeNull();
        found.Should().Be(fault);
    }

    [Fact]
    public void A_private_JWK_is_written_as_published()
    {
        SigningKey.TryFromJwk(Parse(With(OkpPrivate, "\"key_ops\":[\"sign\"],\"alg\":\"Ed25519\"")), out var key, out var fault).Should().BeTrue(fault);
        JsonNode.DeepEquals(JsonNode.Parse(key!.ExportPrivateJwk()), JsonNode.Parse(OkpPrivate)).Should().BeTrue();
        SigningKey.TryFromJwk(Parse(EcPrivate), out var ec, out fault).Should().BeTrue(fault);
        JsonNode.DeepEquals(JsonNode.Parse(ec!.ExportPrivateJwk()), JsonNode.Parse(EcPrivate)).Should().BeTrue();
        key.Dispose();
        ec.Dispose();
    }

    [Fact]
    public void A_public_JWK_is_written_with_the_members_asked_for_and_no_others()
    {
        PublicKey.TryFromJwk(Parse(Ec), out var key, out _).Should().BeTrue();
        JsonNode.DeepEquals(key!.ToJwk(), JsonNode.Parse(Ec)).Should().BeTrue();
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
            key.WriteJwk(writer, "did:web:example.org#k1-jwk", "sig", withAlgorithm: true);
        JsonNode.DeepEquals(JsonNode.Parse(stream.ToArray()), JsonNode.Parse(With(Ec, "\"kid\":\"did:web:example.org#k1-jwk\",\"use\":\"sig\",\"alg\":\"ES256\"")))
            .Should().BeTrue();
    }

    [Fact]
    public void No_value_of_any_member_makes_it_throw()
    {
        string[] values =
        [
            "null", "true", "0", "1e999", "[]", "{}", "\"\"", "\"x\"", "\"\\ud800\"", "\"\\u0000\"", "\"\\n\"", "\"é\"", "[null]", "[\"\\ud800\"]",
            $"\"{new string('A', 100_000)}\"", $"\"{new string('z', 43)}\"",
        ];
        string[] names = ["kty", "crv", "x", "y", "n", "e", "d", "alg", "use", "key_ops", "\\ud800"];
        var taken = 0;
        foreach (var jwk in new[] { Okp, OkpPrivate, Ec, EcPrivate, With(Rsa, "\"alg\":\"RS256\"") })
        {
            foreach (var name in names)
            {
                foreach (var value in values)
                {
                    // The parser of the platform takes the last of two members.
                    var changed = Parse(With(jwk, $"\"{name}\":{value}"));
                    taken += PublicKey.TryFromJwk(changed, out _, out _) ? 1 : 0;
                    taken += PublicKey.TryFromJwk(changed, "EdDSA", out _, out _) ? 1 : 0;
                    if (SigningKey.TryFromJwk(changed, out var key, out _))
                        key.Dispose();
                }
            }
        }

        taken.Should().BePositive("members that do not belong to the key type change nothing");
    }

    /// <summary>Wycheproof's JSON Web Signature cases, as far as they turn on keys, base64url and signatures of the algorithms that are verified here.</summary>
    [Fact]
    public void The_signatures_and_keys_of_Wycheproof_s_JWS_cases_hold()
    {
        using var file = JsonDocument.Parse(File.ReadAllBytes(TestData.Shared("vectors/wycheproof/json_web_signature_test.json")));
        var (valid, invalid) = (0, 0);
        foreach (var group in file.RootElement.GetProperty("testGroups").EnumerateArray())
        {
            // MACs have no public key; they and algorithms that are not offered must be refused whatever the set says.
            var jwk = group.TryGetProperty("public", out var key) ? key : group.GetProperty("private");
            foreach (var test in group.GetProperty("tests").EnumerateArray())
            {
                var algorithm = AlgorithmOf(test.GetProperty("jws").GetString()!);
                var isOurs = SignatureAlgorithm.FromJwsName(algorithm) is not null && (!jwk.TryGetProperty("alg", out var alg) || alg.GetString() == algorithm);
                var expected = isOurs && test.GetProperty("result").GetString() == "valid";
                Verifies(jwk, test.GetProperty("jws").GetString()!).Should().Be(expected, $"case {test.GetProperty("tcId")} ({test.GetProperty("comment")})");
                _ = expected ? valid++ : invalid++;
            }
        }

        (valid, invalid).Should().Be((16, 385));

        static string? AlgorithmOf(string jws) =>
            Base64UrlText.TryDecode(jws.Split('.')[0], out var header) && StrictJson.Parse(header).Document is { } document
                && document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("alg", out var alg)
                && alg.ValueKind == JsonValueKind.String ? alg.GetString() : null;

        static bool Verifies(JsonElement jwk, string jws) =>
            jws.Split('.') is [var header, var payload, var signature]
            && AlgorithmOf(jws) is { } algorithm
            && SignatureAlgorithm.FromJwsName(algorithm) is not null
            && PublicKey.TryFromJwk(jwk, algorithm, out var key, out _)
            && Base64UrlText.TryDecode(payload, out _)
            && Base64UrlText.TryDecode(signature, out var bytes)
            && key.Verify(System.Text.Encoding.ASCII.GetBytes($"{header}.{payload}"), bytes);
    }

    private static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    private static string With(string jwk, string members) => $"{jwk.TrimEnd().TrimEnd('}')},{members}}}";
}
