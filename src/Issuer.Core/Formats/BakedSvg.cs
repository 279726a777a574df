using System.Text;
using System.Xml;

namespace Issuer.Core.Formats;

/// <summary>
/// A credential inside an SVG (Open Badges 3.0 section 5.3.2): one element <c>openbadges:credential</c>, first in <c>svg</c>, with a compact token in its
/// attribute <c>verify</c> or JSON in its body. On reading <c>openbadges:assertion</c> of Open Badges 2.0 is taken as well.
/// </summary>
public static class BakedSvg
{
    /// <summary>Namespace of <c>openbadges:credential</c>.</summary>
    public const string Namespace = "https://purl.imsglobal.org/ob/v3p0";

    /// <summary>Namespace of Open Badges 2.0's <c>openbadges:assertion</c>, only read.</summary>
    public const string OldNamespace = "http://openbadges.org";

    /// <summary>Deepest nesting of elements that is followed.</summary>
    public const int MaximumDepth = 256;

    private const string Svg = "http://www.w3.org/2000/svg";
    private const string Prefix = "openbadges";
    private const string XmlNamespaces = "http://www.w3.org/2000/xmlns/";

    /// <summary>Whether the file could be XML: its first character is <c>&lt;</c>, after white space or a byte order mark.</summary>
    public static bool LooksLikeXml(ReadOnlySpan<byte> file)
    {
        if (file.StartsWith("\uFEFF"u8))
            file = file[3..];
        return file.TrimStart(" \t\r\n"u8) is [(byte)'<', ..];
    }

    /// <summary>
    /// Finds the credential. No input makes it throw. Document type declarations are refused, so that there are no entities; nothing outside the file is
    /// ever read; work is in proportion to the file, which the caller caps.
    /// </summary>
    public static BakedImage Read(ReadOnlyMemory<byte> file)
    {
        try
        {
            using var reader = Open(file);
            return reader.MoveToContent() == XmlNodeType.Element && IsSvg(reader)
                ? Find(reader)
                : new BakedImage.Nothing("not-an-image", "Of XML, only SVG pictures are read.");
        }
        catch (XmlException)
        {
            return file.Span.IndexOf("<!DOCTYPE"u8) >= 0
                ? new("image-document-type", "The picture has a document type declaration, which is not read; an SVG needs none.")
                : BakedImage.Damaged;
        }
    }

    /// <summary>The picture with the credential in it, instead of any that was there; null where it is no SVG that <see cref="Read"/> would read.</summary>
    /// <param name="svg">The picture. Its comments and processing instructions are left out.</param>
    /// <param name="credential">A compact token or a JSON object.</param>
    public static byte[]? Write(ReadOnlyMemory<byte> svg, string credential)
    {
        ArgumentException.ThrowIfNullOrEmpty(credential);
        using var output = new MemoryStream();
        try
        {
            using var reader = Open(svg);
            using var writer = XmlWriter.Create(output, new XmlWriterSettings
            {
                Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
                OmitXmlDeclaration = true,
                NewLineHandling = NewLineHandling.None,
            });
            if (reader.MoveToContent() != XmlNodeType.Element || !IsSvg(reader))
                return null;
            var isEmpty = WriteRoot(reader, writer);
            WriteCredential(writer, credential);
            if (!isEmpty)
                CopyContent(reader, writer);
            writer.WriteEndElement();
        }
        catch (XmlException)
        {
            return null;
        }

        return output.ToArray();
    }

