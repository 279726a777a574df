using System.Text.Json;
using FluentAssertions;
using Issuer.Core.Encoding;
using Issuer.Core.Formats;
using Issuer.Core.Model;
using Xunit;

namespace Issuer.Core.Tests.Formats;

public class OpenBadgeTests
{
    /// <summary>
    /// What a badge says and how it is spelled changes on purpose or not at all. The interop checks (JSON schema, JSON-LD safe mode) run over the same
    /// files, so that what passes there is what is written here.
    /// </summary>
    [Theory]
    [InlineData("full")]
    [InlineData("minimal")]
    public void Document_is_the_golden_one_byte_for_byte(string name)
    {
        var credential = name == "full" ? Badges.Full : Badges.Minimal;
        var written = System.Text.Encoding.UTF8.GetString(OpenBadge.Write(credential, Badges.FactsOf(credential)));
        var path = Path.Combine(TestData.Repository(), "tests/Issuer.Core.Tests/Formats/Golden", $"badge-{name}.json");

        (written + "\n").Should().Be(File.ReadAllText(path));
    }
}
