using System.Xml.Linq;
using FluentAssertions;
using FsCheck;
using FsCheck.Fluent;
using Issuer.Core.Formats;
using Xunit;

namespace Issuer.Core.Tests.Formats;

public class BakedSvgTests
{
    private const string Token = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJ4In0.AAAA";
    private const string Json = """{"name":"Egwyddorion Ŵyn 𝒵 <b>&amp;</b> ]]> \"q\" '"}""";

    private static readonly XNamespace Badges = "https://purl.imsglobal.org/ob/v3p0";

    [Fact]
    public void A_token_goes_into_the_attribute_of_the_first_element()
    {
        var baked = BakedSvg.Write(Bytes(Pictures.Svg), Token)!;
        var root = XDocument.Parse(System.Text.Encoding.UTF8.GetString(baked)).Root!;
        root.Attribute(XNamespace.Xmlns + "openbadges")!.Value.Should().Be("https://purl.imsglobal.org/ob/v3p0");
        var credential = root.Elements().First();
        credential.Name.Should().Be(Badges + "credential");
        credential.Attributes().Select(attribute => (attribute.Name.LocalName, attribute.Value)).Should().Equal(("verify", Token));
        credential.Nodes().Should().BeEmpty();
        System.Text.Encoding.UTF8.GetString(baked).Should().Contain($"><openbadges:credential verify=\"{Token}\"></openbadges:credential><title>Ŵyn &amp; co</title>", "directly after the start tag");
        Read(baked).Should().Be(Token);
    }

    [Fact]
    public void Json_goes_into_a_section_of_character_data()
    {
        var baked = BakedSvg.Write(Bytes(Pictures.Svg), Json)!;
        var credential = XDocument.Parse(System.Text.Encoding.UTF8.GetString(baked)).Root!.Elements().First();
        credential.Attributes().Should().BeEmpty();
        credential.Nodes().Should().AllBeOfType<XCData>();
        credential.Value.Should().Be(Json);
        Read(baked).Should().Be(Json);
    }

    [Fact]
    public void Characters_that_xml_has_not_are_escaped_where_json_allows_it() =>
        Read(BakedSvg.Write(Bytes(Pictures.Svg), "{\"a\":\"\uFFFE\uFFFF\"}")!).Should().Be("{\"a\":\"\\ufffe\\uffff\"}");

    [Fact]
    public void Baking_again_replaces_every_earlier_credential_and_keeps_the_drawing()
    {
        const string Before = """
            <svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="http://openbadges.org" xmlns:x="https://purl.imsglobal.org/ob/v3p0" viewBox="0 0 1 1">
              <openbadges:assertion verify="https://old.example/1"><![CDATA[{}]]></openbadges:assertion>
              <g xml:lang="cy" fill="red"><x:credential verify="a"/><x:credential>{}</x:credential><rect x:rx="1"/><text>a &lt; b <![CDATA[< c]]></text></g>
            </svg>
            """;
        var baked = BakedSvg.Write(Bytes(Before), Token)!;
        Read(baked).Should().Be(Token);
        var root = XDocument.Parse(System.Text.Encoding.UTF8.GetString(baked)).Root!;
        root.Attribute("viewBox")!.Value.Should().Be("0 0 1 1");
        root.Descendants().Select(element => element.Name.LocalName).Should().Equal("credential", "g", "rect", "text");
        root.Descendants().Last().Value.Should().Be("a < b < c");
        BakedSvg.Write(baked, Token).Should().Equal(baked);
    }

    [Fact]
    public void An_empty_picture_takes_one_too() =>
        System.Text.Encoding.UTF8.GetString(BakedSvg.Write(Bytes("<svg xmlns=\"http://www.w3.org/2000/svg\"/>"), Token)!).Should()
            .Be($"<svg xmlns:openbadges=\"https://purl.imsglobal.org/ob/v3p0\" xmlns=\"http://www.w3.org/2000/svg\"><openbadges:credential verify=\"{Token}\"></openbadges:credential></svg>");

