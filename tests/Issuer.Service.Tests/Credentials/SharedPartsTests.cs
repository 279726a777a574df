using System.Security.Cryptography;
using System.Text;
using FluentAssertions;
using FsCheck;
using FsCheck.Fluent;
using Issuer.Core.Formats;
using Issuer.Service.Credentials;
using Issuer.Service.Tests.Pages;
using Xunit;

namespace Issuer.Service.Tests.Credentials;

/// <summary>What is kept of a document comes back byte for byte, and is a good part smaller.</summary>
public sealed class SharedPartsTests
{
    private static readonly StatusPlace Place = new("revocation", "ICEiIyQlJicoKSorLC0uLw", 94567, 42);

    [Fact]
    public void A_badge_comes_back_and_takes_a_tenth_of_the_room()
    {
        var document = Encoding.UTF8.GetBytes(Samples.Document(Samples.Request()).GetRawText());
        var achievement = Samples.AchievementOf(Samples.Request());
        var reference = SharedParts.Reference("https://issuer.example/credentials/x", Place, achievement);

        var kept = SharedParts.TakeOut(document, reference);

        kept.Length.Should().BeLessThan(document.Length / 10);
        SharedParts.PutBack(kept, reference, achievement).Should().Equal(document);
    }

    [Fact]
    public void A_document_that_shares_nothing_or_was_kept_whole_comes_back()
    {
        var document = Encoding.UTF8.GetBytes("""{"a":1}""");

        SharedParts.PutBack(SharedParts.TakeOut(document, "{\"b\":2}"u8), "{\"b\":2}"u8, default).Should().Equal(document);
        SharedParts.PutBack(document, default, default).Should().Equal(document);
        SharedParts.PutBack(SharedParts.TakeOut([], []), [], default).Should().BeEmpty();
    }

    [Fact]
    public void Over_another_reference_it_is_not_read()
    {
        var achievement = Samples.AchievementOf(Samples.Request());
        var reference = SharedParts.Reference("https://issuer.example/credentials/x", Place, achievement);
        var kept = SharedParts.TakeOut(Encoding.UTF8.GetBytes(Samples.Document(Samples.Request()).GetRawText()), reference);

        SharedParts.PutBack(kept, SharedParts.Reference("https://issuer.example/credentials/x", Place, default), default).Should().BeNull();
    }

    // Credentials were kept over these words: with others none of them could be read again. A new version is a new mark, beside the old one.
    [Fact]
    public void The_words_of_the_reference_never_change() =>
        Convert.ToHexStringLower(SHA256.HashData([.. SharedParts.Reference("", Place, default), .. SharedParts.ReferenceOfProofs(default)])).Should().Be("61201ba0b1fab20a19df3c6e55bf77199a412587304dcc43c1b74aeb2a0f20cd");

    [Fact]
    public void Whatever_a_text_has_in_common_with_the_reference_or_itself() => Prop.ForAll(
        ArbMap.Default.ArbFor<byte[][]>().Filter(texts => texts.Length >= 3), ArbMap.Default.ArbFor<int[]>(), (texts, order) =>
        {
            byte[] reference = [.. texts.SelectMany(text => text)];
            byte[] own = [.. order.SelectMany(i => texts[(i & 0xFF) % texts.Length])];
            byte[] text = [.. own, .. texts[0], .. own, 7, .. reference];
            return SharedParts.PutBack(SharedParts.TakeOut(text, reference), reference, default)!.SequenceEqual(text);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_text_that_repeats_itself_is_short()
    {
        var text = Encoding.ASCII.GetBytes(new string('a', 100_000));

        var kept = SharedParts.TakeOut(text, default);

        kept.Length.Should().BeLessThan(40);
        SharedParts.PutBack(kept, default, default).Should().Equal(text);
    }

    [Fact]
    public void What_earlier_versions_kept_in_pieces_comes_back()
    {
        byte[] kept = [1, (byte)'T', 0, 0, 0, 2, (byte)'{', (byte)'x', (byte)'C', (byte)'A', (byte)'T', 0, 0, 0, 1, (byte)'}'];

        SharedParts.PutBack(kept, default, "{\"b\":2}"u8).Should().Equal([(byte)'{', (byte)'x', .. EuContext.Utf8, .. "\"b\":2}"u8, (byte)'}']);
    }

    [Fact]
    public void What_is_no_sequence_of_pieces_is_refused()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), noise =>
        {
            // Reads it or says no; it never fails otherwise.
            SharedParts.PutBack([1, .. noise], default, "{}"u8);
            SharedParts.PutBack([2, 3, .. noise], "abc"u8, default);
        }).QuickCheckThrowOnFailure();
        SharedParts.PutBack([1, (byte)'T', 0, 0, 0, 9, 1], default, "{}"u8).Should().BeNull();
        SharedParts.PutBack([1, (byte)'T', 255, 255, 255, 255, 1], default, "{}"u8).Should().BeNull();
        SharedParts.PutBack([1, (byte)'A'], default, default).Should().BeNull();
        SharedParts.PutBack([1, (byte)'x'], default, "{}"u8).Should().BeNull();
    }

    [Theory]
    [InlineData(new byte[] { 2 }, "no length of the reference")]
    [InlineData(new byte[] { 2, 3, 255, 255, 255, 255, 7 }, "longer than any text")]
    [InlineData(new byte[] { 2, 3, 255, 255, 255, 255, 255 }, "no number")]
    [InlineData(new byte[] { 2, 3, 4, 5, 1, 2, 3, 4, 5 }, "more of its own than there is to make")]
    [InlineData(new byte[] { 2, 3, 4, 4, 1, 2 }, "less of its own than it says")]
    [InlineData(new byte[] { 2, 3, 4, 0, 4, 4 }, "from before the reference")]
    [InlineData(new byte[] { 2, 3, 4, 0, 4, 0 }, "from nowhere")]
    [InlineData(new byte[] { 2, 3, 4, 0, 5, 3 }, "a copy longer than the text")]
    [InlineData(new byte[] { 2, 3, 4, 0, 3, 3 }, "too short")]
    [InlineData(new byte[] { 2, 2, 0 }, "another reference")]
    public void A_broken_delta_is_refused(byte[] kept, string because) => SharedParts.PutBack(kept, "abc"u8, default).Should().BeNull(because);

    [Fact]
    public void A_copy_may_come_from_the_reference_and_run_on_into_the_text() =>
        SharedParts.PutBack([2, 3, 7, 0, 7, 2], "abc"u8, default).Should().Equal("bcbcbcb"u8.ToArray());
}
