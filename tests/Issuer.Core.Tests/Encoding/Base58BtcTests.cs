using System.Numerics;
using System.Text;
using FluentAssertions;
using FsCheck;
using FsCheck.Fluent;
using Issuer.Core.Encoding;
using Xunit;

namespace Issuer.Core.Tests.Encoding;

public class Base58BtcTests
{
    [Theory]
    // draft-msporny-base58-03 section 5.
    [InlineData("48656c6c6f20576f726c6421", "2NEpo7TZRRrLZSi2U")]
    [InlineData(
        "54686520717569636b2062726f776e20666f78206a756d7073206f76657220746865206c617a7920646f672e",
        "USm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z")]
    [InlineData("0000287fb4cd", "11233QC4")]
    [InlineData("", "")]
    [InlineData("00", "1")]
    [InlineData("000000", "111")]
    [InlineData("39", "z")]
    [InlineData("3a", "21")]
    public void Published_vectors_hold_both_ways(string hex, string text)
    {
        Base58Btc.Encode(Convert.FromHexString(hex)).Should().Be(text);
        Base58Btc.TryDecode(text, out var bytes).Should().BeTrue();
        Convert.ToHexStringLower(bytes).Should().Be(hex);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("O")]
    [InlineData("I")]
    [InlineData("l")]
    [InlineData("11 11")]
    [InlineData("2NEpo7TZRRrLZSi2U\n")]
    [InlineData("é")]
    [InlineData("１")]
    public void A_character_outside_the_alphabet_is_refused(string text)
    {
        Base58Btc.TryDecode(text, out var bytes).Should().BeFalse();
        bytes.Should().BeEmpty();
    }

    [Fact]
    public void It_agrees_with_the_definition_by_one_large_number() => Prop.ForAll<byte[], byte>((tail, zeros) =>
    {
        byte[] bytes = [.. new byte[zeros % 8], .. tail];
        var text = Base58Btc.Encode(bytes);
        text.Should().Be(ByDefinition(bytes));
        Base58Btc.TryDecode(text, out var back).Should().BeTrue();
        back.Should().Equal(bytes);
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(200)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(2000)]
    public void Longer_sequences_of_the_largest_bytes_come_back(int length)
    {
        var bytes = Enumerable.Repeat((byte)0xFF, length).ToArray();
        Base58Btc.Encode(bytes).Should().Be(ByDefinition(bytes));
        Base58Btc.TryDecode(Base58Btc.Encode(bytes), out var back).Should().BeTrue();
        back.Should().Equal(bytes);
    }

    [Fact]
    public void Beyond_the_stated_length_nothing_is_decoded()
    {
        Base58Btc.TryDecode(new string('z', Base58Btc.MaximumLength), out _).Should().BeTrue();
        Base58Btc.TryDecode(new string('z', Base58Btc.MaximumLength + 1), out _).Should().BeFalse();
        Base58Btc.TryDecode(new string('1', 5_000_000), out _).Should().BeFalse();
    }

    private static string ByDefinition(byte[] bytes)
    {
        var number = new BigInteger(bytes, isUnsigned: true, isBigEndian: true);
        var text = new StringBuilder();
        for (; number > 0; number /= 58)
            text.Insert(0, "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"[(int)(number % 58)]);
        return text.Insert(0, "1", bytes.TakeWhile(b => b == 0).Count()).ToString();
    }
}
