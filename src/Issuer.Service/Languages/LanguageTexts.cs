using System.Text.Json;

namespace Issuer.Service.Languages;

/// <summary>
/// The texts of one language, from its file <c>Languages/{tag}.json</c>, which is part of the program: key to text, or to an object of plural categories.
/// </summary>
internal sealed class LanguageTexts
{
    private static readonly int Categories = Enum.GetValues<PluralCategory>().Length;

    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string?[]> _forms = new(StringComparer.Ordinal);

    private LanguageTexts()
    {
    }

    /// <summary>Whether a language has a file.</summary>
    public static bool Has(string tag) => typeof(LanguageTexts).Assembly.GetManifestResourceInfo(Resource(tag)) is not null;

    /// <summary>A language's file.</summary>
    public static Stream Open(string tag) => typeof(LanguageTexts).Assembly.GetManifestResourceStream(Resource(tag))
        ?? throw new InvalidOperationException($"There is no file for the language {tag}.");

    public static LanguageTexts Read(Func<Stream> open)
    {
        using var file = open();
        using var document = JsonDocument.Parse(file, new JsonDocumentOptions { AllowDuplicateProperties = false });
        var texts = new LanguageTexts();
        foreach (var entry in document.RootElement.EnumerateObject())
        {
            if (entry.Value.ValueKind == JsonValueKind.String)
                texts._texts.Add(entry.Name, entry.Value.GetString()!);
            else
                texts._forms.Add(entry.Name, Forms(entry.Value));
        }

        return texts;
    }

    public string? Find(string key) => _texts.GetValueOrDefault(key);

    public string? Find(string key, PluralCategory category) => _forms.GetValueOrDefault(key)?[(int)category];

    private static string?[] Forms(JsonElement entry)
    {
        var forms = new string?[Categories];
        foreach (var form in entry.EnumerateObject())
            forms[(int)Enum.Parse<PluralCategory>(form.Name, ignoreCase: true)] = form.Value.GetString();
        return forms;
    }

    private static string Resource(string tag) => $"Languages.{tag}.json";
}
