using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Xml;
using Issuer.Service.Languages;
using Issuer.Service.Pages.Views;

namespace Issuer.Service.Pages.Badges;

/// <summary>What a badge's picture says. Nothing of the learner: pictures are passed on, and their look says nothing that the credential does not prove.</summary>
/// <param name="Language">Language tag of the title; the picture's own words follow it as far as the pages speak it.</param>
/// <param name="Kind">"Micro-credential" or "Credential".</param>
/// <param name="Title">Title.</param>
/// <param name="Institution">Who issues it, from the register.</param>
/// <param name="Facts">Level and credits, as far as stated.</param>
internal sealed record BadgeWords(string Language, string Kind, string Title, string Institution, ImmutableArray<string> Facts)
{
    /// <summary>The kind in capitals; Turkish has two kinds of I. Of languages that credentials name, any text may come.</summary>
    public string Heading => Kind.ToUpper(Language == "tr" ? CultureInfo.GetCultureInfo("tr") : CultureInfo.InvariantCulture);

    /// <summary>From what a credential or achievement says, in its primary language or, where it names none, the first of its title.</summary>
    public static BadgeWords Of(CredentialContent content, IssuingInstitution issuer)
    {
        var titles = content.Title?.Entries ?? [(UiLanguage.English.Tag, "")];
        var (language, title) = titles.FirstOrDefault(entry => entry.Language == content.Language, titles[0]);
        var ours = LanguageOffer.Ours.Nearest(language) ?? UiLanguage.English;
        var kind = (content.IsMicroCredential ? Words.MicroCredential : Words.Credential).In(ours);
        return new(
            language,
            BadgeText.Clean(issuer.ForTesting ? $"{kind} · {Words.BadgeForTesting.In(ours)}" : kind),
            BadgeText.Clean(title.Length > 0 ? title : Words.Untitled.In(ours)),
            BadgeText.Clean(issuer.LegalName.In(language).Text),
            [.. new[] { Words.Level, Words.Workload }
                .Select(label => content.Facts.FirstOrDefault(fact => fact.Label == label))
                .OfType<ContentFact>().Select(fact => BadgeText.Clean(fact.Value.Plain(ours)))]);
    }
}

/// <summary>
/// Draws a badge: a seal around title and institution, a ribbon with level and credits. One SVG without style sheet, script, font or reference to anything
/// outside itself; it carries its own ground and border, so that it stands on light and on dark.
/// </summary>
internal static class BadgeDrawing
{
    /// <summary>Edge of the square in user units, and in pixels where it is rasterised at its own size.</summary>
    public const int Edge = 600;

    private const string Svg = "http://www.w3.org/2000/svg";
    private const int Middle = Edge / 2;
    private const string Green = "#1f5c4a";
    private const string DeepGreen = "#163f34";
    private const string Gold = "#c9b684";
    private const string Ivory = "#fffefb";
    private const string Ink = "#1d1f21";
    private const string Soft = "#55565a";
    private const string Serif = "Georgia, 'Noto Serif', 'DejaVu Serif', serif";
    private const string Sans = "'Noto Sans', 'DejaVu Sans', Helvetica, Arial, sans-serif";

    // Where things stand, top to bottom. The disc has a radius of 232; boxes are as wide as it is at their nearer edge.
    private const int SmallestFact = 15;
    private const int MarkTop = 72;
    private const double KindLine = 166;
    private static readonly Box TitleBox = new(Top: 182, Height: 176, Width: 376);
    private static readonly Box InstitutionBox = new(Top: 376, Height: 56, Width: 344);
    private static readonly Box Ribbon = new(Top: 444, Height: 66, Width: 430);

    private static readonly string Outline = Scallops(lobes: 28, inner: 276, outer: 300);

    private sealed record Box(double Top, double Height, double Width);

    /// <summary>The picture, UTF-8. No text makes it throw or look different from text.</summary>
    public static byte[] Draw(BadgeWords words)
    {
        using var output = new MemoryStream();
        using (var xml = XmlWriter.Create(output, new XmlWriterSettings { Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), OmitXmlDeclaration = true }))
        {
            xml.WriteStartElement("svg", Svg);
            Attributes(xml, ("viewBox", $"0 0 {Edge} {Edge}"), ("width", Edge), ("height", Edge), ("role", "img"), ("aria-labelledby", "t"));
            xml.WriteStartElement("title", Svg);
            Attributes(xml, ("id", "t"));
            xml.WriteString($"{words.Kind}: {words.Title} – {words.Institution}");
            xml.WriteEndElement();
            Content(xml, words);
            xml.WriteEndElement();
        }

