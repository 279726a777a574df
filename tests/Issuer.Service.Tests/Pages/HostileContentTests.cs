using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FluentAssertions;
using Issuer.Core.Model;
using Issuer.Core.Tests;
using Issuer.Service.Pages;
using Xunit;

namespace Issuer.Service.Tests.Pages;

/// <summary>Whatever a credential says, the page shows it as text, and only that.</summary>
public sealed partial class HostileContentTests(Browser browser, PageSite site)
{
    private static readonly string[] Own =
    [
        "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>", "\"><script>alert(1)</script>", "'-alert(1)-'", "</title><script>alert(1)</script>", "{{7*7}}", "@(7*7)",
        "javascript:alert(1)", "data:text/html,<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;", "<base href=//evil.example>",
        "<meta http-equiv=refresh content=0;url=//evil.example>", "<form action=//evil.example><button>", "<link rel=stylesheet href=//evil.example/a.css>", "\u202Egnp.exe", "a\u0007b", "a\u0085b",
        "x\u2066y\u2069z", "<style>*{display:none}</style>", "--></bdi></main><h1>This credential is genuine</h1>", "\" style=\"position:fixed", "https://evil.example/\" onmouseover=\"alert(1)",
    ];

    [Fact]
    public async Task No_string_in_any_place_makes_markup_or_moves_the_text_around_it()
    {
        using var client = site.Client();
        // Markup of our own: with text, without any, for a hidden character, for an https address where a link belongs.
        var usual = Signatures(await ShowAsync(client, "plain text") + await ShowAsync(client, "") + await ShowAsync(client, "\u202E") + await ShowAsync(client, "https://example.org/"))
            .ToHashSet(StringComparer.Ordinal);
        foreach (var text in Strings())
        {
            var html = await ShowAsync(client, text);

            Signatures(html).Where(signature => !usual.Contains(signature)).Should().BeEmpty("{0}", JsonSerializer.Serialize(text));
            Links().Matches(html).Select(m => m.Groups[1].Value).Where(link => !link.StartsWith("https://", StringComparison.Ordinal) && link is not ['/' or '?' or '#', ..])
                .Should().BeEmpty("{0}", JsonSerializer.Serialize(text));
            Acting().IsMatch(html).Should().BeFalse("{0} must not act on the text around it", JsonSerializer.Serialize(text));
        }
    }

    [Fact]
    public async Task In_a_browser_with_scripts_they_stay_text_and_come_back_whole()
    {
        await using var window = await browser.WindowAsync(script: true);
        var page = await window.NewPageAsync();
        var watched = PageAudit.Watch(page, site.Address);
        foreach (var strings in Strings().Where(text => text.Trim().Length > 0).Chunk(90))
        {
            // One string in every place, the others each as a learning outcome.
            var document = Everywhere(Samples.Document(Samples.Request()), strings[0]);
            document["credentialSubject"]!["achievement"]!["learningOutcome"] = new JsonArray([.. strings.Select(text => new JsonObject { ["title"] = new JsonObject { ["en"] = text } })]);
            var name = $"hostile-browser-{strings[0].GetHashCode(StringComparison.Ordinal)}";
            site.Hand(name, JsonSerializer.SerializeToElement(document));

            await page.GotoAsync(new Uri(site.Address, "/verify").AbsoluteUri);
            await page.FillAsync("#credential", site.Submissions[name]);
            await page.ClickAsync("main button");
            // The answer, and all of it: a click does not wait for the page that it opens.
            await page.WaitForSelectorAsync(".verdict");
            await page.WaitForLoadStateAsync();

            var elements = await page.EvaluateAsync<string[]>("() => [...new Set([...document.querySelectorAll('*')].map(e => e.localName))]");
            elements.Should().NotContain(["script", "style", "iframe", "base", "object", "embed", "video", "audio", "math"]);
            var shown = (await page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('bdi')].map(e => e.textContent)")).Select(Squeezed).ToHashSet(StringComparer.Ordinal);
            strings.Select(text => Squeezed(string.Concat(VisibleText.Split(text).Select(run => run.Text)))).Where(text => !shown.Contains(text)).Should().BeEmpty();
        }

        watched.Should().BeEmpty();
    }

