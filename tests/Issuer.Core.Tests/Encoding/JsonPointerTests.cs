using FluentAssertions;
using Issuer.Core.Encoding;
using Xunit;

namespace Issuer.Core.Tests.Encoding;

public class JsonPointerTests
{
    [Theory]
    // RFC 6901 section 5.
    [InlineData("foo", "/foo")]
    [InlineData("", "/")]
    [InlineData("a/b", "/a~1b")]
    [InlineData("c%d", "/c%d")]
    [InlineData("e^f", "/e^f")]
    [InlineData("g|h", "/g|h")]
    [InlineData("i\\j", "/i\\j")]
    [InlineData("k\"l", "/k\"l")]
    [InlineData(" ", "/ ")]
    [InlineData("m~n", "/m~0n")]
    [InlineData("~1", "/~01")]
    public void Names_are_escaped_as_published(string name, string pointer) => JsonPointer.Append("", name).Should().Be(pointer);

    [Fact]
    public void Pointers_grow_to_the_right() =>
        JsonPointer.Append(JsonPointer.Append(JsonPointer.Append("", "foo"), 0), "bar").Should().Be("/foo/0/bar");
}