    [Theory]
    [InlineData("")]
    [InlineData("<svg/>")]
    [InlineData("<html xmlns=\"http://www.w3.org/1999/xhtml\"/>")]
    [InlineData("<svg xmlns=\"http://www.w3.org/2000/svg\">")]
    [InlineData("<!DOCTYPE svg><svg xmlns=\"http://www.w3.org/2000/svg\"/>")]
    public void What_is_no_svg_is_not_written(string text) => BakedSvg.Write(Bytes(text), Token).Should().BeNull();

    [Theory]
    [InlineData("<o:credential xmlns:o=\"https://purl.imsglobal.org/ob/v3p0\" verify=\"a.b.c\"/>", "a.b.c")]
    [InlineData("<o:credential xmlns:o=\"https://purl.imsglobal.org/ob/v3p0\" verify=\" a.b.c\n\"> </o:credential>", "a.b.c")]
    [InlineData("<o:credential xmlns:o=\"https://purl.imsglobal.org/ob/v3p0\">\n<![CDATA[{\"a\": \"<&\"}]]>\n</o:credential>", "{\"a\": \"<&\"}")]
    [InlineData("<o:credential xmlns:o=\"https://purl.imsglobal.org/ob/v3p0\">{\"a\": \"&lt;&#38;\"}</o:credential>", "{\"a\": \"<&\"}")]
    [InlineData("<g><metadata><o:credential xmlns:o=\"https://purl.imsglobal.org/ob/v3p0\" verify=\"a.b.c\"/></metadata></g>", "a.b.c")]
    [InlineData("<o:assertion xmlns:o=\"http://openbadges.org\" verify=\"https://badges.example/1\"/>", "https://badges.example/1")]
    [InlineData("<o:assertion xmlns:o=\"http://openbadges.org\" verify=\"https://badges.example/1\"><![CDATA[{\"a\":1}]]></o:assertion>", "{\"a\":1}")]
    public void Both_versions_are_read_wherever_they_stand(string element, string expected) =>
        Read(Bytes($"<?xml version=\"1.0\"?><!-- x --><svg xmlns=\"http://www.w3.org/2000/svg\">{element}<path d=\"M0 0\"/></svg>")).Should().Be(expected);

    [Theory]
    [InlineData("<o:credential verify=\"a.b.c\"/><o:credential verify=\"a.b.c\"/>", "image-with-several-credentials")]
    [InlineData("<o:credential verify=\"a.b.c\"/><g><o:credential>{}</o:credential></g>", "image-with-several-credentials")]
    [InlineData("<o:credential verify=\"a.b.c\"/><old:assertion verify=\"https://x.example\"/>", "image-with-several-credentials")]
    [InlineData("<o:credential verify=\"a.b.c\">{}</o:credential>", "image-with-several-credentials")]
    [InlineData("<o:credential><o:credential verify=\"a.b.c\"/></o:credential>", "image-damaged")]
    [InlineData("<o:credential>{}<g/></o:credential>", "image-damaged")]
    [InlineData("<credential verify=\"a.b.c\"/><old:credential verify=\"a.b.c\"/><o:assertion verify=\"a.b.c\"/>", "image-without-credential")]
    [InlineData("", "image-without-credential")]
    [InlineData("<o:credential verify=\"&evil;\"/>", "image-damaged")]
    [InlineData("<g>", "image-damaged")]
    [InlineData("<g a=\"1\" a=\"2\"/>", "image-damaged")]
    [InlineData("<n:g/>", "image-damaged")]
    [InlineData("<g>\u0001</g>", "image-damaged")]
    [InlineData("<g>&#0;</g>", "image-damaged")]
    public void Two_or_none_or_damage_is_told(string content, string code) =>
        Code(Bytes($"<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:o=\"https://purl.imsglobal.org/ob/v3p0\" xmlns:old=\"http://openbadges.org\">{content}</svg>")).Should().Be(code);

