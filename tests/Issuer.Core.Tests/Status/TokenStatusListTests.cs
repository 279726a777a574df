using System.IO.Compression;
using System.Text.Json;
using FluentAssertions;
using FsCheck;
using FsCheck.Fluent;
using Issuer.Core.Encoding;
using Issuer.Core.Formats;
using Issuer.Core.Keys;
using Issuer.Core.Status;
using Xunit;

namespace Issuer.Core.Tests.Status;

public class TokenStatusListTests
{
    private const int OneMegabyte = 1024 * 1024;

    /// <summary>The examples of draft-ietf-oauth-status-list, sections 4.1 and "Further Examples": bytes B9 A3, and C9 44 F9.</summary>
    [Theory]
    [InlineData(1, "eNrbuRgAAhcBXQ", new[] { 1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1 })]
    [InlineData(2, "eNo76fITAAPfAgc", new[] { 1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3 })]
    public void The_draft_s_examples_are_read_and_written(int bits, string lst, int[] statuses)
    {
        TokenStatusList.TryDecode(bits, lst, OneMegabyte, out var list, out var fault).Should().BeTrue();

        fault.Should().BeNull();
        Enumerable.Range(0, (int)list!.Length).Select(i => list[i]).Should().Equal(statuses);
        var written = TokenStatusList.Empty(statuses.Length, bits);
        for (var i = 0; i < statuses.Length; i++)
            written[i] = statuses[i];
        written.Encode().Should().Be(lst);
    }

