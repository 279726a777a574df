using System.Text.Json;
using System.Text.Json.Nodes;
using Issuer.Core.Model;

namespace Issuer.Service.Institutions.Commands;

/// <summary><c>institutions add</c>, <c>institutions list</c></summary>
internal static class InstitutionCommands
{
    public static Verb[] Verbs { get; } =
    [
        new(
            "institutions add",
            "registers an institution with an ES256 and an Ed25519 key",
            """
              --slug SLUG          name in addresses and identifiers, for ever: lower case letters, digits, hyphens
              --name LANG=TEXT     legal name in a language, for example en="University of Example"; repeat for each language
              --country CODE       for example GBR
              --region CODE        NUTS 1 region, for example UKL (Wales)
              --home-page URL      home page
              --email ADDRESS      public e-mail address for questions about credentials
              --did DID            its own did:web identifier; default: one below this service's host
              --development        only in the environment Development, where every institution is for development
            """,
            ["--slug", "--name", "--country", "--region", "--home-page", "--email", "--did", "--development?"],
            AddAsync),
        new("institutions list", "lists the institutions: slug, identifier, legal name", "", [], ListAsync),
    ];

    private static async Task AddAsync(Invocation invocation)
    {
        var arguments = invocation.Arguments;
        if (arguments.Has("--development") && !invocation.Settings.IsDevelopment)
            throw new RefusedException("An institution for development can be registered in the environment Development only: set ASPNETCORE_ENVIRONMENT=Development.");

        await using var service = await invocation.OpenAsync(mayCreate: true);
        var wanted = new NewInstitution(arguments.Required("--slug"), arguments.Text("--did"), ReadProfile(arguments));
        switch (await service.Register.RegisterAsync(wanted))
        {
            case InstitutionOutcome.Done { Institution: var institution }:
                await invocation.PrintAsync(institution.Did);
                await invocation.SayAsync($"Registered {institution.Slug}. Next: apikeys new --institution {institution.Slug} --name \"…\" --scopes issue,revoke,read,admin");
                if (institution.Did != Registration.DefaultDid(invocation.Settings.PublicAuthority, institution.Slug)
                    && institution.Did != Registration.HostDid(invocation.Settings.PublicAuthority))
                {
                    await invocation.SayAsync(
                        $"Serve a copy of {institution.PublicUrl}/institutions/{institution.Slug}/did.json at the address of {institution.Did}, and renew it when keys change: verifiers look there.");
                }

                break;
            case InstitutionOutcome.Refused refused:
                throw new RefusedException(refused.Sentence);
        }
    }

    private static async Task ListAsync(Invocation invocation)
    {
        await using var service = await invocation.OpenAsync();
        foreach (var institution in service.Institutions.All)
            await invocation.PrintAsync($"{institution.Slug}\t{institution.Did}\t{institution.Profile.LegalName}");
    }

    // The same reader as for the API, so that the same rules hold.
    private static InstitutionProfile ReadProfile(Arguments arguments)
    {
        var names = new JsonObject();
        foreach (var name in arguments.All("--name"))
        {
            if (name.Split('=', 2) is not [var language, var text])
                throw new UsageException("--name takes a language and a text: --name en=\"University of Example\".");
            names[language] = text;
        }

        if (names.Count == 0)
            throw new UsageException("--name is missing.");
        var profile = new JsonObject { ["legalName"] = names, ["country"] = arguments.Required("--country") };
        foreach (var (option, member) in (ReadOnlySpan<(string, string)>)[("--region", "region"), ("--home-page", "homePage"), ("--email", "email")])
        {
            if (arguments.Text(option) is { } value)
                profile[member] = value;
        }

        var findings = new FindingList();
        return ProfileReader.Read(JsonSerializer.SerializeToElement(profile), findings)
            ?? throw new RefusedException(string.Join('\n', findings.ToImmutable().Select(finding => $"{finding.Pointer}: {finding.Message}")));
    }
}
