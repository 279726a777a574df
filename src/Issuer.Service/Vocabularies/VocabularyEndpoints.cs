using Issuer.Core.Model;
using Issuer.Service.Access;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Issuer.Service.Vocabularies;

/// <summary>The code lists that requests choose from, for forms and spreadsheets.</summary>
public sealed class VocabularyEndpoints
{
    public void AddRoutes(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/vocabularies").WithTags("Vocabularies").AllowAnonymous().RequireRateLimiting(RateLimits.Public).WithProblem(429);
        group.MapGet("/", List).WithName("listVocabularies");
        group.MapGet("/{name}", Get).WithName("getVocabulary").WithProblem(404);
    }

    /// <summary>The code lists</summary>
    /// <remarks>Name, scheme IRI, title and size of each list.</remarks>
    private static Ok<IReadOnlyList<VocabularySummary>> List(HttpContext context)
    {
        Cacheable(context);
        return TypedResults.Ok<IReadOnlyList<VocabularySummary>>(
            [.. CodeLists.All.Select(list => new VocabularySummary(list.Name, list.SchemeIri, list.Title.ToDictionary(), list.Concepts.Count, $"/v1/vocabularies/{list.Name}"))]);
    }

    /// <summary>One code list</summary>
    /// <remarks>Every concept with its slug (what requests use), notation, IRI and labels.</remarks>
    /// <param name="context">Request.</param>
    /// <param name="name">Name of the list, e.g. <c>assessment</c>.</param>
    private static Results<Ok<Vocabulary>, ProblemHttpResult> Get(HttpContext context, string name)
    {
        if (CodeLists.All.FirstOrDefault(list => list.Name == name) is not { } found)
            return Problems.Of(404, "not-found", "There is no code list of this name; /v1/vocabularies lists them.");
        Cacheable(context);
        return TypedResults.Ok(new Vocabulary(
            found.Name, found.SchemeIri, found.Title.ToDictionary(), [.. found.Concepts.Select(c => new VocabularyConcept(c.Slug, c.Notation, c.Iri, c.Label.ToDictionary()))]));
    }

    private static void Cacheable(HttpContext context) => context.Response.Headers.CacheControl = "public, max-age=3600";
}

/// <summary>A code list in the list of lists.</summary>
public sealed record VocabularySummary(string Name, string Scheme, Dictionary<string, string> Title, int Concepts, string Href);

/// <summary>A code list.</summary>
public sealed record Vocabulary(string Name, string Scheme, Dictionary<string, string> Title, IReadOnlyList<VocabularyConcept> Concepts);

/// <summary>A concept.</summary>
public sealed record VocabularyConcept(string Slug, string Notation, string Iri, Dictionary<string, string> Label);
