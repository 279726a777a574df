using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Issuer.Core.Model;
using Issuer.Core.Verification;
using Issuer.Service.Access;
using Issuer.Service.Store;

namespace Issuer.Service.VcApi;

/// <summary>The VC-API's issuer (w3c-ccg/vc-api): signs what another program wrote, and sets its status.</summary>
public sealed class IssuingEndpoints
{
    private const int LongestText = 2048;
    private const int MaxStatusBody = 64 * 1024;

    /// <summary>Adds <c>POST /vc-api/{instance}/credentials/issue</c> and <c>…/credentials/status</c>.</summary>
    public void AddRoutes(IEndpointRouteBuilder routes)
    {
        // Anonymous to routing: each instance says what it asks of its callers, and the gate asks for it.
        var group = routes.MapGroup("/vc-api/{instance}/credentials").WithTags("VC-API").AllowAnonymous().RequireRateLimiting(VcApiLimits.Closed)
            .WithKeyProblems().WithProblem(StatusCodes.Status404NotFound);
        group.MapPost("/issue", IssueAsync).WithName("issueDocument").WithSummary("Sign a credential that another program wrote")
            .Accepts<IssueDocument>("application/json").Produces<IssuedDocument>(201).WithBodyProblems().WithProblem(400, "bad-request");
        group.MapPost("/status", StatusAsync).WithName("setDocumentStatus").WithSummary("Set or take back a status entry")
            .Accepts<SetDocumentStatus>("application/json").Produces<DocumentStatusAnswer>(200).WithBodyProblems(faultsAreAnswers: true).WithProblem(400, "bad-request")
            .WithProblem(409, "state-final", "no-status", "ambiguous");
    }

    /// <summary>
    /// For software that speaks the VC-API. The credential is complete but for its proof: nothing is added to it but that, a status entry where the instance
    /// gives one, and to a credential of the data model 1.1 the contexts that define these. It is not kept: the log has a digest of what was signed. An instance is
    /// there only where the settings name it, and asks for an API key with the scope issue, an access token, or neither, as they say.
    /// </summary>
    /// <param name="instance">Name of the instance, as the settings have it.</param>
    internal static async Task<IResult> IssueAsync(HttpContext http, string instance, VcApiGate gate, DocumentSigning signing, CancellationToken ct)
    {
        var (entry, refused) = await gate.EnterAsync(http, instance, Scopes.Issue);
        if (entry is null)
            return refused!;
        using var body = await JsonBody.ReadAsync(http, CredentialInput.MaximumBytes);
        if (body.Problem is { } unreadable)
            return unreadable;
        var findings = new List<Finding>();
        var credential = VcApiBody.Object(body.Root, "credential", findings);
        var identifier = ReadOptions(entry.Instance, body.Root, findings, out var notOurs);
        if (findings.Count > 0)
            return VcApiBody.Bad(findings);
        if (notOurs is not null)
            return Problems.Validation([notOurs]);
        return await signing.SignAsync(entry, credential!.Value, identifier, ct) switch
        {
            SignOutcome.Signed(var json) => VcApiBody.Created("verifiableCredential", json),
            SignOutcome.Unfit(var finding) => VcApiBody.Bad([finding]),
            SignOutcome.Faulty(var finding) => Problems.Validation([finding]),
            var other => throw new InvalidOperationException($"{other} is no outcome."),
        };
    }

    /// <summary>
    /// Sets the status entry of a credential that this instance signed, or takes a suspension back; a revocation is for good. Asks for the scope revoke. Where
    /// several credentials were signed under one identifier, statusListCredential and statusListIndex say which is meant.
    /// </summary>
    /// <param name="instance">Name of the instance, as the settings have it.</param>
    internal static async Task<IResult> StatusAsync(HttpContext http, string instance, VcApiGate gate, DocumentStatus statuses, CancellationToken ct)
    {
        var (entry, refused) = await gate.EnterAsync(http, instance, Scopes.Revoke);
        if (entry is null)
            return refused!;
        // An instance that gives no entries has no such call.
        if (entry.Instance.StatusPurpose is null)
            return Problems.NotFound();
        using var body = await JsonBody.ReadAsync(http, MaxStatusBody);
        if (body.Problem is { } unreadable)
            return unreadable;
        var findings = new List<Finding>();
        var change = ReadChange(body.Root, findings);
        if (change is null || findings.Count > 0)
            return VcApiBody.Bad(findings);
        return await statuses.ChangeAsync(entry, change, ct) switch
        {
            StatusOutcome.Done(var document) => TypedResults.Ok(DocumentStatusAnswer.Of(document.Facts.Status!, statuses.Url(document.Facts.Status!), document.StatusBit)),
            StatusOutcome.NotFound => Problems.NotFound(),
            StatusOutcome.Refused(var code, var why) => Problems.Of(StatusCodes.Status409Conflict, code, why),
            var other => throw new InvalidOperationException($"{other} is no outcome."),
        };
    }

