using System.Buffers.Binary;
using System.Buffers.Text;
using System.IO.Compression;
using FluentAssertions;
using FsCheck;
using FsCheck.Fluent;
using Issuer.Core.Status;
using Xunit;

namespace Issuer.Core.Tests.Status;

public class BitstringStatusListTests
{
    private const int OneMegabyte = 1024 * 1024;

    /// <summary>The <c>encodedList</c> in the examples of the specification (Bitstring Status List v1.0): 131,072 zeros, by another encoder.</summary>
    private const string SpecificationExample = "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA";

    [Fact]
    public void The_specification_s_example_is_an_empty_list()
    {
        BitstringStatusList.TryDecode(SpecificationExample, OneMegabyte, out var list, out var fault).Should().BeTrue();

        fault.Should().BeNull();
        list!.Length.Should().Be(131_072);
        Enumerable.Range(0, 131_072).Should().NotContain(i => list[i]);
    }

    /// <summary>Section 3.2: the first entry is the left-most bit.</summary>
    [Theory]
    [InlineData(0, 0, 0x80)]
    [InlineData(7, 0, 0x01)]
    [InlineData(8, 1, 0x80)]
    [InlineData(94_567, 11_820, 0x01)]
    [InlineData(131_071, 16_383, 0x01)]
    public void Index_0_is_the_most_significant_bit_of_the_first_byte(long index, int position, byte value)
    {
        var list = BitstringStatusList.Empty();
        list.Set(index, true);

        var bytes = Independently(list.Encode());

        bytes.Should().HaveCount(16_384);
        bytes[position].Should().Be(value);
        bytes.Where(b => b != 0).Should().ContainSingle();
        list[index].Should().BeTrue();
    }

