using System.Text.RegularExpressions;
using System.Xml.Linq;
using FluentAssertions;
using Xunit;

namespace Issuer.Core.Tests;

/// <summary>
/// Folders are namespaces, and each folder uses only those to its left. C# does not guard this, so the sources are read: <c>using</c> lines (of Razor files
/// too), full names, and names that reach a neighbour without either (<c>Model.Concept</c> inside <c>Issuer.Core.Rules</c>). Comments and strings do not count.
/// </summary>
public partial class LayeringTests
{
    private static readonly Dictionary<string, string[]> Order = new(StringComparer.Ordinal)
    {
        ["Issuer.Core"] = ["Encoding", "Keys", "Model", "JsonLd", "Formats", "Status", "Rules", "Verification"],
        ["Issuer.Service"] = ["Store", "Access", "Institutions", "Definitions", "Operations", "Vocabularies", "Languages", "Learners", "Credentials", "Sharing", "Checking", "VcApi", "Pages", "Wallets"],
    };

    [Fact]
    public void No_folder_uses_one_to_its_right() => UpwardArrows(Sources()).Should().BeEmpty();

    [Fact]
    public void Every_namespace_is_its_folder() => MisplacedNamespaces(Sources()).Should().BeEmpty();

    [Fact]
    public void The_root_of_an_assembly_holds_no_code_but_the_program() =>
        Sources().Where(source => source.Folders.Length == 0).Select(source => source.Path)
            .Should().BeSubsetOf(["Issuer.Service/Program.cs"]);

    [Theory]
    [InlineData("using Issuer.Core.Verification;", "Rules → Verification")]
    [InlineData("using static Issuer.Core.Verification.Outcome;", "Rules → Verification")]
    [InlineData("using Check = Issuer.Core.Verification.Check;", "Rules → Verification")]
    [InlineData("global using Issuer.Core.Model;", "a global using")]
    [InlineData("class X { global::Issuer.Core.Verification.Check? C; }", "Rules → Verification")]
    [InlineData("class X { Verification.Check? C; }", "Rules → Verification")]
    [InlineData("class X { string S = $\"{Verification.Check.Name}\"; }", "Rules → Verification")]
    [InlineData("class X { string S = \"//\"; Verification.Check? C; }", "Rules → Verification")]
    [InlineData("using Issuer.Service.Store;", "Core → Service")]
    [InlineData("using Issuer.Core.Helpers;", "Helpers has no place in the order")]
    public void An_upward_arrow_is_found(string code, string arrow) =>
        UpwardArrows([new("Issuer.Core/Rules/X.cs", code), new("Issuer.Core/Verification/Check.cs", "public sealed record Check;")])
            .Should().ContainSingle().Which.Should().Be($"Issuer.Core/Rules/X.cs: {arrow}");

    [Theory]
    [InlineData("using Issuer.Core.Model; using Issuer.Core.Keys; class X { Keys.Ed25519? K; }")]
    [InlineData("// using Issuer.Core.Verification;")]
    [InlineData("/* Issuer.Core.Verification */ class X { string S = \"Issuer.Core.Verification\"; }")]
    [InlineData("class X { int N => this.Verification.Check.Length; }")]
    public void A_downward_arrow_or_a_word_is_not(string code) =>
        UpwardArrows([new("Issuer.Core/Rules/X.cs", code), new("Issuer.Core/Verification/Check.cs", "public sealed record Check;")])
            .Should().BeEmpty();

    [Theory]
    [InlineData("Issuer.Core/Rules/X.cs", "namespace Issuer.Core.Model;")]
    [InlineData("Issuer.Core/Rules/X.cs", "class X;")]
    [InlineData("Issuer.Core/Rules/Dates/X.cs", "namespace Issuer.Core.Rules;")]
    public void A_misplaced_namespace_is_found(string path, string code) =>
        MisplacedNamespaces([new(path, code)]).Should().ContainSingle();

    [Fact]
    public void The_core_references_no_web_no_database_and_no_network()
    {
        var references = typeof(Issuer.Core.Keys.PublicKey).Assembly.GetReferencedAssemblies().Select(reference => reference.Name!).ToList();
        references.Should().Contain("System.Runtime");
        references.Where(name => Outside().IsMatch(name)).Should().BeEmpty();

        var project = XDocument.Load(Path.Combine(TestData.Repository(), "src", "Issuer.Core", "Issuer.Core.csproj"));
        project.Descendants().Select(element => element.Name.LocalName)
            .Should().NotContain(["PackageReference", "FrameworkReference", "ProjectReference"]);
        project.Root!.Attribute("Sdk")!.Value.Should().Be("Microsoft.NET.Sdk");
    }