    [Theory]
    [InlineData("<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"http://127.0.0.1:1/svg11.dtd\">")]
    [InlineData("<!DOCTYPE svg [<!ENTITY t SYSTEM \"file:///etc/passwd\">]>")]
    [InlineData("<!DOCTYPE svg [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY t \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\">]>")]
    [InlineData("<!DOCTYPE svg [<!ATTLIST svg onload CDATA \"x\">]>")]
    public void Document_types_are_refused_before_anything_of_them_is_used(string declaration)
    {
        Code(Bytes($"{declaration}<svg xmlns=\"http://www.w3.org/2000/svg\"><o:credential xmlns:o=\"https://purl.imsglobal.org/ob/v3p0\">&t;</o:credential></svg>")).Should().Be("image-document-type");
        Code(Bytes($"{declaration}<svg xmlns=\"http://www.w3.org/2000/svg\"/>")).Should().Be("image-document-type");
    }

    [Fact]
    public void Depth_and_size_do_no_harm()
    {
        const string Start = "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:o=\"https://purl.imsglobal.org/ob/v3p0\"><o:credential verify=\"a.b.c\"/>";
        Read(Bytes(Start + Repeat("<g>", 250) + Repeat("</g>", 250) + "</svg>")).Should().Be("a.b.c");
        Code(Bytes(Start + Repeat("<g>", 300) + Repeat("</g>", 300) + "</svg>")).Should().Be("image-too-deep");
        Code(Bytes(Start + Repeat("<g>", 200_000))).Should().Be("image-too-deep");
        Read(Bytes(Start + Repeat("<g/>", 200_000) + "</svg>")).Should().Be("a.b.c");
        // Names of attributes and prefixes are compared with each other: quadratic work would take minutes here.
        Read(Bytes(Start + "<g " + string.Join(' ', Enumerable.Range(0, 60_000).Select(i => $"a{i}=\"\"")) + "/></svg>")).Should().Be("a.b.c");
        Read(Bytes(Start + "<g " + string.Join(' ', Enumerable.Range(0, 30_000).Select(i => $"xmlns:a{i}=\"u{i}\"")) + "/></svg>")).Should().Be("a.b.c");
    }

    [Fact]
    public void Other_encodings_are_read_as_their_declaration_says()
    {
        var text = "<?xml version=\"1.0\" encoding=\"utf-16\"?>" + System.Text.Encoding.UTF8.GetString(BakedSvg.Write(Bytes(Pictures.Svg), Token)!);
        Read([.. System.Text.Encoding.Unicode.Preamble, .. System.Text.Encoding.Unicode.GetBytes(text)]).Should().Be(Token);
        Code(Bytes("<?xml version=\"1.0\" encoding=\"x-none\"?>" + Pictures.Svg)).Should().Be("image-damaged");
    }

    [Fact]
    public void No_bytes_make_it_throw()
    {
        string[] parts =
        [
            "<svg xmlns=\"http://www.w3.org/2000/svg\">", "<openbadges:credential xmlns:openbadges=\"https://purl.imsglobal.org/ob/v3p0\" verify=\"a.b.c\">", "</openbadges:credential>", "<![CDATA[", "]]>",
            "</svg>", "<!DOCTYPE svg [", "]>", "<!--", "-->", "<?xml version=\"1.0\" encoding=\"", "utf-7", "\"?>", "&#xD800;", "&amp;", "&x;", "\0", "\uFEFF", "\u0085", "x", "<", ">",
        ];
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), choice =>
        {
            var file = Bytes(string.Concat(choice.Select(index => parts[index % parts.Length])));
            BakedSvg.Read(file).Should().NotBeNull();
            BakedSvg.Write(file, Token);
            BakedSvg.Read(choice).Should().NotBeNull();
            BakedSvg.Read((byte[])[.. "<svg xmlns='http://www.w3.org/2000/svg'>"u8, .. choice]).Should().NotBeNull();
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));

    private static byte[] Bytes(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    private static string Read(byte[] svg) => BakedSvg.Read(svg) is BakedImage.Found found ? System.Text.Encoding.UTF8.GetString(found.Credential.Span) : BakedSvg.Read(svg).ToString();

    private static string Code(byte[] svg) => BakedSvg.Read(svg) is BakedImage.Nothing nothing ? nothing.Code : "found";
}
