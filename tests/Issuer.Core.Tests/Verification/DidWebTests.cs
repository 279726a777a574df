using FluentAssertions;
using Issuer.Core.Verification;
using Xunit;

namespace Issuer.Core.Tests.Verification;

public class DidWebTests
{
    // The first three are the examples of the method's specification, 3.2.
    [Theory]
    [InlineData("did:web:w3c-ccg.github.io", "https://w3c-ccg.github.io/.well-known/did.json")]
    [InlineData("did:web:w3c-ccg.github.io:user:alice", "https://w3c-ccg.github.io/user/alice/did.json")]
    [InlineData("did:web:example.com%3A3000:user:alice", "https://example.com:3000/user/alice/did.json")]
    [InlineData("did:web:localhost%3A5080", "https://localhost:5080/.well-known/did.json")]
    [InlineData("did:web:localhost%3a5080:institutions:a", "https://localhost:5080/institutions/a/did.json")]
    [InlineData("did:web:xn--bcher-kva.example:a%40b", "https://xn--bcher-kva.example/a%40b/did.json")]
    [InlineData("did:web:3com.com", "https://3com.com/.well-known/did.json")]
    public void Maps_to_the_address_of_the_document(string did, string url)
    {
        DidWeb.TryToUrl(did, out var found).Should().BeTrue();
        found!.OriginalString.Should().Be(url);
    }

    [Theory]
    [InlineData("did:web:")]
    [InlineData("did:key:example.org")]
    [InlineData("did:web:127.0.0.1")]
    [InlineData("did:web:127.0.0.1%3A9911")]
    [InlineData("did:web:2130706433")]
    [InlineData("did:web:0x7f000001")]
    [InlineData("did:web:0177.0.0.01")]
    [InlineData("did:web:127.1")]
    [InlineData("did:web:example.0x7f")]
    [InlineData("did:web:%5B%3A%3A1%5D")]
    [InlineData("did:web:[::1]")]
    [InlineData("did:web:１２７.0.0.1")]
    [InlineData("did:web:１２７。０。０。１")]
    [InlineData("did:web:user@example.org")]
    [InlineData("did:web:user%40example.org")]
    [InlineData("did:web:example.org?x=1")]
    [InlineData("did:web:example.org#k1")]
    [InlineData("did:web:example.org/a")]
    [InlineData("did:web:example.org%2Fa")]
    [InlineData("did:web:example.org:..:a")]
    [InlineData("did:web:example.org:%2e%2e:a")]
    [InlineData("did:web:example.org:a%2Fb")]
    [InlineData("did:web:example.org:a%5Cb")]
    [InlineData("did:web:example.org:a%00")]
    [InlineData("did:web:example.org:a%0d%0aHost")]
    [InlineData("did:web:example.org:a\r\nb")]
    [InlineData("did:web:example.org::a")]
    [InlineData("did:web:example.org:")]
    [InlineData("did:web:example.org%3A")]
    [InlineData("did:web:example.org%3A0")]
    [InlineData("did:web:example.org%3A99999")]
    [InlineData("did:web:example.org%3A80%3A81")]
    [InlineData("did:web:example.org%3A+80")]
    [InlineData("did:web:-a.org")]
    [InlineData("did:web:a..org")]
    [InlineData("did:web:exa mple.org")]
    [InlineData("did:web:%65xample.org")]
    public void Refuses_what_is_no_plain_host_and_path(string did) => DidWeb.TryToUrl(did, out _).Should().BeFalse();

    [Fact]
    public void Refuses_a_megabyte() => DidWeb.TryToUrl("did:web:" + new string('a', 1_000_000), out _).Should().BeFalse();
}
