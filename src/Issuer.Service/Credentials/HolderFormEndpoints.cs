using System.Security.Claims;
using System.Text.Json;
using Issuer.Core.Keys;
using Issuer.Core.Model;
using Issuer.Service.Access;

namespace Issuer.Service.Credentials;

/// <summary>Forms for a holder's wallet.</summary>
public sealed class HolderFormEndpoints
{
    private const int MaxBody = 16 * 1024;

    public void AddRoutes(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/credentials/{id}").WithTags("Credentials").WithKeyProblems().WithProblem(404);
        group.MapPost("/forms", MakeAsync).WithName("signCredentialForm").RequireScope("issue").Accepts<HolderFormRequest>("application/json").Produces<HolderFormBody>(201)
            .WithBodyProblems().WithProblem(409, "not-active").WithProblem(410, "erased").WithProblem(422, "no-level");
        group.MapGet("/forms", ListAsync).WithName("listCredentialForms").RequireScope("read").Produces<HolderFormList>(200);
        group.MapGet("/request", RequestAsync).WithName("getCredentialRequest").RequireScope("read").Produces<MicroCredentialRequest>(200).WithProblem(410, "erased");
    }

    /// <summary>Sign a form for a holder's wallet</summary>
    /// <remarks>
    /// The EUDI wallet's learning credential as an SD-JWT VC, bound to the holder's key: the holder chooses what to disclose, and shows to hold the key
    /// when presenting it. Ends after 366 days or with the credential; make another to renew it. Revoking the credential ends its forms, too.
    /// </remarks>
    private static async Task<IResult> MakeAsync(HttpContext context, string id, ClaimsPrincipal user, HolderForms forms, StatusLists lists, CancellationToken ct)
    {
        using var body = await JsonBody.ReadAsync(context, MaxBody);
        if (body.Problem is { } problem)
            return problem;
        List<Finding> faults = [];
        if (HolderFormRequest.ReadHolder(body.Root, faults) is not { } holder || faults.Count > 0)
            return Problems.Validation(faults);
        switch (await forms.MakeAsync(id, user.InstitutionId(), holder, user.ApiKeyPrefix(), ct))
        {
            case HolderFormOutcome.Made(var form):
                context.Response.Headers.CacheControl = "no-store";
                return TypedResults.Created($"/v1/credentials/{id}/forms", HolderFormBody.Of(form, lists));
            case HolderFormOutcome.Refused(var status, var code, var why):
                return Problems.Of(status, code, why);
            default:
                return Problems.NotFound();
        }
    }

    /// <summary>Forms that were signed for holders' wallets</summary>
    /// <remarks>Oldest first, each as it was handed out. After erasure of the learner only that there were some.</remarks>
    private static async Task<IResult> ListAsync(
        HttpContext context, string id, ClaimsPrincipal user, CredentialReader reader, HolderForms forms, StatusLists lists, CancellationToken ct)
    {
        if (await reader.FindAsync(id, user.InstitutionId(), ct) is not { } credential)
            return Problems.NotFound();
        context.Response.Headers.CacheControl = "private, no-store";
        return TypedResults.Ok(new HolderFormList([.. (await forms.ReadAsync(credential, ct)).Select(form => HolderFormBody.Of(form, lists))]));
    }

    /// <summary>The request that a credential was issued on</summary>
    /// <remarks>With the defaults that were taken: correct it and send it to the operation that corrects. 410 after erasure of the learner.</remarks>
    private static async Task<IResult> RequestAsync(HttpContext context, string id, ClaimsPrincipal user, CredentialReader reader, CancellationToken ct)
    {
        if (await reader.FindAsync(id, user.InstitutionId(), ct) is not { } credential)
            return Problems.NotFound();
        if (await reader.OpenAsync(credential, ct) is not { Request: { } request })
            return Problems.Of(410, "erased", "The learner's personal data was erased for good.");
        context.Response.Headers.CacheControl = "private, no-store";
        return TypedResults.Bytes(request, "application/json");
    }
}

/// <summary>What a form is asked with.</summary>
/// <param name="Format">Default and only one: <c>dc+sd-jwt</c>.</param>
/// <param name="Holder">Who will hold it.</param>
public sealed record HolderFormRequest(string? Format, HolderRequest Holder)
{
    /// <summary>Reads the holder's key; every fault is listed.</summary>
    internal static PublicKey? ReadHolder(JsonElement body, List<Finding> faults)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            faults.Add(Finding.Error("", "type", "The body is an object with a holder."));
            return null;
        }

        foreach (var member in body.EnumerateObject().Where(member => member.Name is not ("format" or "holder")))
            faults.Add(Finding.Error(Core.Encoding.JsonPointer.Append("", member.Name), "unknown-member", "Only format and holder are known here."));
        if (body.TryGetProperty("format", out var format) && (format.ValueKind != JsonValueKind.String || format.GetString() != HolderForms.Format))
            faults.Add(Finding.Error("/format", "form-not-supported", $"The form for a holder is {HolderForms.Format}."));
        if (!body.TryGetProperty("holder", out var holder) || holder.ValueKind != JsonValueKind.Object || !holder.TryGetProperty("jwk", out var jwk))
        {
            faults.Add(Finding.Error("/holder/jwk", "required", "The holder's public key is missing: a JWK, P-256, P-384 or Ed25519."));
            return null;
        }

        if (PublicKey.TryFromJwk(jwk, out var key, out var fault))
            return key;
        faults.Add(Finding.Error("/holder/jwk", fault, "This is not a public key that a wallet can be bound to: a JWK, P-256, P-384 or Ed25519, without its private part."));
        return null;
    }
}

/// <summary>A holder.</summary>
/// <param name="Jwk">Public JWK (RFC 7517) of the key that the wallet holds.</param>
public sealed record HolderRequest(JsonElement Jwk);

/// <summary>The forms of a credential.</summary>
public sealed record HolderFormList(IReadOnlyList<HolderFormBody> Forms);

/// <summary>A form for a holder.</summary>
/// <param name="FormId">Its identifier here; in no credential.</param>
/// <param name="Format"><c>dc+sd-jwt</c>.</param>
/// <param name="Status">The Token Status List that holds its entry.</param>
/// <param name="Credential">The SD-JWT with every disclosure; null after erasure.</param>
public sealed record HolderFormBody(Guid FormId, string Format, string Status, string? Credential)
{
    internal static HolderFormBody Of(HolderForm form, StatusLists lists) =>
        new(form.Facts.FormId, form.Facts.Format, lists.Url(form.Facts.Status), form.Compact);
}