    [Fact]
    public async Task Data_for_programs_cannot_be_ended_by_a_title()
    {
        const string title = "</script><script>alert(1)</script><!--";
        site.Data.Publish(new PublicCredential(
            "hostile", LocalizedText.Of("en", title), [LocalizedText.Of("en", title)], new(2026, 11, 21), new(CredentialState.Active), Samples.Institution, null));
        using var client = site.Client();
        var html = await client.GetStringAsync("/credentials/hostile");

        html.Split("<script").Should().HaveCount(2, "there is the data block and nothing else");
        var data = html[(html.IndexOf("ld+json\">", StringComparison.Ordinal) + 9)..html.IndexOf("</script>", StringComparison.Ordinal)];
        JsonNode.Parse(data)!["name"]!.ToString().Should().Be(title);
    }

    [Fact]
    public void Nothing_that_json_can_say_makes_the_reader_of_credentials_throw()
    {
        var folder = TestData.Shared("vectors/jsontestsuite");
        foreach (var file in Directory.GetFiles(folder, "*.json"))
        {
            JsonDocument document;
            try
            {
                document = JsonDocument.Parse(File.ReadAllBytes(file));
            }
            catch (JsonException)
            {
                continue;
            }

            using (document)
            {
                var read = () => (CredentialContent.Of(document.RootElement), CredentialContent.OfAchievement(document.RootElement));
                read.Should().NotThrow(Path.GetFileName(file));
            }
        }
    }

    private static List<string> Strings()
    {
        static IEnumerable<string> Of(JsonNode? list) => list!.AsArray().Select(s => s!.GetValue<string>());
        var blns = JsonNode.Parse(File.ReadAllBytes(TestData.Shared("attacks/blns.json")));
        var names = JsonNode.Parse(File.ReadAllBytes(TestData.Shared("attacks/unicode-names.json")))!;
        var formulas = JsonNode.Parse(File.ReadAllBytes(TestData.Shared("attacks/formula-injection.json")))!;
        return [.. Own.Concat(Of(blns)).Concat(Of(names["names"])).Concat(Of(formulas["payloads"])).Distinct()];
    }

    private async Task<string> ShowAsync(HttpClient client, string text)
    {
        site.Hand("hostile", JsonSerializer.SerializeToElement(Everywhere(Samples.Document(Samples.Request()), text)));
        using var answer = await client.PostAsync("/verify", VerifyPageTests.Form(("credential", site.Submissions["hostile"])));
        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>The same document with a text in the place of every string but those that say what a thing is.</summary>
    private static JsonNode Everywhere(JsonElement document, string text)
    {
        var node = JsonNode.Parse(document.GetRawText())!;
        Replace(node);
        return node;

        void Replace(JsonNode at)
        {
            if (at is JsonArray array)
            {
                for (var i = 0; i < array.Count; i++)
                    array[i] = ReplacedOrSame(array[i]);
            }
            else if (at is JsonObject members)
            {
                foreach (var (name, value) in members.ToList())
                {
                    if (name is not ("type" or "@context"))
                        members[name] = ReplacedOrSame(value);
                }
            }
        }

        JsonNode? ReplacedOrSame(JsonNode? value)
        {
            if (value is JsonValue single && single.GetValueKind() == JsonValueKind.String)
                return JsonValue.Create(text);
            if (value is not null)
                Replace(value);
            return value?.DeepClone();
        }
    }

    /// <summary>Each start tag with the names of its attributes; of <c>class</c> also the value, which our own code alone writes.</summary>
    private static IEnumerable<string> Signatures(string html) => Tags().Matches(html).Select(tag =>
        string.Join(' ', Attributes().Matches(tag.Groups[2].Value).Select(a => a.Groups[1].Value is "class" ? $"class={a.Groups[2].Value}" : a.Groups[1].Value).Prepend(tag.Groups[1].Value)));

    private static string Squeezed(string text) => Space().Replace(text, " ").Trim();

    [GeneratedRegex("<([A-Za-z!][^\\s>]*)((?:\\s+[^\\s=>]+(?:=\"[^\"]*\")?)*)\\s*/?>")]
    private static partial Regex Tags();

    [GeneratedRegex("([^\\s=\"]+)(?:=\"([^\"]*)\")?")]
    private static partial Regex Attributes();

    [GeneratedRegex("(?:href|src|action)=\"([^\"]*)\"")]
    private static partial Regex Links();

    [GeneratedRegex("[\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u202a-\\u202e\\u2066-\\u2069]")]
    private static partial Regex Acting();

    [GeneratedRegex("\\s+")]
    private static partial Regex Space();
}
