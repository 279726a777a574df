using FluentAssertions;
using Issuer.Core.Encoding;
using Xunit;

namespace Issuer.Core.Tests.Encoding;

public class MultibaseTests
{
    [Fact]
    public void Both_forms_come_back()
    {
        byte[] bytes = [0, 1, 0xFE, 0xFF];
        Multibase.EncodeBase58Btc(bytes).Should().StartWith("z1");
        Multibase.EncodeBase64Url(bytes).Should().Be("uAAH-_w");
        foreach (var text in new[] { Multibase.EncodeBase58Btc(bytes), Multibase.EncodeBase64Url(bytes) })
        {
            Multibase.TryDecode(text, out var back).Should().BeTrue();
            back.Should().Equal(bytes);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("f00ff")]
    [InlineData("Z21")]
    [InlineData("uZg==")]
    [InlineData("uZh")]
    [InlineData("z0")]
    [InlineData("mZm9v")]
    public void Other_bases_and_second_spellings_are_refused(string text)
    {
        Multibase.TryDecode(text, out var bytes).Should().BeFalse();
        bytes.Should().BeEmpty();
    }
}
