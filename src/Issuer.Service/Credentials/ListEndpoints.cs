using System.Globalization;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Json;
using Issuer.Core.Encoding;
using Issuer.Core.Model;
using Issuer.Service.Access;
using Issuer.Service.Learners;
using Issuer.Service.Store;
using Microsoft.AspNetCore.Mvc;

namespace Issuer.Service.Credentials;

/// <summary>An institution's credentials, newest first, page by page.</summary>
public sealed class ListEndpoints
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 500;

    public void AddRoutes(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/credentials").WithTags("Credentials").RequireScope("read").WithKeyProblems();
        group.MapGet("/", ListAsync).WithName("listCredentials").Produces<CredentialList>(200).Produces(304).WithProblem(400);
        group.MapPost("/search", SearchAsync).WithName("searchCredentials").Accepts<SearchBody>("application/json").Produces<CredentialList>(200)
            .WithBodyProblems();
    }

    /// <summary>List credentials</summary>
    /// <remarks>
    /// Newest first. Follow <c>next</c> until it is null; credentials issued meanwhile never shift a page. To look for a learner's e-mail address or
    /// number use the search operation, which keeps them out of addresses and logs.
    /// </remarks>
    /// <param name="cursor">The <c>next</c> of the page before.</param>
    /// <param name="limit">1 to 500, default 50.</param>
    /// <param name="status"><c>active suspended revoked superseded expired</c>.</param>
    /// <param name="learnerId">One learner's.</param>
    /// <param name="achievementId">Those of one achievement (last part of its address).</param>
    /// <param name="awardedFrom">First date of issuing, yyyy-MM-dd.</param>
    /// <param name="awardedTo">Last date of issuing, yyyy-MM-dd.</param>
    private static async Task<IResult> ListAsync(
        HttpContext context, ClaimsPrincipal user, IEventStore store, LearnerRecords learners, TimeProvider clock, CancellationToken ct,
        [FromQuery] string? cursor = null, [FromQuery] string? limit = null, [FromQuery] string? status = null, [FromQuery] string? learnerId = null,
        [FromQuery] string? achievementId = null, [FromQuery] string? awardedFrom = null, [FromQuery] string? awardedTo = null)
    {
        List<Finding> faults = [];
        List<Filter> filters = [Filter.Is("institution_id", user.InstitutionId().ToString())];
        if (cursor is { Length: > 0 })
            await AddCursorAsync(store, cursor, filters, faults, ct);
        if (learnerId is { Length: > 0 })
            filters.Add(Filter.Is("learner_id", Read(learnerId, "learnerId", IsUuid, "learnerId is a UUID.", faults)));
        if (achievementId is { Length: > 0 })
            filters.Add(Filter.Is("achievement_id", achievementId));
        if (awardedFrom is { Length: > 0 })
            filters.Add(new("awarded_date", Comparison.AtLeast, Read(awardedFrom, "awardedFrom", IsDate, "awardedFrom is a date, yyyy-MM-dd.", faults)));
        if (awardedTo is { Length: > 0 })
            filters.Add(new("awarded_date", Comparison.AtMost, Read(awardedTo, "awardedTo", IsDate, "awardedTo is a date, yyyy-MM-dd.", faults)));
        AddStatus(status, filters, clock.GetUtcNow(), faults);
        var size = limit is null ? DefaultLimit : ReadLimit(limit, faults);
        if (faults.Count > 0)
            return Problems.Of(400, "bad-request", "The query is not as it should be; every fault is listed.", faults);

        var page = await PageAsync(store, learners, filters, size, clock.GetUtcNow(), ct);
        var tag = $"\"{Base64UrlText.Encode(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(page)).AsSpan(0, 16))}\"";
        context.Response.Headers.ETag = tag;
        context.Response.Headers.CacheControl = "private, no-cache";
        return context.Request.Headers.IfNoneMatch.Contains(tag) ? TypedResults.StatusCode(304) : TypedResults.Ok(page);
    }

    /// <summary>Search a learner's credentials</summary>
    /// <remarks>Exact match of the learner's e-mail address or of a number that the institution gave at issue. Nothing is found after erasure.</remarks>
    private static async Task<IResult> SearchAsync(
        HttpContext context, ClaimsPrincipal user, IEventStore store, LearnerRecords learners, TimeProvider clock, CancellationToken ct)
    {
        using var body = await JsonBody.ReadAsync(context, CredentialEndpoints.MaxBody);
        if (body.Problem is { } problem)
            return problem;
        List<Finding> faults = [];
        var (kind, value) = ReadSearch(body.Root, faults);
        if (faults.Count > 0)
            return Problems.Validation(faults);
        var found = await learners.FindAsync(user.InstitutionId(), kind, value, ct);
        if (found is null)
            return TypedResults.Ok(new CredentialList([], null));
        List<Filter> filters = [Filter.Is("institution_id", user.InstitutionId().ToString()), Filter.Is("learner_id", found.Value.ToString())];
        return TypedResults.Ok(await PageAsync(store, learners, filters, MaxLimit, clock.GetUtcNow(), ct));
    }

    private static (string Kind, string Value) ReadSearch(JsonElement body, List<Finding> faults)
    {
        const string Shape = "Search by {\"email\": \"…\"} or {\"identifier\": {\"type\": \"student-number\", \"value\": \"…\"}}.";
        if (body.ValueKind == JsonValueKind.Object && body.EnumerateObject().Count() == 1)
        {
            if (body.TryGetProperty("email", out var email) && email.ValueKind == JsonValueKind.String)
                return (LearnerRecords.EmailKind, email.GetString()!);
            if (body.TryGetProperty("identifier", out var identifier) && identifier.ValueKind == JsonValueKind.Object
                && identifier.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String
                && identifier.TryGetProperty("value", out var value) && value.ValueKind == JsonValueKind.String)
            {
                return (type.GetString()!, value.GetString()!);
            }
        }

        faults.Add(Finding.Error("", "search-shape", Shape));
        return ("", "");
    }

    private static async Task<CredentialList> PageAsync(
        IEventStore store, LearnerRecords learners, List<Filter> filters, int size, DateTimeOffset now, CancellationToken ct)
    {
        var rows = await store.QueryAsync(new(CredentialTables.Credentials, filters, OrderBy: "stream_id", Descending: true, Limit: size + 1), ct);
        var erased = await learners.ErasedAmongAsync(rows.Select(row => row.Text("learner_id")), ct);
        return new CredentialList(
            [.. rows.Take(size).Select(row => Summarise(row, erased, now))],
            rows.Count > size ? rows[size - 1].Text("id") : null);
    }

    /// <summary>A cursor is the last credential of the page before: its stream's UUIDv7 orders the list and stays inside.</summary>
    private static async Task AddCursorAsync(IEventStore store, string cursor, List<Filter> filters, List<Finding> faults, CancellationToken ct)
    {
        var last = await store.QueryAsync(new(CredentialTables.Credentials, [filters[0], Filter.Is("id", cursor)]), ct);
        if (last.Count == 1)
            filters.Add(new("stream_id", Comparison.Less, last[0].Text("stream_id")));
        else
            faults.Add(Finding.Error("/cursor", "form", "cursor is the next of an earlier page."));
    }

    private static CredentialSummary Summarise(Row row, HashSet<string> erased, DateTimeOffset now)
    {
        var until = row.TextOrNull("valid_until");
        var status = row.Text("state");
        if (erased.Contains(row.Text("learner_id")))
            status = "erased";
        else if (status == "active" && until is not null && string.CompareOrdinal(until, Instant.Write(now)) < 0)
            status = "expired";
        return new CredentialSummary(
            row.Text("id"), status, Guid.Parse(row.Text("learner_id")), row.Text("achievement_id"), JsonSerializer.Deserialize<Dictionary<string, string>>(row.Text("title"))!,
            row.Text("awarded_date"), row.Text("issued_at"), until, $"/v1/credentials/{row.Text("id")}");
    }

    private static void AddStatus(string? status, List<Filter> filters, DateTimeOffset now, List<Finding> faults)
    {
        switch (status)
        {
            case null or "":
                break;
            case "suspended" or "revoked" or "superseded":
                filters.Add(Filter.Is("state", status));
                break;
            case "active" or "expired":
                // Expiry is the clock's doing: one column holds the end of validity, with a far date where there is none.
                filters.Add(Filter.Is("state", "active"));
                filters.Add(new("ends_at", status == "active" ? Comparison.AtLeast : Comparison.Less, Instant.Write(now)));
                break;
            default:
                faults.Add(Finding.Error("/status", "not-in-list", "status is one of active, suspended, revoked, superseded, expired."));
                break;
        }
    }

    private static string Read(string text, string name, Func<string, bool> fits, string message, List<Finding> faults)
    {
        if (!fits(text))
            faults.Add(Finding.Error("/" + name, "form", message));
        return text;
    }

    private static int ReadLimit(string limit, List<Finding> faults)
    {
        if (int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value is >= 1 and <= MaxLimit)
            return value;
        faults.Add(Finding.Error("/limit", "out-of-range", $"limit is 1 to {MaxLimit}."));
        return DefaultLimit;
    }

    private static bool IsUuid(string text) => Guid.TryParseExact(text, "D", out _);

    private static bool IsDate(string text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
}

/// <summary>A page of credentials.</summary>
/// <param name="Items">Newest first.</param>
/// <param name="Next">Cursor of the next page, or null at the end.</param>
public sealed record CredentialList(IReadOnlyList<CredentialSummary> Items, string? Next);

/// <summary>A credential in a list: no personal data.</summary>
public sealed record CredentialSummary(
    string Id, string Status, Guid LearnerId, string AchievementId, Dictionary<string, string> Title, string AwardedDate, string IssuedAt, string? ValidUntil, string Self);

/// <summary>What to search for: one of the two.</summary>
/// <param name="Email">The learner's e-mail address.</param>
/// <param name="Identifier">A number that the institution gave.</param>
public sealed record SearchBody(string? Email, SearchIdentifier? Identifier);

/// <summary>A number and its kind.</summary>
public sealed record SearchIdentifier(string Type, string Value);
