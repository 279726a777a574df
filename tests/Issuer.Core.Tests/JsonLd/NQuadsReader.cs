using System.Text.RegularExpressions;
using Issuer.Core.JsonLd;

namespace Issuer.Core.Tests.JsonLd;

/// <summary>Reads the N-Quads of test suites into the tables that canonicalisation works on.</summary>
internal static partial class NQuadsReader
{
    public static void Read(string nquads, RdfTerms terms, Quads quads)
    {
        foreach (var line in nquads.Split('\n'))
        {
            if (line.Trim().Length == 0 || line.TrimStart().StartsWith('#'))
                continue;
            var found = Term().Matches(line).Select(match => Add(match.Value, terms)).ToList();
            if (found.Count is not (3 or 4))
                throw new InvalidDataException(line);
            quads.Add(new(found[0], found[1], found[2], found.Count == 4 ? found[3] : -1));
        }
    }

    private static int Add(string text, RdfTerms terms)
    {
        if (text[0] == '<')
            return terms.Resource(Bytes(Unescape(text[1..^1])));
        if (text[0] == '_')
            return terms.Resource(Bytes(text));
        var end = text.LastIndexOf('"');
        terms.BeginLiteral();
        terms.Write("\""u8);
        terms.WriteEscaped(Bytes(Unescape(text[1..end])));
        terms.Write("\""u8);
        if (text[(end + 1)..] is { Length: > 0 } rest and not "^^<http://www.w3.org/2001/XMLSchema#string>")
            terms.Write(Bytes(Unescape(rest)));
        return terms.EndLiteral();
    }

    private static string Unescape(string text) => Escape().Replace(text, match => match.Value[1] switch
    {
        'u' or 'U' => char.ConvertFromUtf32(Convert.ToInt32(match.Value[2..], 16)),
        't' => "\t",
        'b' => "\b",
        'n' => "\n",
        'r' => "\r",
        'f' => "\f",
        var c => c.ToString(),
    });

    private static byte[] Bytes(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    [GeneratedRegex("""<[^>]*>|_:[^\s<"]+|"(?:[^"\\]|\\.)*"(?:\^\^<[^>]*>|@[A-Za-z0-9-]+(?:--[a-z]+)?)?""")]
    private static partial Regex Term();

    [GeneratedRegex("""\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}|\\.""")]
    private static partial Regex Escape();
}
