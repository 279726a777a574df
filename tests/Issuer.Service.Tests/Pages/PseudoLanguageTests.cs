using System.Text.RegularExpressions;
using FluentAssertions;
using Issuer.Core.Tests;
using Issuer.Service.Pages;
using Issuer.Service.Tests.Languages;
using Xunit;

namespace Issuer.Service.Tests.Pages;

/// <summary>
/// Every page in a language made up for it (<see cref="PseudoLanguage"/>): whatever it says of its own comes from a language's file, long texts fit, and the page
/// turns round with the direction of its language.
/// </summary>
public sealed partial class PseudoLanguageTests(Browser browser, PageSite site)
{
    // What the credential, an issuer or a program says stands in elements of its own.
    private const string SaidElsewhere =
        """
        () => {
          const page = document.body.cloneNode(true);
          page.querySelectorAll('bdi, code, pre, textarea, script, [lang]').forEach(e => e.replaceWith(' '));
          const said = [page.textContent];
          for (const name of ['aria-label', 'alt', 'title', 'placeholder'])
            document.querySelectorAll(`body [${name}]`).forEach(e => said.push(e.getAttribute(name)));
          return said.map(text => {
            for (let shorter; (shorter = text.replace(/⟦[^⟦⟧]*⟧/gu, '')) !== text;) text = shorter;
            return text.replace(/\s+/gu, ' ');
          }).filter(text => /\p{L}/u.test(text));
        }
        """;

    public static TheoryData<string, string> Pages => EveryPageTests.Pages;

    public static TheoryData<string> Results => ["own", "own-revoked", "cannot-tell", "foreign", "elm", "forged", "unsigned", "unreadable"];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_page_says_nothing_but_the_texts_of_its_language(string name, string path)
    {
        await using var window = await browser.WindowAsync(width: 360, script: true);
        var page = await window.NewPageAsync();
        await page.GotoAsync(new Uri(site.Address, path + "?lang=ar").AbsoluteUri);

        await LookAsync(page, name);
    }

    [Theory]
    [MemberData(nameof(Results))]
    public async Task An_answer_says_nothing_but_the_texts_of_its_language(string name)
    {
        await using var window = await browser.WindowAsync(width: 360, script: true);
        var page = await window.NewPageAsync();
        await page.GotoAsync(new Uri(site.Address, "/verify?lang=ar").AbsoluteUri);
        await page.FillAsync("#credential", site.Submissions[name]);
        await page.ClickAsync("main button");
        await page.WaitForSelectorAsync(".verdict");

        await LookAsync(page, name);
    }

    /// <summary>The same of every view, also those that need more than this site has: between its tags a view writes no words.</summary>
    [Fact]
    public void No_sentence_stands_in_a_view()
    {
        var views = Directory.GetFiles(Path.Combine(TestData.Repository(), "src", "Issuer.Service", "Pages", "Views"), "*.razor");

        views.Length.Should().BeGreaterThan(20);
        views.SelectMany(view => WrittenIn(File.ReadAllText(view)).Select(text => $"{Path.GetFileName(view)}: {text}")).Should().BeEmpty();
    }

    [Theory]
    [InlineData("<p>Hello @Name</p>", "Hello")]
    [InlineData("@if (Is(Name, \"x\"))\n{\n  <p>@Words.Home.In(Frame.Language) and away</p>\n}", "and away")]
    [InlineData("<img alt=\"A picture\">", "alt=\"A picture\"")]
    public void A_sentence_in_a_view_is_found(string view, string sentence) => WrittenIn(view).Should().Equal(sentence);

