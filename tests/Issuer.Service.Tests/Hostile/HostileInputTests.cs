using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FluentAssertions;
using Issuer.Core.Tests;
using Issuer.Service.Tests.Credentials;
using Issuer.Service.Tests.Host;
using Xunit;

namespace Issuer.Service.Tests.Hostile;

/// <summary>Whatever is sent: never a 5xx, never changed, always a fault that names the field.</summary>
public sealed class HostileInputTests(SharedService shared) : IClassFixture<SharedService>
{
    private static readonly string[] JsonEndpoints = ["/v1/credentials", "/v1/credentials/check", "/v1/credentials/search", "/v1/verify"];

    private readonly TestService _service = shared.Service;

    [Fact]
    public async Task No_file_of_JSONTestSuite_is_taken_where_it_is_no_JSON_and_none_makes_the_service_fail()
    {
        var folder = TestData.Shared("vectors/jsontestsuite");
        foreach (var file in Directory.GetFiles(folder, "?_*.json"))
        {
            var bytes = await File.ReadAllBytesAsync(file);
            foreach (var endpoint in JsonEndpoints)
            {
                using var content = new ByteArrayContent(bytes);
                content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
                using var response = await _service.Registrar.PostAsync(endpoint, content);
                ((int)response.StatusCode).Should().BeLessThan(500, "{0} to {1}", Path.GetFileName(file), endpoint);
                if (Path.GetFileName(file).StartsWith("n_", StringComparison.Ordinal))
                    response.StatusCode.Should().BeOneOf([HttpStatusCode.BadRequest, HttpStatusCode.UnprocessableEntity], "{0} to {1}", Path.GetFileName(file), endpoint);
                if ((int)response.StatusCode >= 400)
                    response.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json", "{0} to {1}", Path.GetFileName(file), endpoint);
            }
        }

        (await _service.Anyone.GetAsync("/health/ready")).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("attacks/unicode-names.json", "names")]
    [InlineData("attacks/blns.json", null)]
    public async Task Strings_come_back_unchanged_or_are_refused_by_name(string file, string? member)
    {
        var document = JsonNode.Parse(await File.ReadAllBytesAsync(TestData.Shared(file)))!;
        var strings = (member is null ? document : document[member]!).AsArray().Select(s => s!.GetValue<string>()).ToList();
        foreach (var text in strings)
        {
            foreach (var (pointer, place, read) in Fields)
            {
                var request = Requests.SportManagement();
                place(request, text);
                var (status, body) = await _service.SendAsync(HttpMethod.Post, "/v1/credentials", request);
                if (status == HttpStatusCode.UnprocessableEntity)
                {
                    body!["errors"]!.AsArray().Select(e => e!["pointer"]!.ToString())
                        .Should().Contain(p => p.StartsWith(pointer, StringComparison.Ordinal), "{0} is refused in {1}", JsonSerializer.Serialize(text), pointer);
                    continue;
                }

                status.Should().Be(HttpStatusCode.Created, "{0} in {1}", JsonSerializer.Serialize(text), pointer);
                var token = body!["formats"]!["vc+jwt"]!.ToString();
                read(JsonNode.Parse(IssuingTests.Decode(token.Split('.')[1]))!).Should().Be(text);
                using var page = await _service.Anyone.GetAsync(body["links"]!["page"]!.ToString());
                page.StatusCode.Should().Be(HttpStatusCode.OK);
                (await _service.VerifyAsync(token))["verdict"]!.ToString().Should().Be("valid");
            }
        }
    }

    /// <summary>Every text of the request at once; what is refused is left out, by the pointers given, and the rest must come back.</summary>
    [Theory]
    [InlineData("attacks/unicode-names.json", "names")]
    [InlineData("attacks/blns.json", null)]
    public async Task In_every_text_field_strings_come_back_unchanged_or_are_refused_by_name(string file, string? member)
    {
        var document = JsonNode.Parse(await File.ReadAllBytesAsync(TestData.Shared(file)))!;
        var taken = TextFields.ToDictionary(field => field.Pointer, _ => 0);
        foreach (var text in (member is null ? document : document[member]!).AsArray().Select(s => s!.GetValue<string>()))
            await TakeAsync(TextFields, text, taken);
        taken.Values.Should().OnlyContain(count => count > 0, "a field that takes nothing shows nothing");
    }

