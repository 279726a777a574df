using FluentAssertions;
using Issuer.Core.Model;
using Xunit;

namespace Issuer.Core.Tests.Model;

public sealed class MicroCredentialReaderTests
{
    [Fact]
    public void Reads_a_minimal_request_and_takes_the_rest_from_the_institution_and_the_clock()
    {
        var result = Requests.Minimal().Read();
        result.Findings.Should().BeEmpty();
        var credential = result.Value!;
        credential.Learner.FullName.Should().Be("Nia Rees");
        credential.IssuerCountry.Slug.Should().Be("GBR");
        credential.IssuerRegion!.Slug.Should().Be("UKL");
        credential.AwardingBodies.Should().Equal(Requests.Defaults.AwardingBodies);
        credential.DateOfIssuing.Should().Be(new DateOnly(2026, 11, 21));
        credential.ValidUntil.Should().BeNull();
        credential.Options.Should().Be(new IssueOptions());
        credential.Workload.Ects.Should().Be(5);
        credential.Level.Eqf!.Iri.Should().Be("http://data.europa.eu/snb/eqf/5");
    }
}
