using System.Globalization;
using System.Text;
using Issuer.Core.Model;

namespace Issuer.Core.Formats;

/// <summary>
/// <c>description</c> and <c>criteria.narrative</c>, which Open Badges requires, made from what the credential says anyway. Headings are in the badge's
/// language where they are known, else in English.
/// </summary>
static class GeneratedText
{
    /// <summary>The course's own description, or its outcomes in one paragraph.</summary>
    public static string Description(MicroCredential credential)
    {
        var language = credential.Options.Language;
        if (credential.Description is { } description)
            return description.In(language).Text;
        var outcomes = credential.LearningOutcomes.Select(outcome => outcome.Title.In(language).Text.TrimEnd('.', ' '));
        return Headings.In(language).Outcomes + ": " + string.Join("; ", outcomes) + ".";
    }

    /// <summary>What the learner had to show, and how: Markdown, learner-free.</summary>
    public static string Narrative(MicroCredential credential)
    {
        var language = credential.Options.Language;
        var headings = Headings.In(language);
        var text = new StringBuilder().Append(headings.Outcomes).Append(":\n");
        foreach (var outcome in credential.LearningOutcomes)
            AppendMarkdown(text.Append("\n- "), outcome.Title.In(language).Text);

        Paragraph(text, headings.Level, Level(credential.Level, language));
        Paragraph(text, headings.Assessment, string.Join(", ", credential.Assessment.Types.Select(type => type.Label.In(language).Text)));
        if (credential.Assessment.Description is { } own)
            AppendMarkdown(text.Append(". "), own.In(language).Text);
        Paragraph(text, headings.Participation, string.Join(", ", credential.Participation.Select(mode => mode.Label.In(language).Text)));
        Paragraph(text, headings.Workload, Workload(credential.Workload, headings, language));
        if (credential.Prerequisites is { } prerequisites)
            Paragraph(text, headings.Prerequisites, prerequisites.In(language).Text);
        return text.ToString();
    }

    /// <summary>The workload in one line: <c>5 ECTS, 10 CATS, 125 hours</c>.</summary>
    public static string Workload(Workload workload, string language) => Workload(workload, Headings.In(language), language);

    private static string Level(Level level, string language)
    {
        var parts = new List<string>();
        if (level.Eqf is { } eqf)
            parts.Add("EQF " + eqf.Label.In(language).Text);
        foreach (var concept in (ReadOnlySpan<Concept?>)[level.QfEhea, .. level.Nqf])
        {
            if (concept is not null)
                parts.Add(concept.Label.In(language).Text);
        }

        foreach (var sectoral in level.Sqf)
            parts.Add(sectoral.Framework.In(language).Text + ": " + sectoral.Level);
        return string.Join(", ", parts);
    }

    private static string Workload(Workload workload, Headings headings, string language)
    {
        var parts = new List<string>();
        if (workload.Ects is { } ects)
            parts.Add(Number(ects) + " ECTS");
        foreach (var credits in workload.OtherCredits)
            parts.Add(Number(credits.Points) + " " + credits.Framework.Slug.ToUpperInvariant());
        if (workload.Hours is { } hours)
            parts.Add(Number(hours) + " " + headings.Hours);
        return string.Join(", ", parts);
    }

    private static string Number(decimal number) => ElmWriter.Plain(number).ToString(CultureInfo.InvariantCulture);

    private static void Paragraph(StringBuilder text, string heading, string content)
    {
        if (content.Length > 0)
            AppendMarkdown(text.Append("\n\n").Append(heading).Append(": "), content);
    }

    /// <summary>Markup in what a registrar typed stays text: the characters that open links, code, emphasis and HTML are escaped.</summary>
    private static void AppendMarkdown(StringBuilder text, string content)
    {
        foreach (var c in content)
        {
            if (c is '\\' or '`' or '*' or '_' or '[' or ']' or '<' or '>')
                text.Append('\\');
            text.Append(c is '\n' or '\r' ? ' ' : c);
        }
    }

    private sealed record Headings(string Outcomes, string Level, string Assessment, string Participation, string Workload, string Hours, string Prerequisites)
    {
        private static readonly Headings English =
            new("Learning outcomes", "Level", "Assessment", "Form of participation", "Workload", "hours", "Prerequisites");

        private static readonly Dictionary<string, Headings> ByLanguage = new(StringComparer.OrdinalIgnoreCase)
        {
            ["cy"] = new("Deilliannau dysgu", "Lefel", "Asesu", "Dull cymryd rhan", "Llwyth gwaith", "awr", "Rhagofynion"),
            ["de"] = new("Lernergebnisse", "Niveau", "Prüfung", "Teilnahmeform", "Arbeitsaufwand", "Stunden", "Voraussetzungen"),
            ["fr"] = new("Acquis d'apprentissage", "Niveau", "Évaluation", "Forme de participation", "Charge de travail", "heures", "Prérequis"),
            ["es"] = new("Resultados de aprendizaje", "Nivel", "Evaluación", "Forma de participación", "Carga de trabajo", "horas", "Requisitos previos"),
            ["it"] = new("Risultati di apprendimento", "Livello", "Valutazione", "Forma di partecipazione", "Carico di lavoro", "ore", "Prerequisiti"),
            ["nl"] = new("Leerresultaten", "Niveau", "Toetsing", "Vorm van deelname", "Studielast", "uur", "Voorkennis"),
        };

        public static Headings In(string language) => ByLanguage.GetValueOrDefault(language.Split('-')[0]) ?? English;
    }
}
