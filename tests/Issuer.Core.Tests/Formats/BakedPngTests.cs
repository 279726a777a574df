using System.Buffers.Binary;
using FluentAssertions;
using FsCheck;
using FsCheck.Fluent;
using Issuer.Core.Formats;
using Xunit;

namespace Issuer.Core.Tests.Formats;

public class BakedPngTests
{
    private const string Token = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJ4In0.AAAA";
    private const string Json = """{"name":"Egwyddorion Ŵyn 𝒵"}""";

    [Theory]
    [InlineData(Token)]
    [InlineData(Json)]
    public void What_is_written_is_one_uncompressed_chunk_as_the_standard_has_it(string credential)
    {
        var baked = BakedPng.Write(Pictures.Png(), credential)!;
        var chunks = Pictures.Chunks(baked);
        chunks.Select(chunk => chunk.Type).Should().Equal("IHDR", "iTXt", "IDAT", "IEND");
        // Keyword, no compression, no language, no translation: ISO/IEC 15948, 11.3.4.5.
        chunks[1].Data.Should().Equal([.. System.Text.Encoding.ASCII.GetBytes("openbadgecredential"), 0, 0, 0, 0, 0, .. System.Text.Encoding.UTF8.GetBytes(credential)]);
        Read(baked).Should().Be(credential);
    }

    [Fact]
    public void Baking_again_replaces_every_earlier_credential_and_keeps_all_else()
    {
        byte[][] before =
        [
            Pictures.Plain("openbadges", "https://old.example/1"), Pictures.Plain("Author", "openbadgecredential"),
            Pictures.International("openbadgecredential", Json), Pictures.Compressed("openbadgecredential", Pictures.Zlib([1])),
        ];
        var baked = BakedPng.Write(Pictures.Png(before), Token)!;
        Pictures.Chunks(baked).Select(chunk => chunk.Type).Should().Equal("IHDR", "iTXt", "tEXt", "IDAT", "IEND");
        Read(baked).Should().Be(Token);
        BakedPng.Write(baked, Token).Should().Equal(baked);
    }

    [Fact]
    public void What_follows_the_picture_is_left_out() =>
        BakedPng.Write([.. Pictures.Png(), .. "<script>"u8], Token).Should().Equal(BakedPng.Write(Pictures.Png(), Token));

    [Fact]
    public void What_is_no_whole_png_is_not_written()
    {
        BakedPng.Write([], Token).Should().BeNull();
        BakedPng.Write("GIF89a"u8, Token).Should().BeNull();
        var png = Pictures.Png();
        for (var length = 0; length < png.Length; length++)
            BakedPng.Write(png.AsSpan(..length), Token).Should().BeNull($"cut to {length} bytes");
    }

    [Theory]
    [InlineData("openbadgecredential")]
    [InlineData("openbadges")]
    public void Every_kind_of_text_chunk_is_read(string keyword)
    {
        byte[][] kinds =
        [
            Pictures.International(keyword, Json), Pictures.International(keyword, Json, compressed: true),
            Pictures.Plain(keyword, Json), Pictures.Compressed(keyword, Pictures.Zlib(System.Text.Encoding.UTF8.GetBytes(Json))),
            Pictures.Chunk("iTXt", [.. System.Text.Encoding.ASCII.GetBytes(keyword), 0, 0, 0, .. "cy-GB"u8, 0, .. "bathodyn"u8, 0, .. System.Text.Encoding.UTF8.GetBytes(Json)]),
        ];
        foreach (var chunk in kinds)
        {
            Read(Pictures.Png(chunk)).Should().Be(Json);
            Read([.. Pictures.Signature, .. Pictures.Header, .. Pictures.Data, .. chunk, .. Pictures.End]).Should().Be(Json, "text may follow the picture's data");
        }
    }

    [Fact]
    public void More_than_one_is_a_fault_whatever_the_chunks_and_keywords()
    {
        byte[][] all =
        [
            Pictures.International("openbadgecredential", Token), Pictures.International("openbadgecredential", Json, compressed: true),
            Pictures.Plain("openbadges", Token), Pictures.Compressed("openbadges", [0]),
        ];
        foreach (var first in all)
        {
            foreach (var second in all)
                Code(Pictures.Png(first, second)).Should().Be("image-with-several-credentials");
        }
    }

    [Fact]
    public void A_picture_without_one_says_so()
    {
        Code(Pictures.Png()).Should().Be("image-without-credential");
        Code(Pictures.Png(Pictures.Plain("Openbadges", Token), Pictures.Plain("openbadges2", Token), Pictures.Chunk("tEXt", "openbadges"u8.ToArray()), Pictures.Chunk("teXt", "openbadges\0x"u8.ToArray())))
            .Should().Be("image-without-credential");
    }

    [Fact]
    public void Damage_is_told_and_nothing_is_read_from_it()
    {
        var baked = BakedPng.Write(Pictures.Png(), Token)!;
        for (var length = 0; length < baked.Length; length++)
            Code(baked[..length]).Should().Be("image-damaged", $"cut to {length} bytes");

        var text = Pictures.Signature.Length + Pictures.Header.Length;
        for (var at = text + 8; at < text + Pictures.International("openbadgecredential", Token).Length; at++)
        {
            var changed = baked.ToArray();
            changed[at] ^= 1;
            // A changed keyword is another keyword; everything else is under the CRC.
            Code(changed).Should().Be(at < text + 8 + "openbadgecredential".Length + 1 ? "image-without-credential" : "image-damaged", $"bit changed at {at}");
        }

        byte[] end = Pictures.Chunk("IEND", [0]);
        Code([.. Pictures.Signature, .. Pictures.Header, .. Pictures.Data, .. end]).Should().Be("image-damaged");
        Code([.. Pictures.Signature, .. Pictures.Data, .. Pictures.End]).Should().Be("image-damaged", "IHDR comes first");
        Code([.. Pictures.Signature, .. Pictures.Header, .. Pictures.Header, .. Pictures.End]).Should().Be("image-damaged", "and once");
        Code([.. Pictures.Signature, .. Pictures.Chunk("IHDR", new byte[12]), .. Pictures.End]).Should().Be("image-damaged");
    }