    [Fact]
    public void Any_statuses_come_back_through_either_reader() =>
        Prop.ForAll(
            Gen.Elements(1, 2, 4, 8).ToArbitrary(),
            ArbMap.Default.ArbFor<int[]>(),
            (bits, numbers) =>
            {
                const int Length = 1 << 14;
                var list = TokenStatusList.Empty(Length, bits);
                var expected = new int[Length];
                foreach (var number in numbers)
                {
                    var index = number & (Length - 1);
                    list[index] = expected[index] = (number >> 14) & ((1 << bits) - 1);
                }

                var encoded = list.Encode();
                TokenStatusList.TryDecode(bits, encoded, OneMegabyte, out var decoded, out _);
                var bytes = Independently(encoded);
                return decoded!.Length == Length && bytes.Length == Length * bits / 8
                    && Enumerable.Range(0, Length).All(i => decoded[i] == expected[i] && ((bytes[i * bits / 8] >> (i * bits % 8)) & ((1 << bits) - 1)) == expected[i]);
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_status_is_changed_and_changed_back()
    {
        var list = TokenStatusList.Empty(64);
        var empty = list.Encode();
        list[5] = TokenStatusList.Suspended;
        list[6] = TokenStatusList.Invalid;
        (list[4], list[5], list[6], list[7]).Should().Be((0, 2, 1, 0));
        (list[5], list[6]) = (TokenStatusList.Valid, TokenStatusList.Valid);
        list.Encode().Should().Be(empty);
    }

    [Theory]
    [InlineData(-1L)]
    [InlineData(64L)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void An_index_outside_the_list_throws(long index) =>
        FluentActions.Invoking(() => TokenStatusList.Empty(64)[index]).Should().Throw<ArgumentOutOfRangeException>();

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 4)]
    [InlineData(4, 16)]
    [InlineData(8, 256)]
    [InlineData(8, -1)]
    public void A_status_has_no_more_bits_than_the_list_gives_it(int bits, int status) =>
        FluentActions.Invoking(() => TokenStatusList.Empty(64, bits)[0] = status).Should().Throw<ArgumentOutOfRangeException>();

    [Theory]
    [InlineData(64, 3)]
    [InlineData(64, 16)]
    [InlineData(64, 0)]
    [InlineData(7, 1)]
    [InlineData(0, 1)]
    [InlineData(-8, 1)]
    public void A_list_has_whole_bytes(int length, int bits) =>
        FluentActions.Invoking(() => TokenStatusList.Empty(length, bits)).Should().Throw<ArgumentOutOfRangeException>();

    public static TheoryData<int, string?, string> NotLists()
    {
        var good = TokenStatusList.Empty(1024).Encode();
        Base64UrlText.TryDecode(good, out var zlib);
        byte[] Changed(Action<byte[]> change)
        {
            var copy = (byte[])zlib.Clone();
            change(copy);
            return copy;
        }

        return new()
        {
            { 2, null, "status-list-encoding" },
            { 3, good, "status-list-encoding" },
            { 0, good, "status-list-encoding" },
            { -2, good, "status-list-encoding" },
            { 2, good + "=", "status-list-encoding" },
            { 2, good + "\n", "status-list-encoding" },
            { 2, "", "status-list-zlib" },
            { 2, Base64UrlText.Encode(zlib.AsSpan(..^1)), "status-list-zlib" },
            { 2, Base64UrlText.Encode(zlib.AsSpan(..^5)), "status-list-zlib" },
            { 2, Base64UrlText.Encode(zlib.AsSpan(..8)), "status-list-zlib" },
            { 2, Base64UrlText.Encode([.. zlib, 0]), "status-list-zlib" },
            { 2, Base64UrlText.Encode([.. zlib, .. zlib]), "status-list-zlib" },
            { 2, Base64UrlText.Encode([.. zlib[..^4], 0, .. zlib[^4..]]), "status-list-zlib" },
            { 2, Base64UrlText.Encode(Changed(b => b[^1] ^= 1)), "status-list-zlib" },
            { 2, Base64UrlText.Encode(Changed(b => b[0] = 0x79)), "status-list-zlib" },
            { 2, Base64UrlText.Encode(Changed(b => b[1] ^= 1)), "status-list-zlib" },
            { 2, Base64UrlText.Encode(Changed(b => (b[0], b[1]) = (0x78, 0xBB))), "status-list-zlib" },
            { 2, Base64UrlText.Encode([0x1F, 0x8B, .. zlib[2..]]), "status-list-zlib" },
        };
    }

    [Theory]
    [MemberData(nameof(NotLists))]
    public void What_two_readers_could_read_differently_is_refused(int bits, string? lst, string expected)
    {
        TokenStatusList.TryDecode(bits, lst, OneMegabyte, out var list, out var fault).Should().BeFalse();

        list.Should().BeNull();
        fault.Should().Be(expected);
    }

    /// <summary>256 MiB of zeros in 256 KiB: decoded up to the cap and no further.</summary>
    [Fact]
    public void A_bomb_is_refused_at_the_cap()
    {
        using var bomb = new MemoryStream();
        using (var zlib = new ZLibStream(bomb, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            var block = new byte[OneMegabyte];
            for (var i = 0; i < 256; i++)
                zlib.Write(block);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        TokenStatusList.TryDecode(1, Base64UrlText.Encode(bomb.ToArray()), OneMegabyte, out _, out var fault).Should().BeFalse();

        fault.Should().Be("status-list-too-large");
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(16 * OneMegabyte);
        TokenStatusList.TryDecode(1, new string('A', 4 * OneMegabyte), OneMegabyte, out _, out fault).Should().BeFalse();
        fault.Should().Be("status-list-too-large");
    }

    [Fact]
    public void A_list_that_just_fits_is_read()
    {
        var encoded = TokenStatusList.Empty(OneMegabyte * 8, 1).Encode();

        TokenStatusList.TryDecode(1, encoded, OneMegabyte, out var list, out _).Should().BeTrue();
        list!.Length.Should().Be(OneMegabyte * 8);
        TokenStatusList.TryDecode(1, encoded, OneMegabyte - 1, out _, out var fault).Should().BeFalse();
        fault.Should().Be("status-list-too-large");
    }

    [Fact]
    public void A_signed_list_says_whose_it_is_and_when()
    {
        using var key = SigningKey.Generate(SignatureAlgorithm.P256);
        var list = TokenStatusList.Empty(1024);
        list[7] = TokenStatusList.Suspended;

        var signed = TokenStatusListToken.Sign(
            "https://a.example/token-status/1", "did:web:a.example", list, DateTimeOffset.FromUnixTimeSeconds(1_800_000_000), DateTimeOffset.FromUnixTimeSeconds(1_800_086_400),
            300, key, "did:web:a.example#k1-jwk");

        var token = VcJwt.Parse(signed.Compact).Token!;
        token.Header.GetRawText().Should().Be("""{"alg":"ES256","kid":"did:web:a.example#k1-jwk","typ":"statuslist+jwt"}""");
        key.PublicKey.Verify(token.SigningInput, token.Signature).Should().BeTrue();
        token.Payload.GetProperty("ttl").GetInt64().Should().Be(300);
        TokenStatusListToken.TryRead(token, out var claims, out _).Should().BeTrue();
        claims!.Should().Be(new TokenStatusListClaims("https://a.example/token-status/1", "did:web:a.example", 1_800_000_000, 1_800_086_400, 2, list.Encode()));
    }

    [Theory]
    [InlineData("""{"sub":"s","iat":1,"status_list":{"bits":1,"lst":"x"}}""", "vc+jwt", "status-list-type")]
    [InlineData("""{"iat":1,"status_list":{"bits":1,"lst":"x"}}""", "statuslist+jwt", "status-list-malformed")]
    [InlineData("""{"sub":"s","status_list":{"bits":1,"lst":"x"}}""", "statuslist+jwt", "status-list-malformed")]
    [InlineData("""{"sub":"s","iat":"1","status_list":{"bits":1,"lst":"x"}}""", "statuslist+jwt", "status-list-malformed")]
    [InlineData("""{"sub":"s","iat":1,"exp":"2","status_list":{"bits":1,"lst":"x"}}""", "statuslist+jwt", "status-list-malformed")]
    [InlineData("""{"sub":"s","iat":1,"ttl":0,"status_list":{"bits":1,"lst":"x"}}""", "statuslist+jwt", "status-list-malformed")]
    [InlineData("""{"sub":"s","iat":1,"iss":1,"status_list":{"bits":1,"lst":"x"}}""", "statuslist+jwt", "status-list-malformed")]
    [InlineData("""{"sub":"s","iat":1,"status_list":{"bits":1.5,"lst":"x"}}""", "statuslist+jwt", "status-list-malformed")]
    [InlineData("""{"sub":"s","iat":1,"status_list":{"bits":"1","lst":"x"}}""", "statuslist+jwt", "status-list-malformed")]
    [InlineData("""{"sub":"s","iat":1,"status_list":{"bits":1}}""", "statuslist+jwt", "status-list-malformed")]
    [InlineData("""{"sub":"s","iat":1,"status_list":[]}""", "statuslist+jwt", "status-list-malformed")]
    [InlineData("""{"sub":"s","iat":1}""", "statuslist+jwt", "status-list-malformed")]
    public void What_is_no_status_list_token_is_said_to_be_none(string payload, string typ, string expected)
    {
        using var key = SigningKey.Generate(SignatureAlgorithm.P256);
        var input = VcJwt.SigningInput(VcJwt.Header(key.Algorithm, "k", typ), System.Text.Encoding.UTF8.GetBytes(payload));
        var token = VcJwt.Parse($"{System.Text.Encoding.ASCII.GetString(input)}.{Base64UrlText.Encode(key.Sign(input))}").Token!;

        TokenStatusListToken.TryRead(token, out var claims, out var fault).Should().BeFalse();
        claims.Should().BeNull();
        fault.Should().Be(expected);
    }

    private static byte[] Independently(string encoded)
    {
        Base64UrlText.TryDecode(encoded, out var bytes);
        using var zlib = new ZLibStream(new MemoryStream(bytes), CompressionMode.Decompress);
        using var output = new MemoryStream();
        zlib.CopyTo(output);
        return output.ToArray();
    }
}
