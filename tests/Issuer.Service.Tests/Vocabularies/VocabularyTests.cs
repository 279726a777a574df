using System.Net;
using FluentAssertions;
using Issuer.Core.Model;
using Issuer.Service.Tests.Host;
using Xunit;

namespace Issuer.Service.Tests.Vocabularies;

/// <summary>The code lists as programs get them: all of each, and good for a request as they stand.</summary>
public sealed class VocabularyTests(SharedService shared) : IClassFixture<SharedService>
{
    private readonly TestService _service = shared.Service;

    [Fact]
    public async Task The_list_of_lists_leads_to_every_list_with_every_concept()
    {
        var (_, lists) = await _service.SendAsync(HttpMethod.Get, "/v1/vocabularies", client: _service.Anyone);
        lists!.AsArray().Select(list => list!["name"]!.ToString()).Should().Equal(CodeLists.All.Select(list => list.Name));
        foreach (var summary in lists.AsArray())
        {
            var (status, list) = await _service.SendAsync(HttpMethod.Get, summary!["href"]!.ToString(), client: _service.Anyone);
            status.Should().Be(HttpStatusCode.OK);
            var ours = CodeLists.Named(summary["name"]!.ToString())!;
            list!["scheme"]!.ToString().Should().Be(ours.SchemeIri).And.Be(summary["scheme"]!.ToString());
            var concepts = list["concepts"]!.AsArray();
            concepts.Should().HaveCount(summary["concepts"]!.GetValue<int>());
            concepts.Select(concept => (concept!["slug"]!.ToString(), concept["notation"]!.ToString(), concept["iri"]!.ToString(), concept["label"]!["en"]!.ToString()))
                .Should().Equal(ours.Concepts.Select(concept => (concept.Slug, concept.Notation, concept.Iri, concept.Label.In("en").Text)));
        }
    }

    /// <summary>Schemes of our own, for what the EU's lists do not have, are published like the others.</summary>
    [Theory]
    [InlineData("qf-ehea", "first-cycle", "urn:x-issuer:qf-ehea:first-cycle")]
    [InlineData("fheq", "fheq-4", "urn:x-issuer:fheq:fheq-4")]
    [InlineData("credit", "cats", "urn:x-issuer:credit:cats")]
    [InlineData("stackability", "stackable", "urn:x-issuer:stackability:stackable")]
    public async Task What_the_EU_has_no_list_for_stands_under_an_IRI_of_its_own(string name, string slug, string iri)
    {
        var (_, list) = await _service.SendAsync(HttpMethod.Get, $"/v1/vocabularies/{name}", client: _service.Anyone);
        list!["concepts"]!.AsArray().Single(concept => concept!["slug"]!.ToString() == slug)!["iri"]!.ToString().Should().Be(iri);
    }

    [Fact]
    public async Task Lists_may_be_kept_for_an_hour_and_Welsh_letters_are_letters()
    {
        using var response = await _service.Anyone.GetAsync("/v1/vocabularies/country");
        response.Headers.CacheControl!.ToString().Should().Be("public, max-age=3600");
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/json");
        (await _service.Anyone.GetStringAsync("/v1/vocabularies/language")).Should().Contain("latviešu valoda").And.Contain("Cymraeg");
    }

    [Theory]
    [InlineData("no-such-list")]
    [InlineData("EQF")]
    [InlineData("..%2F..%2Fetc")]
    public async Task Any_other_name_is_a_404(string name)
    {
        var (status, problem) = await _service.SendAsync(HttpMethod.Get, $"/v1/vocabularies/{name}", client: _service.Anyone);
        status.Should().Be(HttpStatusCode.NotFound);
        problem!["code"]!.ToString().Should().Be("not-found");
    }

    /// <summary>Slug, notation and IRI of a concept mean the same in a request.</summary>
    [Theory]
    [InlineData("slug")]
    [InlineData("notation")]
    [InlineData("iri")]
    public async Task Every_participation_and_assessment_is_taken_by_each_of_its_names(string member)
    {
        foreach (var (name, place) in new[] { ("participation", "participation"), ("assessment", "types") })
        {
            var (_, list) = await _service.SendAsync(HttpMethod.Get, $"/v1/vocabularies/{name}", client: _service.Anyone);
            foreach (var concept in list!["concepts"]!.AsArray())
            {
                var request = Requests.SportManagement();
                (place == "types" ? request["assessment"]! : request)[place] = new System.Text.Json.Nodes.JsonArray(concept![member]!.DeepClone());
                var (_, answer) = await _service.SendAsync(HttpMethod.Post, "/v1/credentials/check", request);
                answer!["ok"]!.GetValue<bool>().Should().BeTrue("{0} {1}: {2}", name, concept[member], answer["findings"]?.ToJsonString());
            }
        }
    }
}