    private static XmlReader Open(ReadOnlyMemory<byte> file) => XmlReader.Create(new MemoryStream(file.ToArray()), new XmlReaderSettings
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        CloseInput = true,
    });

    private static bool IsSvg(XmlReader reader) => reader is { LocalName: "svg", NamespaceURI: Svg };

    private static bool IsCredential(XmlReader reader) =>
        reader is { LocalName: "credential", NamespaceURI: Namespace } or { LocalName: "assertion", NamespaceURI: OldNamespace };

    // Every element is looked at, wherever it stands: a second credential must not hide. The file is read to its end, since a cut one may hide it, too.
    private static BakedImage Find(XmlReader reader)
    {
        BakedImage? found = null;
        while (reader.Read())
        {
            if (reader.Depth > MaximumDepth)
                return new BakedImage.Nothing("image-too-deep", $"The picture's elements are nested deeper than {MaximumDepth} levels.");
            if (reader.NodeType != XmlNodeType.Element || !IsCredential(reader))
                continue;
            if (found is not null)
                return BakedImage.WithSeveral;
            found = Content(reader);
        }

        return found ?? BakedImage.WithoutCredential;
    }

    private static BakedImage Content(XmlReader reader)
    {
        var isOld = reader.NamespaceURI == OldNamespace;
        var verify = reader.GetAttribute("verify")?.Trim() ?? "";
        var body = Body(reader);
        if (body is null)
            return BakedImage.Damaged;
        // In 2.0 the attribute may give the address of what the body says; in 3.0 there is one or the other.
        if (verify.Length > 0 && body.Length > 0 && !isOld)
            return BakedImage.WithSeveral;
        return new BakedImage.Found(System.Text.Encoding.UTF8.GetBytes(body.Length > 0 ? body : verify));
    }

    /// <summary>Text of the element, its sections joined; null where other elements stand in it. Stops at its end tag.</summary>
    private static string? Body(XmlReader reader)
    {
        if (reader.IsEmptyElement)
            return "";
        var text = new StringBuilder();
        while (reader.Read() && reader.NodeType != XmlNodeType.EndElement)
        {
            if (reader.NodeType == XmlNodeType.Element)
                return null;
            text.Append(reader.Value);
        }

        return text.ToString().Trim();
    }

    private static bool WriteRoot(XmlReader reader, XmlWriter writer)
    {
        var isEmpty = reader.IsEmptyElement;
        writer.WriteStartElement(reader.Prefix, reader.LocalName, reader.NamespaceURI);
        writer.WriteAttributeString("xmlns", Prefix, XmlNamespaces, Namespace);
        while (reader.MoveToNextAttribute())
        {
            if (reader is not { LocalName: Prefix, NamespaceURI: XmlNamespaces })
                writer.WriteAttributeString(reader.Prefix, reader.LocalName, reader.NamespaceURI, reader.Value);
        }

        return isEmpty;
    }

    private static void WriteCredential(XmlWriter writer, string credential)
    {
        writer.WriteStartElement(Prefix, "credential", Namespace);
        if (credential[0] == '{')
            writer.WriteCData(ForXml(credential));
        else
            writer.WriteAttributeString("verify", credential);
        writer.WriteFullEndElement();
    }

    // XML has no U+FFFE and U+FFFF, JSON has them in strings: there an escape means the same.
    private static string ForXml(string json) =>
        json.Replace("\uFFFE", "\\ufffe", StringComparison.Ordinal).Replace("\uFFFF", "\\uffff", StringComparison.Ordinal);

    private static void CopyContent(XmlReader reader, XmlWriter writer)
    {
        reader.Read();
        while (!(reader.NodeType == XmlNodeType.EndElement && reader.Depth == 0))
        {
            if (reader.NodeType == XmlNodeType.Element && IsCredential(reader))
                reader.Skip();
            else
                CopyNode(reader, writer);
        }
    }

    private static void CopyNode(XmlReader reader, XmlWriter writer)
    {
        switch (reader.NodeType)
        {
            case XmlNodeType.Element:
                writer.WriteStartElement(reader.Prefix, reader.LocalName, reader.NamespaceURI);
                writer.WriteAttributes(reader, defattr: false);
                if (reader.IsEmptyElement)
                    writer.WriteEndElement();
                break;
            case XmlNodeType.EndElement:
                writer.WriteFullEndElement();
                break;
            case XmlNodeType.CDATA:
                writer.WriteCData(reader.Value);
                break;
            default:
                writer.WriteString(reader.Value);
                break;
        }

        reader.Read();
    }
}
