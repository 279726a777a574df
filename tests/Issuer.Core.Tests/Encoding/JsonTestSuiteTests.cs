using FluentAssertions;
using Issuer.Core.Encoding;
using Xunit;

namespace Issuer.Core.Tests.Encoding;

/// <summary>JSONTestSuite (github.com/nst/JSONTestSuite): <c>n_</c> must be refused, <c>y_</c> accepted by a parser of RFC 8259.</summary>
public class JsonTestSuiteTests
{
    /// <summary>What RFC 8259 allows and this product does not take, each with its reason. RFC 8259 leaves such texts to the receiver (sections 4, 6 and 8).</summary>
    private static readonly Dictionary<string, string> RefusedBeyondTheRfc = new(StringComparer.Ordinal)
    {
        ["y_number_double_close_to_zero.json"] = "json-number-range", // 79 digits
        ["y_object_duplicated_key.json"] = "json-duplicate-member",
        ["y_object_duplicated_key_and_value.json"] = "json-duplicate-member",
        ["y_object_escaped_null_in_key.json"] = "json-null-character",
        ["y_string_null_escape.json"] = "json-null-character",
    };

    [Fact]
    public void Every_bad_file_is_refused()
    {
        var files = Files("n_*.json");
        files.Should().HaveCountGreaterThan(180);
        foreach (var file in files)
        {
            var result = StrictJson.Parse(File.ReadAllBytes(file));
            result.Document.Should().BeNull(Path.GetFileName(file));
            result.Fault!.Code.Should().StartWith("json-", Path.GetFileName(file));
        }
    }

    [Fact]
    public void Every_good_file_is_accepted_but_those_listed()
    {
        var files = Files("y_*.json");
        files.Should().HaveCountGreaterThan(90);
        files.Select(file => (Name: Path.GetFileName(file), StrictJson.Check(File.ReadAllBytes(file))?.Code))
            .Where(answer => answer.Code is not null)
            .Should().BeEquivalentTo(RefusedBeyondTheRfc.Select(entry => (Name: entry.Key, Code: entry.Value)));
    }

    private static string[] Files(string pattern) => Directory.GetFiles(TestData.Shared("vectors/jsontestsuite"), pattern);
}