    private static List<string> UpwardArrows(IReadOnlyCollection<Source> sources)
    {
        // Names that a neighbouring folder declares, for references that name the folder alone.
        var declared = sources
            .SelectMany(source => Declaration().Matches(source.Code).Select(match => (source.Assembly, Folder: source.Layer, Name: match.Groups[1].Value)))
            .ToHashSet();
        var found = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var source in sources)
        {
            if (GlobalUsing().IsMatch(source.Code))
                found.Add($"{source.Path}: a global using");
            foreach (Match name in FullName().Matches(source.Code))
                Follow(source, name.Groups[1].Value, name.Groups[2].Value);
            foreach (Match name in ShortName().Matches(source.Code))
            {
                if (declared.Contains((source.Assembly, name.Groups[1].Value, name.Groups[2].Value)))
                    Follow(source, source.Assembly, name.Groups[1].Value);
            }
        }

        return [.. found];

        void Follow(Source from, string assembly, string folder)
        {
            if (from.Assembly == "Issuer.Core" && assembly == "Issuer.Service")
            {
                found.Add($"{from.Path}: Core → Service");
                return;
            }

            var order = Order[assembly];
            if (!order.Contains(folder, StringComparer.Ordinal))
                found.Add($"{from.Path}: {folder} has no place in the order");
            // Program.cs, at the root, uses everything; Service uses all of Core; a folder without a place is named by its own sources.
            else if (from.Assembly == assembly && from.Layer is { } layer && order.Contains(layer, StringComparer.Ordinal)
                && Array.IndexOf(order, folder) > Array.IndexOf(order, layer))
                found.Add($"{from.Path}: {layer} → {folder}");
        }
    }

    private static IEnumerable<string> MisplacedNamespaces(IEnumerable<Source> sources) =>
        from source in sources
        where source.Folders.Length > 0 && source.Path.EndsWith(".cs", StringComparison.Ordinal)
        let expected = string.Join('.', [source.Assembly, .. source.Folders])
        let actual = Namespace().Match(source.Code).Groups[1].Value
        where actual != expected
        select $"{source.Path}: '{actual}' instead of '{expected}'";

    private static List<Source> Sources()
    {
        var root = Path.Combine(TestData.Repository(), "src");
        var sources = (
            from file in Directory.EnumerateFiles(root, "*.*", SearchOption.AllDirectories)
            where file.EndsWith(".cs", StringComparison.Ordinal) || file.EndsWith(".razor", StringComparison.Ordinal)
            let path = Path.GetRelativePath(root, file).Replace('\\', '/')
            where !Generated().IsMatch(path)
            select new Source(path, File.ReadAllText(file))).ToList();
        sources.Should().HaveCountGreaterThan(20, "the walk must not pass because it found nothing");
        return sources;
    }

    /// <summary>A file under src, its path starting with the assembly's name.</summary>
    private sealed record Source(string Path, string Text)
    {
        public string Assembly => Path.Split('/')[0];

        public string[] Folders => Path.Split('/')[1..^1];

        public string? Layer => Folders.Length > 0 ? Folders[0] : null;

        /// <summary>Without comments and string literals, save what stands in the braces of an interpolated one.</summary>
        public string Code { get; } = CommentOrString().Replace(Text, static match =>
            match.Groups["interpolated"].Success ? string.Join(' ', Hole().Matches(match.Value).Select(hole => hole.Value)) : " ");
    }

    [GeneratedRegex("""//[^\n]*|/\*.*?\*/|@\*.*?\*@|(?<raw>\"{3,}).*?\k<raw>|(?<interpolated>\$"(?:\\.|[^"\\\n])*")|@"(?:[^"]|"")*"|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])'""", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex CommentOrString();

    [GeneratedRegex(@"\{[^{}]*\}")]
    private static partial Regex Hole();

    [GeneratedRegex(@"\b(Issuer\.(?:Core|Service))\.([A-Z]\w*)")]
    private static partial Regex FullName();

    [GeneratedRegex(@"(?<![\w.])([A-Z]\w*)\.([A-Z]\w*)")]
    private static partial Regex ShortName();

    [GeneratedRegex(@"\b(?:class|record|struct|interface|enum)\s+([A-Z]\w*)")]
    private static partial Regex Declaration();

    [GeneratedRegex(@"^\s*namespace\s+([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^\s*global\s+using\b", RegexOptions.Multiline)]
    private static partial Regex GlobalUsing();

    [GeneratedRegex(@"(^|/)(bin|obj)/")]
    private static partial Regex Generated();

    [GeneratedRegex(@"^(Microsoft\.(AspNetCore|Extensions|Data|EntityFrameworkCore)|Npgsql|SQLite|System\.(Data|Net|IO\.FileSystem|IO\.Pipes|Diagnostics\.Process))")]
    private static partial Regex Outside();
}