    private async Task TakeAsync(IReadOnlyList<TextField> fields, string text, Dictionary<string, int> taken)
    {
        var (status, body) = await PostAsync(fields, text);
        if (status == HttpStatusCode.RequestEntityTooLarge && fields.Count > 1)
        {
            foreach (var field in fields)
                await TakeAsync([field], text, taken);
            return;
        }

        if (status == HttpStatusCode.UnprocessableEntity)
        {
            var refused = body!["errors"]!.AsArray().Select(e => e!["pointer"]!.ToString()).ToList();
            List<TextField> left = [.. fields.Where(field => !refused.Exists(pointer => pointer.StartsWith(field.Pointer, StringComparison.Ordinal)))];
            left.Count.Should().BeLessThan(fields.Count, "{0}: {1}", text, body.ToJsonString());

            // What no JSON reader here takes (U+0000, half a surrogate) is refused at the first place that has it, before any field is looked at.
            if (left.Count > 0 && body["code"]!.ToString() != "unreadable-json")
                await TakeAsync(left, text, taken);
            return;
        }

        status.Should().Be(HttpStatusCode.Created, "{0}: {1}", JsonSerializer.Serialize(text), body?.ToJsonString());
        var signed = Texts(JsonNode.Parse(IssuingTests.Decode(body!["formats"]!["vc+jwt"]!.ToString().Split('.')[1]))!).ToHashSet();
        var (_, held) = await _service.SendAsync(HttpMethod.Get, $"/v1/learners/{body["learnerId"]}");
        var learner = Texts(held!["credentials"]![0]!["learner"]!).ToHashSet();
        foreach (var field in fields)
        {
            (field.Private ? learner : signed).Should().Contain(text + field.Suffix, "it was given at {0}", field.Pointer);
            taken[field.Pointer]++;
        }
    }

    [Fact]
    public async Task A_number_of_odd_requests_are_all_answered_with_a_problem()
    {
        (HttpMethod Method, string Path, string? Type, byte[] Body, int[] Expected)[] requests =
        [
            (HttpMethod.Post, "/v1/credentials", "text/plain", "{}"u8.ToArray(), [415]),
            (HttpMethod.Post, "/v1/credentials", null, "{}"u8.ToArray(), [415]),
            (HttpMethod.Post, "/v1/credentials", "application/json", [], [400]),
            (HttpMethod.Post, "/v1/credentials", "application/json", "[]"u8.ToArray(), [422]),
            (HttpMethod.Post, "/v1/credentials", "application/json", "null"u8.ToArray(), [422]),
            (HttpMethod.Post, "/v1/credentials", "application/json", "{\"title\":\"\\ud800\"}"u8.ToArray(), [400, 422]),
            (HttpMethod.Post, "/v1/credentials", "application/json", "{\"title\":\"a\\u0000b\"}"u8.ToArray(), [400, 422]),
            (HttpMethod.Post, "/v1/credentials", "application/json", Encoding.Unicode.GetBytes("{}"), [400]),
            (HttpMethod.Post, "/v1/credentials", "application/json", [0xEF, 0xBB, 0xBF, .. "{}"u8], [400]),
            (HttpMethod.Post, "/v1/credentials", "application/json", "{\"workload\":{\"ects\":1e400}}"u8.ToArray(), [400, 422]),
            (HttpMethod.Post, "/v1/credentials", "application/json", new byte[3_000_000], [413]),
            (HttpMethod.Delete, "/v1/credentials", null, [], [405]),
            (HttpMethod.Get, "/v1/credentials/AAAA", null, [], [404]),
            (HttpMethod.Get, "/v1/credentials/%00", null, [], [400, 404]),
            (HttpMethod.Get, "/v1/nothing", null, [], [404]),
            (HttpMethod.Get, "/s/%2e%2e%2f%2e%2e%2fetc%2fpasswd", null, [], [404]),
            (HttpMethod.Get, "/status/xxxxxxxxxxxxxxxxxxxxxx", null, [], [404]),
            (HttpMethod.Post, "/v1/verify", "application/xml", "<a/>"u8.ToArray(), [415]),
        ];
        foreach (var (method, path, type, body, expected) in requests)
        {
            using var message = new HttpRequestMessage(method, path);
            if (body.Length > 0 || type is not null)
            {
                message.Content = new ByteArrayContent(body);
                if (type is not null)
                    message.Content.Headers.ContentType = new MediaTypeHeaderValue(type);
            }

            using var response = await _service.Registrar.SendAsync(message);
            ((int)response.StatusCode).Should().BeOneOf(expected, "{0} {1}", method, path);
            if (!path.StartsWith("/s/", StringComparison.Ordinal))
                response.Content.Headers.ContentType?.MediaType.Should().Be("application/problem+json", "{0} {1}", method, path);
        }
    }