    // VC-API, IssueCredentialOptions. What asks for another signature than the instance makes is refused; what is not known is passed over.
    private static string? ReadOptions(VcApiInstance instance, JsonElement root, List<Finding> findings, out Finding? notOurs)
    {
        notOurs = null;
        if (VcApiBody.Options(root, findings) is not { } options)
            return null;
        if (VcApiBody.Text(options, "/options", "cryptosuite", LongestText, findings) is { } suite && suite != instance.Suite?.Name)
            notOurs = Finding.Error("/options/cryptosuite", "not-this-instance", $"This instance signs with {instance.Suite?.Name ?? instance.Form} alone.");
        if (options.TryGetProperty("mandatoryPointers", out var pointers) && pointers.ValueKind != JsonValueKind.Null)
        {
            if (pointers.ValueKind != JsonValueKind.Array || pointers.EnumerateArray().Any(pointer => pointer.ValueKind != JsonValueKind.String))
                findings.Add(Finding.Error("/options/mandatoryPointers", "not-a-list", "The member mandatoryPointers is a list of JSON Pointers."));
            else if (pointers.GetArrayLength() > 0)
                notOurs ??= Finding.Error("/options/mandatoryPointers", "not-supported", "Proofs that disclose selectively are not made here, and without them nothing is mandatory.");
        }

        return VcApiBody.Text(options, "/options", "credentialId", LongestText, findings);
    }

    // VC-API, UpdateCredentialStatusRequest.
    private static StatusChange? ReadChange(JsonElement root, List<Finding> findings)
    {
        if (VcApiBody.Object(root, "credentialStatus", findings) is not { } status)
            return null;
        const string In = "/credentialStatus";
        var id = VcApiBody.Text(root, "", "credentialId", LongestText, findings, required: true);
        VcApiBody.Text(root, "", "indexAllocator", LongestText, findings);
        var type = VcApiBody.Text(status, In, "type", LongestText, findings, required: true);
        if (type is not (null or "BitstringStatusListEntry" or "BitstringStatusList"))
            findings.Add(Finding.Error(In + "/type", "not-supported", "Status entries are of type BitstringStatusListEntry here."));
        var purpose = VcApiBody.Text(status, In, "statusPurpose", LongestText, findings, required: true);
        var list = VcApiBody.Text(status, In, "statusListCredential", LongestText, findings);
        var index = VcApiBody.Text(status, In, "statusListIndex", LongestText, findings);
        if (index is not null && (index.Length > 10 || !long.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out _)))
            findings.Add(Finding.Error(In + "/statusListIndex", "not-a-number", "The member statusListIndex is a decimal number, as text."));
        if (index is not null && list is null)
            findings.Add(Finding.Error(In + "/statusListCredential", "required", "A place is one in a list: the member statusListCredential is missing."));
        if (!root.TryGetProperty("status", out var value) || value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            findings.Add(Finding.Error("/status", "not-a-boolean", "The member status is true to set the entry, false to take it back."));
        return findings.Count == 0 ? new(id!, purpose!, list, index, value.ValueKind == JsonValueKind.True) : null;
    }
}

/// <summary>A credential to sign.</summary>
/// <param name="Credential">Complete but for its proof: VCDM 2.0, or 1.1 for an embedded proof.</param>
/// <param name="Options">May be absent; members that are not known are passed over.</param>
public sealed record IssueDocument(JsonObject Credential, IssueDocumentOptions? Options);

/// <summary>How it is to be signed.</summary>
/// <param name="CredentialId">By which it will be referred to, where it has no id. Kept as a keyed hash.</param>
/// <param name="Cryptosuite">Must be the instance's, where it is given.</param>
/// <param name="MandatoryPointers">Refused unless empty: no suite here discloses selectively.</param>
public sealed record IssueDocumentOptions(string? CredentialId, string? Cryptosuite, IReadOnlyList<string>? MandatoryPointers);

/// <summary>The signed credential.</summary>
/// <param name="VerifiableCredential">The credential with its proof, or an EnvelopedVerifiableCredential around its token.</param>
public sealed record IssuedDocument(JsonObject VerifiableCredential);

/// <summary>A change of a status entry.</summary>
/// <param name="CredentialId">The credential's id, or the option credentialId with which it was signed.</param>
/// <param name="CredentialStatus">Which entry.</param>
/// <param name="Status">True sets it, false takes it back.</param>
/// <param name="IndexAllocator">Passed over: places are given by this service.</param>
public sealed record SetDocumentStatus(string CredentialId, StatusEntryBody CredentialStatus, bool Status, string? IndexAllocator);

/// <summary>An entry in a Bitstring Status List.</summary>
/// <param name="Type">BitstringStatusListEntry.</param>
/// <param name="StatusPurpose">revocation or suspension.</param>
/// <param name="StatusListIndex">Place in the list, decimal.</param>
/// <param name="StatusListCredential">Address of the list.</param>
public sealed record StatusEntryBody(string Type, string StatusPurpose, string? StatusListIndex, string? StatusListCredential);

/// <summary>The entry as it is now.</summary>
/// <param name="CredentialStatus">Which entry.</param>
/// <param name="Status">Whether it is set.</param>
public sealed record DocumentStatusAnswer(StatusEntryBody CredentialStatus, bool Status)
{
    internal static DocumentStatusAnswer Of(Credentials.StatusPlace place, string list, bool value) =>
        new(new("BitstringStatusListEntry", place.Purpose, place.Index.ToString(CultureInfo.InvariantCulture), list), value);
}
