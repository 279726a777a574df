using Issuer.Core.Model;
using Issuer.Service.Access;
using Issuer.Service.Store;

namespace Issuer.Service.Institutions;

/// <summary>
/// Between building and running: loads the directories, refuses a store that does not fit the settings, and in Development invents what
/// an empty store lacks. Elsewhere nothing is invented.
/// </summary>
public sealed class InstitutionStart(
    IssuerSettings settings,
    InstitutionDirectory institutions,
    ApiKeyDirectory keys,
    InstitutionRegister register,
    ApiKeys apiKeys,
    SigningKeyFiles files,
    DevelopmentFile developmentFile)
{
    /// <summary>Slug of the institution that Development invents.</summary>
    public const string DevelopmentSlug = "university-of-example";

    /// <summary>Loads and checks; each fault is a sentence for the operator, and the service must not serve while there is one.</summary>
    public async Task<IReadOnlyList<string>> PrepareAsync()
    {
        await institutions.RefreshAsync();
        await keys.RefreshAsync();
        return [.. StartFaults.Of(settings, files.Fingerprint, institutions.All)];
    }

    /// <summary>
    /// In Development: makes the institution, its keys, an API key and <c>development.json</c>, whichever of them is missing. Null elsewhere,
    /// and where the store holds institutions of somebody's own.
    /// </summary>
    public async Task<DevelopmentAccess?> FirstStartAsync()
    {
        if (!settings.IsDevelopment)
            return null;
        var institution = institutions.BySlug(DevelopmentSlug);
        if (institutions.All.Count == 0)
            institution = ((InstitutionOutcome.Done)await register.RegisterAsync(new NewInstitution(DevelopmentSlug, null, Profile()))).Institution;
        if (institution is not { Development: true })
            return null;

        if (developmentFile.Read() is { } known && known.Institution?.Did == institution.Did && await keys.AuthenticateAsync(known.ApiKey) is not null)
            return known;
        var key = await apiKeys.CreateAsync(institution.Id, new NewApiKey("Development", Scopes.All));
        var access = new DevelopmentAccess(settings.PublicUrl, new(institution.Slug, institution.Did), key.Text.ToString());
        developmentFile.Write(access);
        return access;
    }

    /// <summary>What a Development start prints: address, API key, and three lines for a shell that issue, open and check a credential.</summary>
    public static string Announcement(DevelopmentAccess access) => $"""

        Development: the institution, its keys and this API key were invented for you. They are kept in development.json in the data directory.

          URL      {access.PublicUrl}
          API key  {access.ApiKey}

        Issue a micro-credential, open its page, check it:

        {IssueLine(access)}
        {PageLine}
        {VerifyLine(access)}

        """;

    /// <summary>Issues, shows the answer and keeps it in <c>credential.json</c>.</summary>
    internal static string IssueLine(DevelopmentAccess access) =>
        $"curl -sS {access.PublicUrl}/v1/credentials -H 'Authorization: Bearer {access.ApiKey}' -H 'Content-Type: application/json' -d '{SampleRequest}' | tee credential.json";

    /// <summary>Opens the learner's page.</summary>
    internal const string PageLine = "curl -sS \"$(grep -o 'http[^\"]*/s/[A-Za-z0-9_-]*' credential.json | head -n 1)\"";

    /// <summary>Checks the JWT, as anybody could who was handed it.</summary>
    internal static string VerifyLine(DevelopmentAccess access) =>
        $"curl -sS {access.PublicUrl}/v1/verify -H 'Content-Type: application/vc+jwt' -d \"$(grep -o 'eyJ[A-Za-z0-9._-]*' credential.json | head -n 1)\"";

    /// <summary>The smallest request that says everything the EU standard asks for.</summary>
    internal const string SampleRequest =
        """{"learner":{"givenName":"Nia","familyName":"Rees"},"title":{"en":"Principles of Sport Management","cy":"Egwyddorion Rheolaeth Chwaraeon"},"learningOutcomes":[{"title":{"en":"Apply management functions to a sport organisation","cy":"Cymhwyso swyddogaethau rheoli i sefydliad chwaraeon"}}],"workload":{"ects":5,"hours":125},"level":{"eqf":5,"nqf":["cqfw-4"]},"assessment":{"types":["project-work"]},"participation":["online"],"qualityAssurance":[{"type":"institutional-quality-assurance"}]}""";

    private static InstitutionProfile Profile() => new()
    {
        LegalName = new LocalizedText([("en", "University of Example"), ("cy", "Prifysgol Enghraifft")]),
        Country = CodeLists.Countries.Find("GBR")!,
        Region = CodeLists.Regions.Find("UKL"),
    };
}
