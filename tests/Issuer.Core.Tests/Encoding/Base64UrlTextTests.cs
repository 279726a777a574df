using System.Text;
using FluentAssertions;
using FsCheck;
using FsCheck.Fluent;
using Issuer.Core.Encoding;
using Xunit;

namespace Issuer.Core.Tests.Encoding;

public class Base64UrlTextTests
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    [Theory]
    // RFC 4648 section 10, without padding.
    [InlineData("", "")]
    [InlineData("f", "Zg")]
    [InlineData("fo", "Zm8")]
    [InlineData("foo", "Zm9v")]
    [InlineData("foob", "Zm9vYg")]
    [InlineData("fooba", "Zm9vYmE")]
    [InlineData("foobar", "Zm9vYmFy")]
    public void Published_vectors_hold_both_ways(string plain, string encoded)
    {
        Base64UrlText.Encode(System.Text.Encoding.ASCII.GetBytes(plain)).Should().Be(encoded);
        Base64UrlText.TryDecode(encoded, out var bytes).Should().BeTrue();
        System.Text.Encoding.ASCII.GetString(bytes).Should().Be(plain);
    }

    [Fact]
    public void The_example_of_RFC_7515_appendix_C_holds() =>
        Base64UrlText.Encode([3, 236, 255, 224, 193]).Should().Be("A-z_4ME");

    [Theory]
    [InlineData("Zg==", "padding")]
    [InlineData("Zg=", "padding")]
    [InlineData("Zm9v=", "padding")]
    [InlineData("=", "padding")]
    [InlineData("Zm9v\n", "white space")]
    [InlineData(" Zm9v", "white space")]
    [InlineData("Zm 9v", "white space")]
    [InlineData("Zm9v\0", "a control character")]
    [InlineData("Zm+v", "the other alphabet")]
    [InlineData("Zm/v", "the other alphabet")]
    [InlineData("Zm9ｖ", "a full-width letter")]
    [InlineData("Zm9vé", "a letter beyond ASCII")]
    [InlineData("Z", "a length that no bytes have")]
    [InlineData("Zm9vY", "a length that no bytes have")]
    [InlineData("Zh", "trailing bits that are not zero")]
    [InlineData("Zm9", "trailing bits that are not zero")]
    [InlineData("Zm9vYmF", "trailing bits that are not zero")]
    public void A_second_spelling_is_refused(string text, string reason)
    {
        Base64UrlText.TryDecode(text, out var bytes).Should().BeFalse(reason);
        bytes.Should().BeEmpty();
        Base64UrlText.TryDecodeExactly(text, new byte[text.Length * 3 / 4]).Should().BeFalse(reason);
        Base64UrlText.TryDecodeExactly(System.Text.Encoding.UTF8.GetBytes(text), new byte[text.Length * 3 / 4]).Should().BeFalse(reason);
    }

    [Fact]
    public void Of_all_texts_of_two_and_three_characters_exactly_those_decode_that_bytes_encode_to()
    {
        var decodable = 0;
        foreach (var a in Alphabet)
        {
            foreach (var b in Alphabet)
            {
                decodable += Decodes([a, b]);
                foreach (var c in Alphabet)
                    decodable += Decodes([a, b, c]);
            }
        }

        decodable.Should().Be(256 + (256 * 256));

        static int Decodes(char[] text)
        {
            if (!Base64UrlText.TryDecode(text, out var bytes))
                return 0;
            Base64UrlText.Encode(bytes).Should().Be(new string(text));
            return 1;
        }
    }

    [Fact]
    public void All_bytes_come_back_and_no_changed_text_gives_them() => Prop.ForAll<byte[], int>((bytes, at) =>
    {
        var text = Base64UrlText.Encode(bytes);
        Base64UrlText.TryDecode(text, out var back).Should().BeTrue();
        back.Should().Equal(bytes);
        var exactly = new byte[bytes.Length];
        Base64UrlText.TryDecodeExactly(text, exactly).Should().BeTrue();
        exactly.Should().Equal(bytes);
        Base64UrlText.TryDecodeExactly(text, new byte[bytes.Length + 1]).Should().BeFalse();

        if (text.Length == 0)
            return;
        var changed = new StringBuilder(text);
        var place = (int)(Math.Abs((long)at) % text.Length);
        changed[place] = Alphabet[(Alphabet.IndexOf(changed[place], StringComparison.Ordinal) + 1) % 64];
        if (Base64UrlText.TryDecode(changed.ToString(), out var other))
            other.Should().NotEqual(bytes);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Five_megabytes_decode()
    {
        var bytes = new byte[5_000_000];
        bytes.AsSpan().Fill(0xA5);
        Base64UrlText.TryDecode(Base64UrlText.Encode(bytes), out var back).Should().BeTrue();
        back.AsSpan().SequenceEqual(bytes).Should().BeTrue();
    }
}
