using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using FluentAssertions;
using Issuer.Benchmarks.Http;
using Issuer.Service.Tests.Host;
using Xunit;

namespace Issuer.Service.Tests.Hostile;

/// <summary>Documents made to cost more than they weigh: each is refused with its code, and what is ordinary goes on beside them. How fast, a benchmark says.</summary>
public sealed class CostlyDocumentsTests(SharedService shared) : IClassFixture<SharedService>
{
    private readonly TestService _service = shared.Service;

    public static TheoryData<string> Names() => [.. CostlyDocument.All().Select(document => document.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task It_is_refused_with_its_code(string name)
    {
        var document = CostlyDocument.All().Single(document => document.Name == name);
        var (status, body) = await PostAsync(document);
        status.Should().Be(document.Status);
        CostlyDocument.CodesOf(body).Should().Contain(document.Code);
        if (status == 200)
            JsonNode.Parse(body)!["verdict"]!.ToString().Should().NotBe("valid");
    }

    [Fact]
    public async Task Ordinary_credentials_are_verified_while_they_are_posted()
    {
        var token = (await _service.IssueAsync(Requests.SportManagement()))["formats"]!["vc+jwt"]!.ToString();
        var hostile = CostlyDocument.All().Select(PostAsync).ToList();
        for (var i = 0; i < 20; i++)
            (await _service.VerifyAsync(token))["verdict"]!.ToString().Should().Be("valid");
        foreach (var (status, _) in await Task.WhenAll(hostile))
            status.Should().BeOneOf(200, 400, 413);
        (await _service.VerifyAsync(token))["verdict"]!.ToString().Should().Be("valid");
    }

    private async Task<(int Status, byte[] Body)> PostAsync(CostlyDocument document)
    {
        using var content = new ByteArrayContent(document.Body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(document.MediaType);
        using var message = new HttpRequestMessage(HttpMethod.Post, "/v1/verify") { Content = content };
        // A body that is refused for its length is not sent.
        message.Headers.ExpectContinue = true;
        using var answer = await _service.Anyone.SendAsync(message);
        return ((int)answer.StatusCode, await answer.Content.ReadAsByteArrayAsync());
    }
}
