using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FluentAssertions;
using Issuer.Core.Tests;
using Issuer.Service.Access;
using Issuer.Service.Tests.Host;
using Xunit;

namespace Issuer.Service.Tests.Access;

/// <summary>The description says everything about every operation, and is the one in the repository.</summary>
public sealed partial class OpenApiTests(SharedService shared) : IClassFixture<SharedService>
{
    private readonly TestService _service = shared.Service;

    /// <summary>After a change of the API: start the service and <c>curl -s http://localhost:5080/openapi/v1.json -o openapi/issuer.json</c>.</summary>
    [Fact]
    public async Task The_committed_document_is_what_the_service_serves()
    {
        var served = await _service.Anyone.GetStringAsync("/openapi/v1.json");
        var committed = await File.ReadAllTextAsync(Path.Combine(TestData.Repository(), "openapi", "issuer.json"));
        (served == committed).Should().BeTrue("openapi/README.md says how to renew it; first difference: {0}", Difference(served, committed));
    }

    [Fact]
    public async Task Every_operation_has_id_summary_tag_and_examples()
    {
        var document = await ApiDocument.OfAsync(_service);
        document.Operations.Should().HaveCountGreaterThan(35);
        document.Operations.Select(operation => operation.Id).Should().OnlyHaveUniqueItems();
        foreach (var operation in document.Operations)
        {
            operation.Id.Should().MatchRegex("^[a-z][A-Za-z]+$", operation.Path);
            operation.Node["summary"]!.ToString().Should().MatchRegex("^[A-Z].{5,80}$", operation.Id).And.NotEndWith(".");
            operation.Node["tags"]!.AsArray().Should().ContainSingle(operation.Id);
            foreach (var parameter in operation.Node["parameters"]?.AsArray() ?? [])
                parameter!["example"].Should().NotBeNull("{0} {1}", operation.Id, parameter["name"]);
            foreach (var type in operation.RequestTypes.Where(type => type is "application/json" or "application/vc+jwt"))
                operation.Node["requestBody"]!["content"]![type]!["example"].Should().NotBeNull("the request of {0} as {1}", operation.Id, type);
            foreach (var (status, response) in operation.Node["responses"]!.AsObject())
            {
                foreach (var (type, content) in response!["content"]?.AsObject() ?? [])
                {
                    if (!type.StartsWith("image/", StringComparison.Ordinal))
                        (content!["example"] ?? content["examples"]).Should().NotBeNull("{0} answers {1} {2}", operation.Id, status, type);
                }
            }
        }
    }

    [Fact]
    public async Task Every_error_names_its_problems_and_every_problem_is_explained()
    {
        var document = await ApiDocument.OfAsync(_service);
        foreach (var operation in document.Operations)
        {
            var responses = operation.Node["responses"]!.AsObject();
            string[] ofKeys = operation.IsClosed ? ["401", "403", "429", "503"] : [];
            // The token endpoint's own errors are OAuth's.
            var isOAuth = operation.RequestTypes is ["application/x-www-form-urlencoded"];
            string[] ofBodies = isOAuth ? ["400", "401", "413", "415"] : operation.RequestTypes is [] ? [] : ["400", "413", "415", "422"];
            string[] expected = ["default", .. ofKeys, .. ofBodies];
            responses.Select(response => response.Key).Should().Contain(expected, operation.Id);
            foreach (var (status, response) in responses.Where(one => one.Key is "default" or [>= '4', ..]))
            {
                if (isOAuth && status is "400" or "401" && response!["content"]!["application/json"] is { } own)
                {
                    own["example"]!["error"].Should().NotBeNull();
                    continue;
                }

                var examples = response!["content"]!["application/problem+json"]!["examples"]!.AsObject();
                examples.Should().NotBeEmpty("{0} {1}", operation.Id, status);
                foreach (var (code, reference) in examples)
                {
                    var problem = document.Follow(reference!)["value"]!;
                    problem["code"]!.ToString().Should().Be(code);
                    if (status != "default")
                        problem["status"]!.ToString().Should().Be(status);
                    var explained = await _service.SendAsync(HttpMethod.Get, problem["type"]!.ToString(), client: _service.Anyone);
                    explained.Body!["title"]!.ToString().Should().Be(problem["title"]!.ToString());
                }
            }
        }
    }

    /// <summary>A code that is written anywhere in the sources leads to an explanation.</summary>
    [Fact]
    public void Every_code_in_the_sources_is_explained()
    {
        var codes = Directory.EnumerateFiles(Path.Combine(TestData.Repository(), "src", "Issuer.Service"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => ProblemCode().Matches(File.ReadAllText(file))).Select(match => match.Groups[1].Value).Distinct().ToList();
        codes.Should().HaveCountGreaterThan(10);
        // Two are mapped to a code of their status before anyone sees them; registering is for the command line, and a mail server does not refuse over HTTP.
        codes.Except(["changed-meanwhile", "did-taken", "start", "address"]).Should().BeSubsetOf(ProblemCodes.All.Keys);
    }

    private static string Difference(string left, string right)
    {
        var at = left.Zip(right).TakeWhile(pair => pair.First == pair.Second).Count();
        return $"…{left[Math.Max(0, at - 100)..Math.Min(left.Length, at + 100)]}…";
    }

    [GeneratedRegex("""(?:Problems\.Of\(\s*[^,"]+,\s*|Problems\.Details\(\s*[^,"]+,\s*|Refused?\()"([a-z-]+)"(?!\s*\+)""")]
    private static partial Regex ProblemCode();
}
