using System.Text.Json;
using FluentAssertions;
using FsCheck;
using FsCheck.Fluent;
using Issuer.Core.Encoding;
using Issuer.Core.Keys;
using Xunit;

namespace Issuer.Core.Tests.Keys;

public class EcdsaTests
{
    public static TheoryData<string> Curves => ["P-256", "P-384"];

    [Fact]
    public void The_P1363_vectors_of_Wycheproof_hold()
    {
        using var file = JsonDocument.Parse(File.ReadAllBytes(TestData.Shared("vectors/wycheproof/ecdsa_secp256r1_sha256_p1363_test.json")));
        var count = 0;
        foreach (var group in file.RootElement.GetProperty("testGroups").EnumerateArray())
        {
            PublicKey.TryFromSpki(Convert.FromHexString(group.GetProperty("publicKeyDer").GetString()!), out var key, out var fault).Should().BeTrue(fault);
            PublicKey.TryFromPem(group.GetProperty("publicKeyPem").GetString(), out var pem, out fault).Should().BeTrue(fault);
            pem.Should().Be(key);
            if (group.TryGetProperty("publicKeyJwk", out var jwk))
            {
                PublicKey.TryFromJwk(jwk, out var fromJwk, out fault).Should().BeTrue(fault);
                fromJwk.Should().Be(key);
            }

            foreach (var test in group.GetProperty("tests").EnumerateArray())
            {
                var isValid = key!.Verify(Convert.FromHexString(test.GetProperty("msg").GetString()!), Convert.FromHexString(test.GetProperty("sig").GetString()!));
                isValid.Should().Be(test.GetProperty("result").GetString() == "valid", $"case {test.GetProperty("tcId")} ({test.GetProperty("comment")})");
                count++;
            }
        }

        count.Should().Be(file.RootElement.GetProperty("numberOfTests").GetInt32());
    }

    [Theory]
    [MemberData(nameof(Curves))]
    public void Only_r_and_s_from_1_to_n_minus_1_in_fixed_length_are_looked_at(string name)
    {
        var algorithm = (EcdsaAlgorithm)SignatureAlgorithm.FromName(name)!;
        using var key = SigningKey.Generate(algorithm);
        var size = algorithm.Curve.Size;
        var good = key.Sign("m"u8);
        key.PublicKey.Verify("m"u8, good).Should().BeTrue();
        var (r, s) = (good[..size], good[size..]);
        var zero = new byte[size];
        var n = Order(algorithm.Curve);
        byte[][] bad =
        [
            [], [0], r, [.. good, 0], [0, .. good], [.. zero, .. zero], [.. r, .. zero], [.. zero, .. s], [.. n, .. s], [.. r, .. n], [.. n, .. n],
            [.. s, .. r], [.. Enumerable.Repeat((byte)0xff, 2 * size)], Der(r, s), new byte[1000],
        ];
        foreach (var signature in bad)
            key.PublicKey.Verify("m"u8, signature).Should().BeFalse(Convert.ToHexString(signature));
    }