    /// <summary>Where a text goes in, and where it comes out in the signed document.</summary>
    private static readonly (string Pointer, Action<JsonObject, string> Place, Func<JsonNode, string?> Read)[] Fields =
    [
        ("/learner", (r, t) => r["learner"] = new JsonObject { ["fullName"] = t }, d => d["credentialSubject"]!["name"]?.ToString()),
        ("/title", (r, t) => r["title"] = new JsonObject { ["en"] = t }, d => d["name"]?.ToString()),
    ];

    /// <summary>Texts of a request beside the name and the title. Outcomes may not repeat the title, so theirs have an ending of their own.</summary>
    private static readonly TextField[] TextFields =
    [
        new("/learner/givenName", (r, t) => r["learner"]!["givenName"] = t, Private: true),
        new("/learner/familyName", (r, t) => r["learner"]!["familyName"] = t, Private: true),
        new("/learner/identifiers", (r, t) => r["learner"]!["identifiers"] = new JsonArray(new JsonObject { ["type"] = "student-number", ["value"] = t }), Private: true),
        new("/description", (r, t) => r["description"] = new JsonObject { ["en"] = t }),
        new("/awardingBodies", (r, t) => r["awardingBodies"] = new JsonArray(Organisation(t))),
        new("/provider", (r, t) => r["provider"] = Organisation(t + " provider"), " provider"),
        new("/learningOutcomes/0/title", (r, t) => r["learningOutcomes"]![0]!["title"] = new JsonObject { ["en"] = t + " as outcome" }, " as outcome"),
        new("/learningOutcomes/0/description", (r, t) => r["learningOutcomes"]![0]!["description"] = new JsonObject { ["en"] = t + " in detail" }, " in detail"),
        new("/level/sqf", (r, t) => r["level"]!["sqf"] = new JsonArray(new JsonObject { ["framework"] = new JsonObject { ["en"] = t + " framework" }, ["level"] = "4" }), " framework"),
        new("/assessment/description", (r, t) => r["assessment"]!["description"] = new JsonObject { ["en"] = t }),
        new("/qualityAssurance/0/agent", (r, t) => r["qualityAssurance"]![0]!["agent"] = Organisation(t + " agency"), " agency"),
        new("/prerequisites", (r, t) => r["prerequisites"] = new JsonObject { ["en"] = t }),
        new("/accessRequirements", (r, t) => r["accessRequirements"] = new JsonObject { ["en"] = t }),
        new("/grade/value", (r, t) => (r["grade"] ??= new JsonObject { ["value"] = "Merit" })["value"] = t),
        new("/grade/scheme", (r, t) => (r["grade"] ??= new JsonObject { ["value"] = "Merit" })["scheme"] = new JsonObject { ["en"] = t }),
        new("/stackability/towards", (r, t) => r["stackability"] = new JsonObject { ["type"] = "stackable", ["towards"] = new JsonArray(t) }),
        new("/furtherInformation", (r, t) => r["furtherInformation"] = new JsonObject { ["en"] = t }),
    ];

    private static JsonObject Organisation(string name) => new() { ["legalName"] = new JsonObject { ["en"] = name }, ["country"] = "GBR" };

    private Task<(HttpStatusCode Status, JsonNode? Body)> PostAsync(IEnumerable<TextField> fields, string text)
    {
        var request = Requests.SportManagement();
        foreach (var field in fields)
            field.Place(request, text);
        return _service.SendAsync(HttpMethod.Post, "/v1/credentials", request);
    }

    private static IEnumerable<string> Texts(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member => Texts(member.Value)),
        JsonArray entries => entries.SelectMany(Texts),
        JsonValue value when value.TryGetValue<string>(out var text) => [text],
        _ => [],
    };

    private sealed record TextField(string Pointer, Action<JsonObject, string> Place, string Suffix = "", bool Private = false);
}
