using System.Collections.Frozen;

namespace Issuer.Service.Access;

/// <summary>A kind of problem: what its <c>title</c> says, and what <c>GET /problems/{code}</c> explains.</summary>
/// <param name="Title">Short, the same for every occurrence (RFC 9457 §3.1.3).</param>
/// <param name="Explanation">What happened and what the caller can do.</param>
public sealed record ProblemKind(string Title, string Explanation);

/// <summary>Every <c>code</c> that a problem body may carry. Codes are never renamed; programs rely on them.</summary>
public static class ProblemCodes
{
    /// <summary>Code to kind.</summary>
    public static FrozenDictionary<string, ProblemKind> All { get; } = new Dictionary<string, ProblemKind>
    {
        ["bad-request"] = new("The request cannot be read", "The request line, a header, a query parameter or the body is malformed. Repeating it unchanged will fail again."),
        ["unreadable-json"] = new("The body is not acceptable JSON", "The body must be UTF-8 JSON without a byte order mark, without duplicate members, and not deeper than 64 levels. The entry in errors says where it fails."),
        ["unreadable-input"] = new("The input cannot be read", "What was sent is in no form that this resource takes, so nothing could be checked."),
        ["validation"] = new("The request has faults", "Each entry in errors names a member by JSON Pointer, a stable code, and a sentence. All faults are listed at once; warnings do not block."),
        ["unauthorized"] = new("An API key is needed", "Send Authorization: Bearer <API key>. The key is missing, malformed, unknown, expired or revoked; the answer does not say which."),
        ["forbidden"] = new("The API key lacks a scope", "The key is good, but it was made without the scope that this operation needs. An administrator can make another key."),
        ["not-found"] = new("There is no such resource", "The resource does not exist, or belongs to another institution. The two are answered alike."),
        ["method-not-allowed"] = new("The method is not allowed here", "The resource exists but does not take this method; the Allow header lists those that it takes."),
        ["not-acceptable"] = new("No form fits the Accept header", "The resource exists but not in a media type that the Accept header admits."),
        ["conflict"] = new("The state does not allow it", "The resource is in a state that the operation does not fit, or somebody changed it at the same time. Read it again, then decide."),
        ["gone"] = new("The resource is gone", "The resource existed and was withdrawn or erased for good."),
        ["precondition-failed"] = new("The resource has changed", "The If-Match header names a version that is no longer the current one. Read the resource again, then repeat the change."),
        ["too-large"] = new("The request is too large", "The body is longer than this service accepts."),
        ["unsupported-media-type"] = new("The media type is not supported", "Send the body with a Content-Type that the operation documents, usually application/json."),
        ["idempotency-key-reused"] = new("The Idempotency-Key was used for another request", "The key was seen before with a different body. Nothing was done. Use a new key for a new request."),
        ["rate-limited"] = new("Too many requests", "Wait for the number of seconds in Retry-After, then repeat the request."),
        ["timeout"] = new("The request took too long to arrive", "The body was not received in time. Repeat the request."),
        ["client-error"] = new("The request was refused", "The request cannot be served as it stands."),
        ["unavailable"] = new("A part of the service does not answer", "The request was not carried out, or its outcome is unknown. Repeat it after Retry-After seconds, with the same Idempotency-Key."),
        ["damaged"] = new("What is stored of this is damaged", "A part of the record cannot be read as it was written, so none of it is shown. Other resources are served. The operator finds the place with issuer log verify and restores a backup."),
        ["not-ready"] = new("The service is not ready", "The service has started but lacks something it needs to issue. The health page at /health/ready says what."),
        ["internal-error"] = new("The service failed", "The fault is ours and was logged. If it comes again, report the time of the request."),
        ["not-supported"] = new("This is not supported here", "The request is well formed, but asks for something that this service does not do, such as an identifier of an unknown method."),
        ["slug-taken"] = new("The slug is taken", "Another institution has this slug. Slugs are never given away again, because identifiers contain them."),
        ["key-not-found"] = new("There is no such signing key", "The institution has no key of this name."),
        ["key-state"] = new("The signing key is in another state", "The key has already been retired or marked as compromised, or is the only one that can sign."),
        ["no-png"] = new("There is no PNG of this badge", "Drawing it needs rsvg-convert on the server, or a PNG logo of the institution to stand in. The same badge is there as SVG."),
        ["not-active"] = new("It is not in force", "Forms for wallets are signed of credentials that are in force: this one is suspended, revoked, replaced or past its end."),
        ["no-level"] = new("It has no level of the EQF", "The wallet's learning credential needs a level of the European Qualifications Framework. This micro-credential says why it has none."),
        ["no-suspension-entry"] = new("It was not issued to be suspended", "Its entry in the status list is for revocation, which cannot be taken back. Issue with options.statusPurpose suspension to be able to suspend."),
        ["state-final"] = new("Its state is final", "The credential was revoked or replaced, and stays so. Issue a new one, or correct the one that replaced it."),
        ["example-key"] = new("The key is a published example", "Everybody has the private keys of keys.example/, so outside Development none of them may sign. Make a key of your own."),
        ["already-revoked"] = new("It is revoked already", "The credential or link was revoked before, so nothing more can be done with it."),
        ["not-verified"] = new("It does not verify", "What was sent was read, and is not shown to be authentic and in force. Each entry in errors names the check that failed or could not be made."),
        ["no-status"] = new("It has no entry in a status list", "Its status cannot be changed: the instance that signed it gives no such entries, or one for another purpose."),
        ["ambiguous"] = new("Several fit", "More than one document was signed under this identifier. Name the entry by statusListCredential and statusListIndex as well."),
        ["too-many-links"] = new("There are too many share links", "A credential has at most 50 share links that work at the same time, and 1000 in all. Revoke those that are no longer used."),
        ["mail-not-configured"] = new("No e-mail can be sent", "This service is not set up to send e-mail (Issuer__Mail__Host). Ask for a link and deliver it through a channel of your own."),
        ["no-email"] = new("The learner has no e-mail address", "The credential was issued without an e-mail address of the learner, so nothing can be sent. Ask for a link and deliver it yourself."),
        ["erased"] = new("The personal data were erased", "The learner's data were destroyed on request. Only the status of the credential is still known."),
    }.ToFrozenDictionary();

    /// <summary>The code that stands for a bare status.</summary>
    public static string ForStatus(int status) => status switch
    {
        400 => "bad-request",
        401 => "unauthorized",
        403 => "forbidden",
        404 => "not-found",
        405 => "method-not-allowed",
        406 => "not-acceptable",
        408 => "timeout",
        409 => "conflict",
        410 => "gone",
        412 => "precondition-failed",
        413 => "too-large",
        415 => "unsupported-media-type",
        422 => "validation",
        429 => "rate-limited",
        501 => "not-supported",
        503 => "unavailable",
        >= 400 and < 500 => "client-error",
        _ => "internal-error",
    };
}