    [Theory]
    [MemberData(nameof(Curves))]
    public void A_changed_bit_anywhere_is_refused(string name)
    {
        using var key = SigningKey.Generate(SignatureAlgorithm.FromName(name)!);
        Prop.ForAll<byte[], int>((message, place) =>
        {
            var signature = key.Sign(message);
            key.PublicKey.Verify(message, signature).Should().BeTrue();
            byte[] changed = [.. signature, .. message];
            var bit = Math.Abs((long)place) % (changed.Length * 8);
            changed[bit / 8] ^= (byte)(1 << (int)(bit % 8));
            key.PublicKey.Verify(changed.AsSpan(signature.Length), changed.AsSpan(0, signature.Length)).Should().BeFalse();
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [MemberData(nameof(Curves))]
    public void Scalars_outside_1_to_n_minus_1_are_no_private_keys(string name)
    {
        var algorithm = (EcdsaAlgorithm)SignatureAlgorithm.FromName(name)!;
        var n = Order(algorithm.Curve);
        algorithm.Import(new byte[n.Length]).Should().BeNull();
        algorithm.Import(n).Should().BeNull();
        algorithm.Import(n.AsSpan(1)).Should().BeNull();
        algorithm.Import([.. n, 0]).Should().BeNull();
        algorithm.Import([.. Enumerable.Repeat((byte)0xff, n.Length)]).Should().BeNull();

        byte[] largest = [.. n];
        largest[^1]--;
        byte[] one = [.. new byte[n.Length - 1], 1];
        using var first = algorithm.Import(one)!;
        using var last = algorithm.Import(largest)!;
        // (n - 1)·G = -G: the same x, the other y.
        first.Public.Raw[1..].ToArray().Should().Equal(last.Public.Raw[1..].ToArray());
        (first.Public.Raw.Span[0] ^ last.Public.Raw.Span[0]).Should().Be(1);
        var signature = new byte[2 * n.Length];
        last.Sign("m"u8, signature);
        last.Public.Verify("m"u8, signature).Should().BeTrue();
        first.Public.Verify("m"u8, signature).Should().BeFalse();
    }

    [Theory]
    [MemberData(nameof(Curves))]
    public void Points_that_are_not_on_the_curve_are_no_public_keys(string name)
    {
        var algorithm = (EcdsaAlgorithm)SignatureAlgorithm.FromName(name)!;
        var curve = algorithm.Curve;
        using var key = SigningKey.Generate(algorithm);
        var x = key.PublicKey.Raw[1..].ToArray();
        curve.TryDecompress(key.PublicKey.Raw.Span, out _, out var y).Should().BeTrue();
        algorithm.ImportPublic(x, y).Should().NotBeNull();

        var zero = new byte[curve.Size];
        var all = Enumerable.Repeat((byte)0xff, curve.Size).ToArray();
        byte[] changed = [.. y];
        changed[^1] ^= 1;
        foreach (var (px, py) in new[] { (x, changed), (y, x), (zero, zero), (x, zero), (zero, y), (all, y), (x, all), (x[1..], y), (x, [.. y, 0]) })
            algorithm.ImportPublic(px, py).Should().BeNull();

        foreach (var prefix in new byte[] { 0, 1, 4, 5, 6, 7, 0xff })
            curve.TryDecompress([prefix, .. x], out _, out _).Should().BeFalse();
        curve.TryDecompress([2, .. all], out _, out _).Should().BeFalse();
        curve.TryDecompress([2], out _, out _).Should().BeFalse();
        curve.TryDecompress([], out _, out _).Should().BeFalse();
        // To half of all x no y belongs.
        var points = Enumerable.Range(1, 200).Count(i => curve.TryDecompress([2, .. new byte[curve.Size - 1], (byte)i], out _, out _));
        points.Should().BeInRange(60, 140);
    }

    [Theory]
    [MemberData(nameof(Curves))]
    public void Many_threads_may_use_one_key(string name)
    {
        using var key = SigningKey.Generate(SignatureAlgorithm.FromName(name)!);
        var wrong = 0;
        Parallel.For(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            var message = BitConverter.GetBytes(i);
            var signature = key.Sign(message);
            if (!key.PublicKey.Verify(message, signature) || key.PublicKey.Verify("x"u8, signature))
                Interlocked.Increment(ref wrong);
        });
        wrong.Should().Be(0);
    }

    private static byte[] Order(EcCurve curve)
    {
        // The largest scalar that is taken, plus one, found bit by bit.
        var n = new byte[curve.Size];
        for (var bit = 0; bit < n.Length * 8; bit++)
        {
            n[bit / 8] |= (byte)(0x80 >> (bit % 8));
            if (!curve.IsScalar(n))
                n[bit / 8] ^= (byte)(0x80 >> (bit % 8));
        }

        n[^1]++;
        return n;
    }

    private static byte[] Der(byte[] r, byte[] s)
    {
        var writer = new System.Formats.Asn1.AsnWriter(System.Formats.Asn1.AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteIntegerUnsigned(r.AsSpan().TrimStart((byte)0));
            writer.WriteIntegerUnsigned(s.AsSpan().TrimStart((byte)0));
        }

        return writer.Encode();
    }
}
