using FluentAssertions;
using Issuer.Core.Tests.Formats;
using Issuer.Core.Verification;
using Xunit;

namespace Issuer.Core.Tests.Verification;

/// <summary>The W3C's 14 signed documents through the verifier. Their issuers do not control the keys, so the rule that they must is switched off.</summary>
public class DataIntegrityVectorVerificationTests
{
    public static TheoryData<string> Signed => new(DataIntegrityVectors.Signed);

    [Fact]
    public void There_are_fourteen() => DataIntegrityVectors.Signed.Should().HaveCount(14);

    [Theory]
    [MemberData(nameof(Signed))]
    public async Task Every_signed_document_verifies(string file)
    {
        using var world = new World();
        var text = DataIntegrityVectors.Text(file);
        var report = await world.VerifyAsync(text, new(IssuerControlsKey: false));
        report.Verdict.Should().Be(Verdict.Valid, report.Told());

        report = await world.VerifyAsync(text);
        report.Of("signature").Outcome.Should().Be(Outcome.Passed);
        report.Of("issuer").Code.Should().Be("issuer-mismatch", "the rule is on where nothing is said");
        report.Verdict.Should().Be(Verdict.Invalid);
        world.Asked.Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(Signed))]
    public async Task No_signed_document_survives_another_date_or_another_proof_value(string file)
    {
        using var world = new World();
        var text = DataIntegrityVectors.Text(file);
        var at = text.LastIndexOf("\"proofValue\": \"z", StringComparison.Ordinal) + 20;
        foreach (var changed in new[]
        {
            text.Replace("\"created\": \"2023-02-2", "\"created\": \"2023-02-1", StringComparison.Ordinal),
            text.Replace("\"validFrom\": \"20", "\"validFrom\": \"19", StringComparison.Ordinal),
            text.Remove(at, 1).Insert(at, text[at] == '2' ? "3" : "2"),
        })
        {
            var report = await world.VerifyAsync(changed, new(IssuerControlsKey: false));
            report.Of("signature").Outcome.Should().Be(Outcome.Failed, report.Told());
        }
    }
}
