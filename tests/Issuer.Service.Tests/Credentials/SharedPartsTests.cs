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
    private static readonly byte[] Context = EuContext.Utf8.ToArray();

    [Fact]
    public void A_badge_comes_back_and_takes_less_than_half_of_the_room()
    {
        var document = Encoding.UTF8.GetBytes(Samples.Document(Samples.Request()).GetRawText());
        var achievement = Samples.AchievementOf(Samples.Request());

        var kept = SharedParts.TakeOut(document, achievement);

        kept.Length.Should().BeLessThan(document.Length / 2);
        SharedParts.PutBack(kept, achievement).Should().Equal(document);
    }

    [Fact]
    public void A_document_that_shares_nothing_or_was_kept_whole_comes_back()
    {
        var document = Encoding.UTF8.GetBytes("""{"a":1}""");

        SharedParts.PutBack(SharedParts.TakeOut(document, "{\"b\":2}"u8), "{\"b\":2}"u8).Should().Equal(document);
        SharedParts.PutBack(document, default).Should().Equal(document);
    }

    [Fact]
    public void Whatever_stands_around_the_parts() => Prop.ForAll(
        ArbMap.Default.ArbFor<byte[][]>().Filter(texts => texts.Length == 4 && texts[3].Length > 0), texts =>
        {
            byte[] document = [.. texts[0], .. Context, .. texts[1], .. texts[3].AsSpan(1), .. texts[2]];
            return SharedParts.PutBack(SharedParts.TakeOut(document, texts[3]), texts[3])!.SequenceEqual(document);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_is_no_sequence_of_pieces_is_refused()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), noise =>
        {
            // Reads it or says no; it never fails otherwise.
            SharedParts.PutBack([1, .. noise], "{}"u8);
        }).QuickCheckThrowOnFailure();
        SharedParts.PutBack([1, (byte)'T', 0, 0, 0, 9, 1], "{}"u8).Should().BeNull();
        SharedParts.PutBack([1, (byte)'T', 255, 255, 255, 255, 1], "{}"u8).Should().BeNull();
        SharedParts.PutBack([1, (byte)'A'], default).Should().BeNull();
        SharedParts.PutBack([1, (byte)'x'], "{}"u8).Should().BeNull();
    }
}