    [Fact]
    public async Task A_language_from_right_to_left_turns_the_page_round()
    {
        await using var window = await browser.WindowAsync(script: true);
        var page = await window.NewPageAsync();
        var sides = new List<(double Brand, double Choice, double Mark, double Edge)>();
        foreach (var language in (string[])["en", "ar"])
        {
            await page.GotoAsync(new Uri(site.Address, "/s/valid?lang=" + language).AbsoluteUri);
            sides.Add((await MiddleAsync(".brand"), await MiddleAsync(".languages"), await MiddleAsync(".verdict .mark"), await page.EvaluateAsync<double>(
                "() => (s => parseFloat(s.borderLeftWidth) - parseFloat(s.borderRightWidth))(getComputedStyle(document.querySelector('.verdict')))")));
        }

        sides[0].Should().Match<(double Brand, double Choice, double Mark, double Edge)>(side => side.Brand < 0 && side.Choice > 0 && side.Mark < 0 && side.Edge > 0);
        sides[1].Should().Match<(double Brand, double Choice, double Mark, double Edge)>(side => side.Brand > 0 && side.Choice < 0 && side.Mark > 0 && side.Edge < 0);

        // Left of the page's middle is less than zero.
        Task<double> MiddleAsync(string selector) => page.EvaluateAsync<double>(
            "s => (r => (r.left + r.right - document.documentElement.clientWidth) / 2)(document.querySelector(s).getBoundingClientRect())", selector);
    }

    [Fact]
    public void The_stylesheet_names_no_side()
    {
        Side().Matches(SiteStyle.Css).Select(match => match.Value).Should().BeEmpty();
        // Of four values the second is the right side and the fourth the left one.
        Four().Matches(SiteStyle.Css).Where(match => match.Groups[1].Value != match.Groups[2].Value).Select(match => match.Value).Should().BeEmpty();
    }

    [Theory]
    [InlineData("en")]
    [InlineData("ar")]
    public async Task A_name_in_another_script_stands_by_itself(string language)
    {
        using var client = site.Client();
        var html = await client.GetStringAsync("/s/arabic?lang=" + language);

        html.Should().Contain($"<html lang=\"{language}\" dir=\"{(language == "ar" ? "rtl" : "ltr")}\"");
        html.Should().Contain("محمد العربي (Mo)</bdi>").And.NotMatchRegex("(?<!<bdi[^>]*>)محمد");
    }

    private static IEnumerable<string> WrittenIn(string view)
    {
        var markup = Expression().Replace(Comment().Replace(Code().Replace(view, ""), ""), "");
        return Between().Matches(markup).Select(match => match.Groups[1].Value.Trim()).Where(text => Letters().IsMatch(text))
            .Concat(Attribute().Matches(markup).Select(match => match.Value));
    }

    private static async Task LookAsync(Microsoft.Playwright.IPage page, string name)
    {
        (await page.GetAttributeAsync("html", "dir")).Should().Be("rtl");
        (await page.EvaluateAsync<string[]>(SaidElsewhere)).Should().BeEmpty(name);
        foreach (var width in (int[])[320, 360, 1280])
        {
            await page.SetViewportSizeAsync(width, 800);
            (await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")).Should().Be(0, "{0} has no more than {1} px", name, width);
        }
    }

    [GeneratedRegex(@"^@code \{.*", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex(@"@\*.*?\*@", RegexOptions.Singleline)]
    private static partial Regex Comment();

    // Up to three parentheses deep: @(Page.Problem is null ? Words.A.In(Frame.Language) : …)
    [GeneratedRegex("""@(?:using [^\n]*|(?:foreach|if|switch) \([^\n]*|\((?:[^()]|\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))*\)|[\w.]+(?:\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))?(?:\.\w+(?:\((?:[^()]|\([^()]*\))*\))?)*)|^\s*(?:else(?: if \([^\n]*)?|if \([^\n]*|case "[^"]*":|default:|break;|var [^\n]*;)\s*$""", RegexOptions.Multiline)]
    private static partial Regex Expression();

    [GeneratedRegex("(?:^|>)([^<>]+)(?=<|$)")]
    private static partial Regex Between();

    [GeneratedRegex(@"\p{L}{2}")]
    private static partial Regex Letters();

    [GeneratedRegex("""\b(?:alt|title|aria-label|placeholder)="[^"@]*\p{L}[^"]*"(?=[\s>])""")]
    private static partial Regex Attribute();

    [GeneratedRegex(@"(?<![\w-])(?:left|right|(?:margin|padding|border)-(?:left|right)[\w-]*|float)\s*:|text-align\s*:\s*(?:left|right)")]
    private static partial Regex Side();

    [GeneratedRegex(@"(?:margin|padding|inset): *[^ ;{}]+ +([^ ;{}]+) +[^ ;{}]+ +([^ ;{}]+);")]
    private static partial Regex Four();
}