    [Fact]
    public void Any_set_of_indexes_comes_back_through_either_reader() =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<int[]>(),
            numbers =>
            {
                var indexes = numbers.Select(number => number & 0x1_FFFFL).ToHashSet();
                var list = BitstringStatusList.Empty();
                foreach (var index in indexes)
                    list.Set(index, true);
                var encoded = list.Encode();
                BitstringStatusList.TryDecode(encoded, OneMegabyte, out var decoded, out _);
                var independent = Independently(encoded);
                return Enumerable.Range(0, 131_072).All(i => decoded![i] == indexes.Contains(i) && ((independent[i / 8] >> (7 - (i % 8))) & 1) == (indexes.Contains(i) ? 1 : 0));
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_bit_is_cleared_again()
    {
        var list = BitstringStatusList.Empty();
        var empty = list.Encode();
        list.Set(77, true);
        list.Set(78, true);
        list.Set(77, false);

        list[77].Should().BeFalse();
        list[78].Should().BeTrue();
        list.Set(78, false);
        list.Encode().Should().Be(empty);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(131_072)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void An_index_outside_the_list_throws(long index)
    {
        var list = BitstringStatusList.Empty();

        FluentActions.Invoking(() => list[index]).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => list.Set(index, true)).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Theory]
    [InlineData(131_064)]
    [InlineData(131_073)]
    [InlineData(0)]
    [InlineData(-8)]
    public void A_list_has_whole_bytes_and_at_least_131072_entries(int length) =>
        FluentActions.Invoking(() => BitstringStatusList.Empty(length)).Should().Throw<ArgumentOutOfRangeException>();

    /// <summary>No time and no platform in the header, so that two nodes with the same bits serve the same list.</summary>
    [Fact]
    public void The_header_says_nothing_about_when_and_where() =>
        Base64Url.DecodeFromChars(BitstringStatusList.Empty().Encode().AsSpan(1))[..10].Should().Equal(0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 2, 255);

    public static TheoryData<string?, string> NotLists()
    {
        var good = SpecificationExample;
        var gzip = Base64Url.DecodeFromChars(good.AsSpan(1));
        return new()
        {
            { null, "status-list-encoding" },
            { "", "status-list-encoding" },
            { good[1..], "status-list-encoding" },
            { "z" + good[1..], "status-list-encoding" },
            { "U" + good[1..], "status-list-encoding" },
            { good + "=", "status-list-encoding" },
            { good + "\n", "status-list-encoding" },
            { "uAB", "status-list-encoding" },
            { "u", "status-list-gzip" },
            { "uAAAA", "status-list-gzip" },
            { Encode([.. gzip, .. gzip]), "status-list-gzip" },
            { Encode([.. gzip, 0]), "status-list-gzip" },
            { Encode([.. gzip, .. gzip[^8..]]), "status-list-gzip" },
            // Two equal members: the last trailer fits the first content.
            { Encode([.. Gzip(new byte[20_000]), .. Gzip(new byte[20_000])]), "status-list-gzip" },
            { Encode(Gzip(new byte[20_000])[..^8]), "status-list-gzip" },
            { Encode(Gzip(new byte[16_383])), "status-list-too-short" },
            { Encode(Gzip([])), "status-list-too-short" },
            { Encode(Gzip(new byte[OneMegabyte + 1])), "status-list-too-large" },
            { Encode(Gzip(new byte[64 * OneMegabyte])), "status-list-too-large" },
            { "u" + new string('A', 3 * OneMegabyte), "status-list-too-large" },
            { Encode([0x1F, 0x8B, 7, .. gzip[3..]]), "status-list-gzip" },
            { Encode([0x1F, 0x8B, 8, 0xE0, .. gzip[4..]]), "status-list-gzip" },
            // FEXTRA and FNAME that never end.
            { Encode([0x1F, 0x8B, 8, 4, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 1, 2, 3]), "status-list-gzip" },
            { Encode([0x1F, 0x8B, 8, 8, 0, 0, 0, 0, 0, 0, 65, 65, 65]), "status-list-gzip" },
            { Encode([0x1F, 0x8B, 8, 4, 0, 0, 0, 0, 0, 0]), "status-list-gzip" },
        };
    }

    [Theory]
    [MemberData(nameof(NotLists), DisableDiscoveryEnumeration = true)]
    public void What_is_no_list_is_refused(string? encoded, string fault)
    {
        BitstringStatusList.TryDecode(encoded, OneMegabyte, out var list, out var found).Should().BeFalse();

        found.Should().Be(fault);
        list.Should().BeNull();
    }

    [Fact]
    public void The_longest_allowed_list_is_read()
    {
        var bytes = new byte[OneMegabyte];
        System.Security.Cryptography.RandomNumberGenerator.Fill(bytes);

        BitstringStatusList.TryDecode(Encode(Gzip(bytes)), OneMegabyte, out var list, out _).Should().BeTrue();
        list!.Length.Should().Be(8L * OneMegabyte);
    }

    [Fact]
    public void Every_truncation_is_refused()
    {
        var gzip = Base64Url.DecodeFromChars(Sparse().Encode().AsSpan(1));
        for (var length = 0; length < gzip.Length; length++)
        {
            BitstringStatusList.TryDecode(Encode(gzip[..length]), OneMegabyte, out _, out var fault).Should().BeFalse();
            fault.Should().Be("status-list-gzip");
        }
    }

    [Fact]
    public void A_flipped_bit_is_refused_or_changes_no_entry()
    {
        var list = Sparse();
        var encoded = list.Encode();
        var gzip = Base64Url.DecodeFromChars(encoded.AsSpan(1));
        for (var bit = 0; bit < gzip.Length * 8; bit++)
        {
            var changed = (byte[])gzip.Clone();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            if (BitstringStatusList.TryDecode(Encode(changed), OneMegabyte, out var decoded, out _))
                decoded!.Encode().Should().Be(encoded);
        }
    }

    /// <summary>RFC 1952 section 2.3: other encoders name the file, comment on it, add fields and a header checksum.</summary>
    [Fact]
    public void Optional_header_fields_are_skipped()
    {
        var plain = Gzip(new byte[16_384]);
        byte[] header = [0x1F, 0x8B, 8, 0x1F, 1, 2, 3, 4, 0, 3, 3, 0, 9, 9, 9, (byte)'a', 0, (byte)'b', (byte)'c', 0, 0xAA, 0xBB];

        BitstringStatusList.TryDecode(Encode([.. header, .. plain[10..]]), OneMegabyte, out var list, out _).Should().BeTrue();
        list!.Length.Should().Be(131_072);
    }

    private static BitstringStatusList Sparse()
    {
        var list = BitstringStatusList.Empty();
        foreach (var index in (long[])[0, 9, 4_711, 65_536, 100_000, 131_071])
            list.Set(index, true);
        return list;
    }

    /// <summary>The framework's own reader, trailer compared by hand.</summary>
    private static byte[] Independently(string encoded)
    {
        var gzip = Base64Url.DecodeFromChars(encoded.AsSpan(1));
        using var output = new MemoryStream();
        using (var stream = new GZipStream(new MemoryStream(gzip), CompressionMode.Decompress))
            stream.CopyTo(output);
        BinaryPrimitives.ReadInt32LittleEndian(gzip.AsSpan(^4..)).Should().Be((int)output.Length);
        return output.ToArray();
    }

    private static byte[] Gzip(byte[] content)
    {
        using var output = new MemoryStream();
        using (var stream = new GZipStream(output, CompressionLevel.Optimal, leaveOpen: true))
            stream.Write(content);
        // The framework writes nothing at all for no content.
        return output.Length > 0 ? output.ToArray() : [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    }

    private static string Encode(byte[] gzip) => "u" + Base64Url.EncodeToString(gzip);
}