    [Theory]
    [InlineData(0xFFFF_FFFFu)]
    [InlineData(0x8000_0000u)]
    [InlineData(0x7FFF_FFFFu)]
    [InlineData(0x7FFF_FFF3u)]
    [InlineData(1000u)]
    public void Lengths_beyond_the_file_end_the_walk(uint length)
    {
        var baked = BakedPng.Write(Pictures.Png(), Token)!;
        BinaryPrimitives.WriteUInt32BigEndian(baked.AsSpan(Pictures.Signature.Length + Pictures.Header.Length), length);
        Code(baked).Should().Be("image-damaged");
        BakedPng.Write(baked, Token).Should().BeNull();
    }

    [Theory]
    [InlineData(new byte[] { })]
    [InlineData(new byte[] { 0 })]
    [InlineData(new byte[] { 0, 0 })]
    [InlineData(new byte[] { 0, 0, 0 })]
    [InlineData(new byte[] { 2, 0, 0, 0, 65 })]
    [InlineData(new byte[] { 0, 1, 0, 0, 65 })]
    [InlineData(new byte[] { 1, 0, 0, 0, 65, 66, 67 })]
    public void Malformed_text_chunks_are_damage(byte[] afterKeyword) =>
        Code(Pictures.Png(Pictures.Chunk("iTXt", [.. "openbadgecredential\0"u8, .. afterKeyword]))).Should().Be("image-damaged");

    [Fact]
    public void Compressed_text_is_held_to_its_limit_while_it_unpacks()
    {
        var most = new string('a', BakedPng.MaximumBytes);
        Read(Pictures.Png(Pictures.International("openbadges", most, compressed: true))).Should().Be(most);
        Code(Pictures.Png(Pictures.International("openbadges", most + "a", compressed: true))).Should().Be("image-expands-too-far");

        // A megabyte that would unpack to a gigabyte: stopped at the first megabyte of it.
        var bomb = Pictures.Zlib(new byte[256 * 1024 * 1024]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Code(Pictures.Png(Pictures.Compressed("openbadges", bomb))).Should().Be("image-expands-too-far");
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(16 * 1024 * 1024);
    }

    [Fact]
    public void Broken_compression_is_damage_or_ends_early_and_never_throws()
    {
        var whole = Pictures.Zlib(System.Text.Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(Json, 50))));
        for (var length = 0; length < whole.Length; length++)
            BakedPng.Read(Pictures.Png(Pictures.Compressed("openbadges", whole[..length]))).Should().NotBeNull();
        for (var at = 0; at < whole.Length; at++)
        {
            var changed = whole.ToArray();
            changed[at] ^= 0x5A;
            BakedPng.Read(Pictures.Png(Pictures.Compressed("openbadges", changed))).Should().NotBeNull();
        }
    }

    [Fact]
    public void Tens_of_thousands_of_chunks_are_walked_once()
    {
        var many = Enumerable.Repeat(Pictures.Plain("Comment", ""), 45_000).Append(Pictures.International("openbadgecredential", Token)).ToArray();
        Read(Pictures.Png(many)).Should().Be(Token);
        BakedPng.Write(Pictures.Png(many), Json).Should().NotBeNull();
    }

    /// <summary>RFC 1950 section 2.2: a preset dictionary, which nobody could have; the platform's reader throws something of its own over it.</summary>
    [Fact]
    public void Text_packed_with_a_preset_dictionary_is_damaged() =>
        BakedPng.Read(Pictures.Png(Pictures.Compressed("openbadges", [0x78, 0x20, 0, 0, 0, 0]))).Should().Be(BakedImage.Damaged);

    [Fact]
    public void No_bytes_make_it_throw() => Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), ArbMap.Default.ArbFor<byte[]>(), (tail, data) =>
    {
        byte[][] files =
        [
            tail, [.. Pictures.Signature, .. tail], [.. Pictures.Signature, .. Pictures.Header, .. tail], Pictures.Png(Pictures.Chunk("iTXt", data)),
            Pictures.Png(Pictures.Chunk("iTXt", [.. "openbadges\0"u8, .. data])), Pictures.Png(Pictures.Compressed("openbadges", data)),
        ];
        foreach (var file in files)
        {
            BakedPng.Read(file).Should().NotBeNull();
            BakedPng.Write(file, Token);
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_text_comes_back() => Prop.ForAll(ArbMap.Default.ArbFor<NonEmptyString>(), text =>
    {
        var credential = new string([.. text.Get.Where(c => !char.IsSurrogate(c) && c != '\0')]);
        return credential.Length == 0 || Read(BakedPng.Write(Pictures.Png(), credential)!) == credential;
    }).QuickCheckThrowOnFailure();

    private static string Read(byte[] png) => System.Text.Encoding.UTF8.GetString(((BakedImage.Found)BakedPng.Read(png)).Credential.Span);

    private static string Code(byte[] png) => ((BakedImage.Nothing)BakedPng.Read(png)).Code;
}