        return output.ToArray();
    }

    /// <summary>Size of a card for link previews.</summary>
    public const int CardWidth = 1200;

    /// <inheritdoc cref="CardWidth"/>
    public const int CardHeight = 630;

    /// <summary>A card for link previews, UTF-8: the badge, and beside it what it is for.</summary>
    public static byte[] DrawCard(BadgeWords words)
    {
        using var output = new MemoryStream();
        using (var xml = XmlWriter.Create(output, new XmlWriterSettings { Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), OmitXmlDeclaration = true }))
        {
            xml.WriteStartElement("svg", Svg);
            Attributes(xml, ("viewBox", $"0 0 {CardWidth} {CardHeight}"), ("width", CardWidth), ("height", CardHeight));
            Shape(xml, "path", ("d", $"M0 0h{CardWidth}v{CardHeight}H0z"), ("fill", "#f6f3ec"));
            Shape(xml, "path", ("d", $"M0 0h{CardWidth}v14H0z"), ("fill", Green));
            Shape(xml, "path", ("d", $"M0 14h{CardWidth}v3H0z"), ("fill", Gold));
            xml.WriteStartElement("g", Svg);
            Attributes(xml, ("transform", "translate(48 68) scale(.85)"));
            Content(xml, words);
            xml.WriteEndElement();
            xml.WriteStartElement("g", Svg);
            // Everything is set around the middle of a badge; the free half's middle is here.
            Attributes(xml, ("transform", $"translate({870 - Middle} 0)"));
            TextLine(xml, words.Heading, 140, Fitting(words.Heading, 520, 24), Sans, Green, bold: true, spacing: 2);
            Block(xml, new(Top: 165, Height: 230, Width: 540), words.Title, Serif, Ink, bold: true, words.Language, 58, 50, 44, 38, 33, 28);
            Shape(xml, "path", ("d", "M240 420h120"), ("stroke", Gold), ("stroke-width", 3));
            Block(xml, new(Top: 440, Height: 90, Width: 540), words.Institution, Sans, Soft, bold: false, words.Language, 30, 26, 22, 19);
            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        return output.ToArray();
    }

    private static void Content(XmlWriter xml, BadgeWords words)
    {
        Seal(xml);
        TextLine(xml, words.Heading, KindLine, Fitting(words.Heading, 330, 15), Sans, Green, bold: true, spacing: 1.5);
        Block(xml, TitleBox, words.Title, Serif, Ink, bold: true, words.Language, 42, 38, 34, 30, 27, 24, 21, 19);
        Block(xml, InstitutionBox, words.Institution, Sans, Soft, bold: false, words.Language, 21, 19, 17, 15);
        // A level or workload that is told in a sentence, such as a reason why there is none, is for the credential's page.
        ImmutableArray<string> facts = [.. words.Facts.Where(fact => fact.Length > 0 && Fitting(fact, Ribbon.Width, SmallestFact) == SmallestFact)];
        if (!facts.IsEmpty)
            Band(xml, facts);
    }

    private static void Seal(XmlWriter xml)
    {
        Shape(xml, "path", ("d", Outline), ("fill", Green), ("stroke", Gold), ("stroke-width", 3));
        Circle(xml, 258, "none", Gold, 2);
        Circle(xml, 248, Ivory, Gold, 5);
        Circle(xml, 238, "none", "#e4dec9", 1.5);
        xml.WriteStartElement("g", Svg);
        // The site's own mark, 24 units wide, drawn at 66.
        Attributes(xml, ("transform", Invariant($"translate({Middle - 33} {MarkTop}) scale(2.75)")));
        Shape(xml, "path", ("d", Mark.Seal), ("fill", Green));
        Shape(xml, "path", ("d", Mark.Tick), ("fill", "none"), ("stroke", Ivory), ("stroke-width", 2.2), ("stroke-linecap", "round"), ("stroke-linejoin", "round"));
        xml.WriteEndElement();
        Shape(xml, "path", ("d", "M252 366h96"), ("stroke", Gold), ("stroke-width", 2));
    }

    private static void Band(XmlWriter xml, ImmutableArray<string> facts)
    {
        var (top, bottom, left, right) = (Ribbon.Top, Ribbon.Top + Ribbon.Height, 62, Edge - 62);
        // Ends behind, folds, band.
        Shape(xml, "path", ("d", Invariant($"M{left + 34} {top + 18}H6l24 33-24 33h{left + 28}z")), ("fill", DeepGreen), ("stroke", Gold), ("stroke-width", 2), ("stroke-linejoin", "round"));
        Shape(xml, "path", ("d", Invariant($"M{right - 34} {top + 18}h{Edge - 6 - right + 34}l-24 33 24 33h-{Edge - 6 - right + 34}z")), ("fill", DeepGreen), ("stroke", Gold), ("stroke-width", 2), ("stroke-linejoin", "round"));
        Shape(xml, "path", ("d", Invariant($"M{left} {bottom}l34 18v-18zM{right} {bottom}l-34 18v-18z")), ("fill", "#0d2a22"));
        Shape(xml, "path", ("d", Invariant($"M{left} {top}H{right}V{bottom}H{left}z")), ("fill", Green), ("stroke", Gold), ("stroke-width", 2), ("stroke-linejoin", "round"));

        // On one line, or each on its own.
        var line = string.Join("  ·  ", facts);
        var size = Fitting(line, Ribbon.Width, 23);
        var text = size >= SmallestFact + 2
            ? new FittedText(size, [line])
            : new FittedText(facts.Min(fact => Fitting(fact, Ribbon.Width, 19)), facts);
        Lines(xml, text, top, Ribbon.Height, Sans, Ivory, bold: true, language: null);
    }

    private static void Block(XmlWriter xml, Box box, string text, string font, string colour, bool bold, string language, params ReadOnlySpan<int> sizes) =>
        Lines(xml, BadgeText.Fit(text, box.Width, box.Height, sizes), box.Top, box.Height, font, colour, bold, language);

    // In the middle of a box from top to bottom; capitals are about 0.72 of a size high.
    private static void Lines(XmlWriter xml, FittedText text, double top, double height, string font, string colour, bool bold, string? language)
    {
        var leading = BadgeText.Leading(text.Size);
        var first = top + (height / 2) - ((text.Lines.Length - 1) * leading / 2) + (text.Size * 0.36);
        var rightToLeft = BadgeText.IsRightToLeft(string.Join(' ', text.Lines));
        for (var i = 0; i < text.Lines.Length; i++)
            TextLine(xml, text.Lines[i], first + (i * leading), text.Size, font, colour, bold, spacing: 0, language, rightToLeft);
    }

    private static void TextLine(
        XmlWriter xml, string text, double baseLine, int size, string font, string colour, bool bold, double spacing, string? language = null, bool rightToLeft = false)
    {
        xml.WriteStartElement("text", Svg);
        if (language is not null)
            xml.WriteAttributeString("xml", "lang", null, language);
        Attributes(
            xml, ("x", Middle), ("y", Math.Round(baseLine, 1)), ("text-anchor", "middle"), ("font-family", font), ("font-size", size), ("fill", colour));
        if (bold)
            Attributes(xml, ("font-weight", "bold"));
        if (spacing > 0)
            Attributes(xml, ("letter-spacing", spacing));
        if (rightToLeft)
            Attributes(xml, ("direction", "rtl"));
        xml.WriteString(text);
        xml.WriteEndElement();
    }

    // The size, at most the one wanted, at which a line is no wider than that.
    private static int Fitting(string line, double width, int wanted) => (int)Math.Min(wanted, width / Math.Max(BadgeText.Width(line), 0.1));

    private static void Circle(XmlWriter xml, int radius, string fill, string stroke, double width) =>
        Shape(xml, "circle", ("cx", Middle), ("cy", Middle), ("r", radius), ("fill", fill), ("stroke", stroke), ("stroke-width", width));

    private static void Shape(XmlWriter xml, string name, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        xml.WriteStartElement(name, Svg);
        Attributes(xml, attributes);
        xml.WriteEndElement();
    }

    private static void Attributes(XmlWriter xml, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        foreach (var (name, value) in attributes)
            xml.WriteAttributeString(name, Convert.ToString(value, CultureInfo.InvariantCulture));
    }

    private static string Scallops(int lobes, int inner, int outer)
    {
        var path = new StringBuilder();
        for (var i = 0; i <= lobes; i++)
        {
            // A quadratic curve reaches half way to its control point.
            var (x, y) = At(i * Math.Tau / lobes, inner);
            var (cx, cy) = At((i - 0.5) * Math.Tau / lobes, outer + ((outer - inner) * 0.1));
            path.Append(i == 0 ? Invariant($"M{x:0.#} {y:0.#}") : Invariant($"Q{cx:0.#} {cy:0.#} {x:0.#} {y:0.#}"));
        }

        return path.Append('z').ToString();

        static (double X, double Y) At(double angle, double radius) => (Middle + (radius * Math.Sin(angle)), Middle - (radius * Math.Cos(angle)));
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
