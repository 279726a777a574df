using System.Text;
using Issuer.Core.Model;
using Issuer.Service.Access;
using Issuer.Service.Learners;
using Issuer.Service.Operations;
using Issuer.Service.Store;

namespace Issuer.Service.Credentials;

/// <summary>Outcome of a change of state.</summary>
public abstract record ChangeOutcome
{
    private ChangeOutcome()
    {
    }

    /// <summary>Durable, or so already.</summary>
    public sealed record Done(Credential Credential) : ChangeOutcome;

    /// <summary>No such credential of this institution.</summary>
    public sealed record NotFound : ChangeOutcome;

    /// <summary>Not possible in its state.</summary>
    public sealed record Refused(string Code, string Why) : ChangeOutcome;
}

/// <summary>What a change is asked with.</summary>
/// <param name="Reason">A code of the list, or free text, which is kept as <c>other</c> with the text in the private note.</param>
/// <param name="Note">Private note; sealed under the learner's key.</param>
/// <param name="By">Prefix of the API key.</param>
/// <param name="IfVersion">Version that the caller has seen (If-Match), or null.</param>
public sealed record ChangeRequest(string? Reason, string? Note, string By, long? IfVersion = null);

/// <summary>Revoke, suspend, reinstate: decide on the folded stream, append, and let the status list be signed anew.</summary>
public sealed class Lifecycle(
    IEventStore store, CredentialReader reader, LearnerRecords learners, LearnerVault vault, StatusLists statusLists, Metrics metrics, TimeProvider clock)
{
    private const int Attempts = 60;

    public async Task<ChangeOutcome> ChangeAsync(
        string id, Guid institution, Func<Credential, StateDecision> decide, ChangeRequest request, CancellationToken ct)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (await reader.FindAsync(id, institution, ct) is not { } credential)
                return new ChangeOutcome.NotFound();
            if (request.IfVersion is { } seen && seen != credential.Version)
                return new ChangeOutcome.Refused("changed-meanwhile", "The credential has changed since you read it.");

            switch (decide(credential))
            {
                case StateDecision.Already:
                    return new ChangeOutcome.Done(credential);
                case StateDecision.Refuse(var code, var why):
                    return new ChangeOutcome.Refused(code, why);
                case StateDecision.Write(var type):
                    if (await TryAppendAsync(credential, type, request, ct) is { } changed)
                        return new ChangeOutcome.Done(changed);
                    break;
            }
        }

        throw new StoreUnavailableException("A change of state met a conflict every time.");
    }

    private async Task<Credential?> TryAppendAsync(Credential credential, string type, ChangeRequest request, CancellationToken ct)
    {
        var now = Instant.Now(clock);
        var (reason, note) = ReasonAndNote(request);
        using var key = note is null ? null : await learners.OpenKeyAsync(credential.Facts.LearnerId, ct);

        // After erasure there is no key to seal a note with, and it must not be kept in the open: the code alone is kept.
        var sealedNote = note is null || key is null ? null : vault.Seal(key, Encoding.UTF8.GetBytes(note), $"credential/{credential.Facts.Id}/note/{credential.Version + 1}");
        var after = credential with
        {
            Version = credential.Version + 1,
            State = StateAfter(type),
            Since = now,
            Reason = reason,
        };
        var appended = await store.AppendAsync(new Append(
            [new(credential.StreamId, CredentialEvents.StreamType, credential.Version, [EventJson.Write(type, new StateChanged(reason, sealedNote, request.By))])],
            [.. CredentialTables.StateRows(after, now)],
            now));
        if (appended is not AppendResult.Done)
            return null;
        foreach (var list in credential.StatusListIds)
            statusLists.Changed(list);
        metrics.StateChanges.Add(1, new KeyValuePair<string, object?>("state", CredentialTables.StateName(after.State)));
        return after;
    }

    private static CredentialState StateAfter(string type) => type switch
    {
        CredentialEvents.Revoked => CredentialState.Revoked,
        CredentialEvents.Suspended => CredentialState.Suspended,
        CredentialEvents.Reinstated => CredentialState.Active,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not a change of state."),
    };

    /// <summary>The public sees a code of the list and nothing else; what the institution wrote in its own words is for itself.</summary>
    private static (string Reason, string? Note) ReasonAndNote(ChangeRequest request) => request switch
    {
        { Reason: null or "" } => ("other", request.Note),
        { Reason: var reason } when CodeLists.RevocationReasons.Find(reason) is { } known => (known.Slug, request.Note),
        _ => ("other", request.Note is null ? request.Reason : $"{request.Reason}\n{request.Note}"),
    };
}
